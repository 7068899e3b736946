// The standard library of a page: stock Pyodide's, less what starts an event loop, loads packages and compiles source.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { HERE, importFile, start } from "./python_inside.mjs";

/** The replaced files: a name in the stock zip, and the file of the folder `lean` that replaces it. */
const INSTEAD = {
  "_pyodide/_base.py": "short_base.py",
  "asyncio/__init__.py": "no_asyncio.py",
  "pyodide/_package_loader.py": "no_packages.py",
  "pyodide/webloop.py": "no_event_loop.py",
};

const ours = (file) => readFileSync(join(HERE, "lean", file), "utf8");

/** The stock zip's sources and ours; they record the source texts that they run (inside_probe.py). */
export async function recordingLibrary(standardLibrary) {
  const python = await start();
  const instead = Object.fromEntries(Object.entries(INSTEAD).map(([name, file]) => [name, ours(file)]));
  const { lean } = importFile(python, "inside_lean.py");
  lean(standardLibrary, python.toPy(instead), ours("texts_recorded.py"), "/lean.zip");
  return python.FS.readFile("/lean.zip");
}

/** Let the sources at `path`, inside `python`, run the recorded texts in compiled form. */
export function keepTexts(python, path, texts) {
  importFile(python, "inside_lean.py").keep_texts(path, ours("texts_compiled.py"), python.toPy(texts));
}
