// Write a brotli and a gzip copy beside every file of a site that gets smaller by it.
//
// node precompress.mjs SITE CACHE
//   CACHE keeps results by content, because the large files take half a minute.

import { createHash } from "node:crypto";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { extname, join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const COMPRESSIBLE = new Set([
  ".html",
  ".css",
  ".js",
  ".mjs",
  ".json",
  ".map",
  ".svg",
  ".txt",
  ".wasm",
  ".zip",
  ".traineddata",
  ".icc",
  ".pfb",
  ".ttf",
]);
const SMALLEST = 512;
// Node runs these in its own threads, so that all cores compress.
const ENCODERS = {
  br: (data) =>
    promisify(brotliCompress)(data, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: 11,
        [constants.BROTLI_PARAM_LGWIN]: 24,
        [constants.BROTLI_PARAM_SIZE_HINT]: data.length,
      },
    }),
  gz: (data) => promisify(gzip)(data, { level: 9 }),
};

function* filesBelow(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      yield* filesBelow(path);
    } else {
      yield path;
    }
  }
}

/** Writes the encoded bytes of `data` to `path`, from the cache if they are there. */
async function lay(path, data, suffix, cache) {
  const kept = join(cache, createHash("sha256").update(data).digest("hex") + "." + suffix);
  if (!existsSync(kept)) {
    writeFileSync(kept, await ENCODERS[suffix](data));
  }
  copyFileSync(kept, `${path}.${suffix}`);
}

async function main([site, cache]) {
  mkdirSync(cache, { recursive: true });
  const paths = [...filesBelow(site)];
  for (const path of paths.filter((one) => /\.(br|gz)$/.test(one))) {
    rmSync(path);
  }
  const files = paths
    .filter((path) => COMPRESSIBLE.has(extname(path)))
    .map((path) => ({ path, data: readFileSync(path) }))
    .filter(({ data }) => data.length >= SMALLEST)
    // the largest first, so that no core is idle at the end
    .toSorted((one, other) => other.data.length - one.data.length);
  await Promise.all(
    files.flatMap(({ path, data }) => Object.keys(ENCODERS).map((suffix) => lay(path, data, suffix, cache))),
  );
}

await main(process.argv.slice(2));
