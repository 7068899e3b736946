// Sources in, bytecode for the interpreter of Pyodide out.

import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { keepTexts } from "./lean_library.mjs";
import { PYODIDE, importFile, installWheels, start } from "./python_inside.mjs";

export const LOCK = JSON.parse(readFileSync(join(PYODIDE, "pyodide-lock.json"), "utf8"));
const [MAJOR, MINOR] = LOCK.info.python.split(".");
export const STANDARD_LIBRARY = `/lib/python${MAJOR}${MINOR}.zip`;

/** Lets Python import from a zip. */
export function addToPath(python, zip) {
  python.FS.writeFile("/app.zip", readFileSync(zip));
  python.pyimport("sys").path.insert(0, "/app.zip");
}

/** A Pyodide with pyodide-build in it; `args` are the interpreter's own. */
export async function startCompiler(compilerWheels, args) {
  // Any fixed instant: the output must not depend on the day of the build.
  const python = await start({ args, env: { SOURCE_DATE_EPOCH: "1577836800", HOME: "/home/pyodide" } });
  installWheels(python, compilerWheels);
  python.FS.mkdirTree("/made");
  return { python, compiler: importFile(python, "inside_compile.py") };
}

/**
 * Compile the chosen files of the standard library, without their docstrings and asserts (-OO).
 *
 * `texts` are the source texts that run in compiled form (lean_library.mjs), if any.
 */
export async function compileStandardLibrary(compilerWheels, library, { files, texts }) {
  const { python, compiler } = await startCompiler(compilerWheels, ["-OO"]);
  python.FS.writeFile("/made/library.zip", readFileSync(library));
  if (texts !== undefined) {
    keepTexts(python, "/made/library.zip", texts);
  }
  const missing = compiler.select("/made/library.zip", python.toPy(files), "/made/stdlib.zip").toJs();
  if (missing.length > 0) {
    throw new Error(`not in the standard library zip: ${missing.join(", ")}`);
  }
  return python.FS.readFile(compiler.compile_archive("/made/stdlib.zip"));
}

/** Compile all of our wheel; returns the new wheel, `{name, data}`, and its modules as a zip. */
export async function compileWheel(compilerWheels, wheel) {
  const { python, compiler } = await startCompiler(compilerWheels, []);
  python.FS.writeFile(`/made/${basename(wheel)}`, readFileSync(wheel));
  const compiled = compiler.compile_archive(`/made/${basename(wheel)}`);
  compiler.extract_package(compiled, "/made/app.zip");
  return {
    name: basename(compiled),
    data: python.FS.readFile(compiled),
    app: python.FS.readFile("/made/app.zip"),
  };
}
