// Compile the package for Pyodide, and keep only the files of the standard library that it imports.
//
// node artifact.mjs WHEEL COMPILER_WHEELS OUT
//   WHEEL            the package's source wheel (pyodide_wheel.py)
//   COMPILER_WHEELS  a folder with pyodide-build and what it imports
//   OUT              gets licensim/ (what a page loads) and simple/ (an index for micropip)

import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { LOCK, STANDARD_LIBRARY, addToPath, compileStandardLibrary, compileWheel } from "./compiling.mjs";
import { demandEqual } from "./equal_replies.mjs";
import { recordingLibrary } from "./lean_library.mjs";
import { PYODIDE, importFile, start } from "./python_inside.mjs";
import { writeIndex } from "./simple_index.mjs";

const KEPT = ["_licensim_texts_data.py"]; // kept too: the probe cannot import it
const RUNTIME = ["pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm"];

/** The standard library's files that the package imports, the texts that they run, and the door's replies. */
async function probe(wheel, library) {
  const python = await start({ stdLibURL: library });
  addToPath(python, wheel);
  const inside = importFile(python, "inside_probe.py");
  const { files, replies } = JSON.parse(inside.probe(STANDARD_LIBRARY));
  return { files: [...files, ...KEPT], replies, texts: inside.compiled_texts().toJs() };
}

/** Boot from the result as a page does, use it in the same way, and compare the door's replies. */
async function prove(out, replies) {
  const python = await start({ args: ["-S"], stdLibURL: join(out, "stdlib.zip") });
  addToPath(python, join(out, "app.zip"));
  const again = JSON.parse(importFile(python, "inside_probe.py").probe(STANDARD_LIBRARY)).replies;
  const unseen = python.pyimport("_licensim_texts").unseen.toJs();
  if (unseen.length > 0) {
    throw new Error(`compiled at boot:\n${unseen.join("\n")}`);
  }
  demandEqual(replies, again);
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
