// Lay a brotli and a gzip file beside every file of a site that shrinks by it.
//
// node precompress.mjs SITE CACHE
//   CACHE keeps results by content, for the large files take half a minute.

import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const COMPRESSIBLE = new Set([
  ".html", ".css", ".js", ".mjs", ".json", ".map", ".svg", ".txt", ".wasm", ".zip", ".traineddata", ".icc", ".pfb", ".ttf",
]);
const SMALLEST = 512;
const ENCODERS = {
  br: (data) =>
    brotliCompressSync(data, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: 11,
        [constants.BROTLI_PARAM_LGWIN]: 24,
        [constants.BROTLI_PARAM_SIZE_HINT]: data.length,
      },
    }),
  gz: (data) => gzipSync(data, { level: 9 }),
};

function* filesBelow(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesBelow(path);
    else yield path;
  }
}

/** The encoded bytes of `data`, from the cache where they were made before. */
function encoded(data, suffix, cache) {
  const path = join(cache, createHash("sha256").update(data).digest("hex") + "." + suffix);
  if (!existsSync(path)) writeFileSync(path, ENCODERS[suffix](data));
  return path;
}

function main([site, cache]) {
  mkdirSync(cache, { recursive: true });
  const paths = [...filesBelow(site)];
  for (const path of paths.filter((path) => /\.(br|gz)$/.test(path))) rmSync(path);
  for (const path of paths.filter((path) => COMPRESSIBLE.has(extname(path)))) {
    const data = readFileSync(path);
    if (data.length < SMALLEST) continue;
    for (const suffix of Object.keys(ENCODERS)) copyFileSync(encoded(data, suffix, cache), `${path}.${suffix}`);
  }
}

main(process.argv.slice(2));
