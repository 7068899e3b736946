// Compile the package for Pyodide, and keep only the files of the standard library that it imports.
//
// node artifact.mjs WHEEL COMPILER_WHEELS OUT
//   WHEEL            the package's source wheel (pyodide_wheel.py)
//   COMPILER_WHEELS  a folder with pyodide-build and what it imports
//   OUT              gets licensim/ (what a page loads) and simple/ (an index for micropip)

import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { keepTexts, recordingLibrary } from "./lean_library.mjs";
import { PYODIDE, importFile, installWheels, start } from "./python_inside.mjs";
import { writeIndex } from "./simple_index.mjs";

const LOCK = JSON.parse(readFileSync(join(PYODIDE, "pyodide-lock.json"), "utf8"));
const [MAJOR, MINOR] = LOCK.info.python.split(".");
const STANDARD_LIBRARY = `/lib/python${MAJOR}${MINOR}.zip`;
const KEPT = ["_licensim_texts_data.py"]; // kept too: the probe cannot import it
const RUNTIME = ["pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm"];

/** Lets Python import from a zip. */
function addToPath(python, zip) {
  python.FS.writeFile("/app.zip", readFileSync(zip));
  python.pyimport("sys").path.insert(0, "/app.zip");
}

/** The standard library's files that the package imports, the texts that they run, and the door's replies. */
async function probe(wheel, library) {
  const python = await start({ stdLibURL: library });
  addToPath(python, wheel);
  const inside = importFile(python, "inside_probe.py");
  const { files, replies } = JSON.parse(inside.probe(STANDARD_LIBRARY));
  return { files: [...files, ...KEPT], replies, texts: inside.compiled_texts().toJs() };
}

/** A Pyodide with pyodide-build in it; `args` are the interpreter's own. */
async function startCompiler(compilerWheels, args) {
  // Any fixed instant: the output must not depend on the day of the build.
  const python = await start({ args, env: { SOURCE_DATE_EPOCH: "1577836800", HOME: "/home/pyodide" } });
  installWheels(python, compilerWheels);
  python.FS.mkdirTree("/made");
  return { python, compiler: importFile(python, "inside_compile.py") };
}

/** Compile the chosen files of the standard library, without their docstrings and asserts (-OO). */
async function compileStandardLibrary(compilerWheels, library, { files, texts }) {
  const { python, compiler } = await startCompiler(compilerWheels, ["-OO"]);
  python.FS.writeFile("/made/library.zip", readFileSync(library));
  keepTexts(python, "/made/library.zip", texts);
  const missing = compiler.select("/made/library.zip", python.toPy(files), "/made/stdlib.zip").toJs();
  if (missing.length > 0) {
    throw new Error(`not in the standard library zip: ${missing.join(", ")}`);
  }
  return python.FS.readFile(compiler.compile_archive("/made/stdlib.zip"));
}

/** Compile all of our wheel; returns the new wheel, `{name, data}`, and its modules as a zip. */
async function compileWheel(compilerWheels, wheel) {
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

/** Replies without their random identifiers. */
function comparable(replies) {
  const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g;
  return replies.map((reply) => reply.replaceAll(uuid, "UUID"));
}

/** Boot from the result as a page does, use it in the same way, and compare the door's replies. */
async function prove(out, replies) {
  const python = await start({ args: ["-S"], stdLibURL: join(out, "stdlib.zip") });
  addToPath(python, join(out, "app.zip"));
  const again = comparable(JSON.parse(importFile(python, "inside_probe.py").probe(STANDARD_LIBRARY)).replies);
  const unseen = python.pyimport("_licensim_texts").unseen.toJs();
  if (unseen.length > 0) {
    throw new Error(`compiled at boot:\n${unseen.join("\n")}`);
  }
  comparable(replies).forEach((reply, index) => {
    if (reply !== again[index]) {
      throw new Error(`source and bytecode disagree:\n${reply}\n${again[index]}`);
    }
  });
}

/** What a page needs to know about the files beside it. */
function buildInfo(wheel, out, names) {
  const files = Object.fromEntries(
    names.map((name) => {
      const data = readFileSync(join(out, name));
      return [name, { bytes: data.length, sha256: createHash("sha256").update(data).digest("hex") }];
    }),
  );
  return {
    version: basename(wheel).split("-")[1],
    pyodide: JSON.parse(readFileSync(join(PYODIDE, "package.json"), "utf8")).version,
    // `loadPyodide` takes this as `lockFileContents`: no package, so no request for the stock lock file.
    lock: { info: LOCK.info, packages: {} },
    hash: createHash("sha256").update(JSON.stringify(files)).digest("hex").slice(0, 16),
    files,
  };
}

async function main([wheel, compilerWheels, target]) {
  const out = join(target, "licensim");
  rmSync(out, { recursive: true, force: true });
  mkdirSync(join(out, "pyodide"), { recursive: true });
  const library = join(out, "stdlib.zip"); // first the sources, in the end the bytecode
  writeFileSync(library, await recordingLibrary(STANDARD_LIBRARY));
  const probed = await probe(wheel, library);
  const stdlib = await compileStandardLibrary(compilerWheels, library, probed);
  const compiled = await compileWheel(compilerWheels, wheel);
  writeFileSync(library, stdlib);
  writeFileSync(join(out, "app.zip"), compiled.app);
  for (const name of RUNTIME) {
    copyFileSync(join(PYODIDE, name), join(out, "pyodide", name));
  }
  await prove(out, probed.replies);
  const names = [...RUNTIME.map((name) => `pyodide/${name}`), "stdlib.zip", "app.zip"];
  writeFileSync(join(out, "build.json"), JSON.stringify(buildInfo(wheel, out, names), null, 1) + "\n");
  writeIndex(join(target, "simple"), compiled);
  const kib = (data) => `${Math.round(data.length / 1024)} KiB`;
  console.log(
    `stdlib.zip ${probed.files.length} files, ${kib(stdlib)}; app.zip ${kib(compiled.app)}; ${probed.replies.length} replies equal`,
  );
}

await main(process.argv.slice(2));
