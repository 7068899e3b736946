// Python that runs inside Pyodide on node, at build time. The Python code is in files of its own.

import { readFileSync, readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const HERE = dirname(fileURLToPath(import.meta.url));
export const PYODIDE = join(HERE, "..", "node_modules", "pyodide");

/** Start a Pyodide; `options` are those of `loadPyodide`. */
export async function start(options = {}) {
  const { loadPyodide } = await import(join(PYODIDE, "pyodide.mjs"));
  return loadPyodide({ indexURL: PYODIDE, ...options });
}

/** Import one of the Python files of this folder inside `python` and return the module. */
export function importFile(python, fileName) {
  python.FS.mkdirTree("/build");
  python.FS.writeFile(`/build/${fileName}`, readFileSync(join(HERE, fileName)));
  const path = python.pyimport("sys").path;
  if (!path.includes("/build")) {
    path.append("/build");
  }
  return python.pyimport(basename(fileName, ".py"));
}

/** Unpack every wheel of a folder into the site-packages of `python`. */
export function installWheels(python, folder) {
  for (const name of readdirSync(folder)
    .filter((file) => file.endsWith(".whl"))
    .toSorted()) {
    python.unpackArchive(new Uint8Array(readFileSync(join(folder, name))), "wheel");
  }
}
