// Python as the built worker starts it, with the benchmarks' own modules beside the package.
import { loadPyodide } from "./licensim/pyodide/pyodide.mjs";

const APP_PATH = "/licensim.zip";
const at = (path) => new URL(path, import.meta.url).href;
const bytes = async (path) => new Uint8Array(await (await fetch(at(path))).arrayBuffer());

/** Starts it; `modules` are names of Python files of this folder. */
async function start(modules) {
  const { lock } = await (await fetch(at("licensim/build.json"))).json();
  return loadPyodide({
    indexURL: at("licensim/pyodide/"),
    stdLibURL: at("licensim/stdlib.zip"),
    lockFileContents: JSON.stringify(lock),
    env: { PYTHONPATH: `${APP_PATH}:/bench` },
    fsInit: async (FS) => {
      FS.writeFile(APP_PATH, await bytes("licensim/app.zip"));
      FS.mkdirTree("/bench");
      for (const name of modules) FS.writeFile(`/bench/${name}.py`, await bytes(`${name}.py`));
    },
  });
}

/**
 * Answers the page's messages one after the other by `prepare(python)(message)`; call it before any `await`.
 */
export function serve(modules, prepare) {
  let last = start(modules).then(prepare);
  onmessage = ({ data }) => {
    const work = last;
    const reply = work.then((answer) => answer(data));
    last = reply.then(() => work);
    reply.then((result) => postMessage({ result }), (error) => postMessage({ error: String(error) }));
  };
}
