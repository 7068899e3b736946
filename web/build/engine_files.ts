// Copies the files that pdf.js and tesseract.js fetch by name beside the page's scripts: no CDN. They are as
// published; only the English data is unpacked, so that servers compress it like every other file.

import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { Plugin } from "vite";

const require = createRequire(import.meta.url);

interface Package {
  readonly folder: string;
  readonly version: string;
}

function packageOf(name: string): Package {
  const path = require.resolve(`${name}/package.json`);
  return {
    folder: dirname(path),
    version: (JSON.parse(readFileSync(path, "utf8")) as { version: string }).version,
  };
}

const pdfjs = packageOf("pdfjs-dist");
const tesseract = packageOf("tesseract.js");
const core = packageOf("tesseract.js-core");
const english = packageOf("@tesseract.js-data/eng");

/**
 * Their folders in the site. The version is in the folder's name, because the files' names must not change.
 */
export const engineFolders = {
  pdfjs: `assets/pdfjs-${pdfjs.version}/`,
  tesseract: `assets/tesseract-${tesseract.version}/`,
};

/** Left out: the fallback without wasm, and the sandbox for scripts in a PDF, which evaluates text. */
const UNUSED = /nowasm_fallback|quickjs/i;

/** Source file by target path below the site. */
function files(): Map<string, string> {
  const found = new Map<string, string>([[`${engineFolders.pdfjs}LICENSE`, join(pdfjs.folder, "LICENSE")]]);
  for (const folder of ["cmaps", "standard_fonts", "wasm", "iccs"]) {
    for (const name of readdirSync(join(pdfjs.folder, folder)).filter((file) => !UNUSED.test(file))) {
      found.set(`${engineFolders.pdfjs}${folder}/${name}`, join(pdfjs.folder, folder, name));
    }
  }
  const ofTesseract: [Package, string, string][] = [
    [tesseract, "dist/worker.min.js", "worker.min.js"],
    [tesseract, "LICENSE.md", "LICENSE.md"],
    [core, "tesseract-core-simd-lstm.js", "tesseract-core-simd-lstm.js"],
    [core, "tesseract-core-simd-lstm.wasm", "tesseract-core-simd-lstm.wasm"],
    [english, "4.0.0_best_int/eng.traineddata.gz", "eng.traineddata"],
  ];
  for (const [{ folder }, source, name] of ofTesseract) {
    found.set(engineFolders.tesseract + name, join(folder, source));
  }
  return found;
}

function contentOf(path: string): Buffer {
  const content = readFileSync(path);
  return path.endsWith(".gz") ? gunzipSync(content) : content;
}

/** Copies the files into the site. */
export const engineFiles: Plugin = {
  name: "engine-files",
  generateBundle() {
    for (const [fileName, path] of files()) {
      this.emitFile({ type: "asset", fileName, source: contentOf(path) });
    }
  },
};

/** Copies zxing's wasm beside the decoder of the stand-in, under the name that the decoder loads. */
export const decoderWasm: Plugin = {
  name: "decoder-wasm",
  generateBundle() {
    const source = readFileSync(require.resolve("zxing-wasm/reader/zxing_reader.wasm"));
    this.emitFile({ type: "asset", fileName: "zxing_reader.wasm", source });
  },
};
