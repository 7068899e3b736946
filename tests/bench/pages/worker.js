// `ask(script, message)` sends a message to the worker of a script, which it starts the first time.
const workers = new Map();

window.ask = (script, message) => {
  const worker = workers.get(script) ?? new Worker(script, { type: "module" });
  workers.set(script, worker);
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data: { result, error } }) => (error ? reject(new Error(error)) : resolve(result));
    worker.onerror = (event) => reject(new Error(`${script}: ${event.message}`));
    worker.postMessage(message);
  });
};
