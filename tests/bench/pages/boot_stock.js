// From navigation to the first decision, with a stock Pyodide in a worker: stored only in memory.
const worker = new Worker("boot_stock.worker.js", { type: "module" });
window.decided = new Promise((resolve, reject) => {
  worker.onmessage = ({ data }) => resolve({ took: performance.now(), ...data });
  worker.onerror = ({ message }) => reject(new Error(message));
});
