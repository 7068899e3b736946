// The Python of the kit for Playwright Test, as one zip: it needs the site's interpreter and standard library only.
//
// node kit_zip.mjs WHEEL COMPILER_WHEELS SITE_LICENSIM OUT
//   WHEEL            the kit's source wheel (pyodide_wheel.py OUT_DIR kit)
//   COMPILER_WHEELS  a folder with pyodide-build and what it imports
//   SITE_LICENSIM    what artifact.mjs has made
//   OUT              gets kit.zip

import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  STANDARD_LIBRARY,
  addToPath,
  compileStandardLibrary,
  compileWheel,
  startCompiler,
} from "./compiling.mjs";
import { demandEqual } from "./equal_replies.mjs";
import { recordingLibrary } from "./lean_library.mjs";
import { importFile, start } from "./python_inside.mjs";

/** Use the kit's door; returns the files of the standard library that it needs, and its replies. */
function probe(python, zip) {
  addToPath(python, zip);
  python.registerJsModule("licensim_thread", {}); // what Playwright does: no page is opened here
  importFile(python, "inside_probe.py");
  return JSON.parse(importFile(python, "inside_kit_probe.py").probe(STANDARD_LIBRARY));
}

/** Join zips, which lie in memory, into one. */
async function joined(compilerWheels, zips) {
  const { python, compiler } = await startCompiler(compilerWheels, []);
  const paths = zips.map((data, index) => {
    python.FS.writeFile(`/made/${index}.zip`, data);
    return `/made/${index}.zip`;
  });
  compiler.join(python.toPy(paths), "/made/joined.zip");
  return python.FS.readFile("/made/joined.zip");
}

/** The names in a zip, as their sources are called. */
function sourcesIn(python, path) {
  const names = python.pyimport("zipfile").ZipFile(path).namelist().toJs();
  return new Set(names.map((name) => name.replace(/\.pyc$/, ".py")));
}

async function main([wheel, compilerWheels, site, out]) {
  mkdirSync(out, { recursive: true });
  const library = join(out, "library.zip");
  writeFileSync(library, await recordingLibrary(STANDARD_LIBRARY));
  const python = await start({ stdLibURL: library });
  const wanted = probe(python, wheel);
  python.FS.writeFile("/site.zip", readFileSync(join(site, "stdlib.zip")));
  const there = sourcesIn(python, "/site.zip");
  const files = wanted.files.filter((name) => !there.has(name));
  const standard = await compileStandardLibrary(compilerWheels, library, { files });
  const { app } = await compileWheel(compilerWheels, wheel);
  rmSync(library);
  writeFileSync(join(out, "kit.zip"), await joined(compilerWheels, [standard, app]));
  const again = probe(
    await start({ args: ["-S"], stdLibURL: join(site, "stdlib.zip") }),
    join(out, "kit.zip"),
  );
  demandEqual(wanted.replies, again.replies);
  console.log(
    `kit.zip with ${files.length} files of the standard library; ${wanted.replies.length} replies equal`,
  );
}

await main(process.argv.slice(2));
