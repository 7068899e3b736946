// The standard library of a page: stock Pyodide's, less what starts an event loop, loads packages and compiles source.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { HERE, importFile, start } from "./python_inside.mjs";

/** What stands in for what: a name in the stock zip, and a file of the folder `lean`. */
const INSTEAD = {
  "_colorize.py": "no_colors.py",
  "_pyodide/_base.py": "short_base.py",
  "asyncio/__init__.py": "no_asyncio.py",
  "pyodide/_package_loader.py": "no_packages.py",
  "pyodide/webloop.py": "no_event_loop.py",
};

const ours = (file) => readFileSync(join(HERE, "lean", file), "utf8");

/** The stock zip's sources with ours among them; which source text they run is recorded (inside_probe.py). */
export async function recordingLibrary(standardLibrary) {
  const python = await start();
  const instead = Object.fromEntries(Object.entries(INSTEAD).map(([name, file]) => [name, ours(file)]));
  const { lean } = importFile(python, "inside_lean.py");
  lean(standardLibrary, python.toPy(instead), ours("texts_recorded.py"), "/lean.zip");
  return python.FS.readFile("/lean.zip");
}

/** Let the sources at `path`, inside `python`, run the recorded texts and patterns as they were compiled. */
export function keepTexts(python, path, stock, texts) {
  const [run, match] = [ours("texts_compiled.py"), ours("patterns_compiled.py")];
  importFile(python, "inside_lean.py").keep_texts(path, stock, run, match, python.toPy(texts));
}
