// Write a site's service worker with the list of the files that it keeps.
//
// node offline.mjs SITE WORKER
//   WORKER is the built service worker, without the list.
//
// The static pages of rules are more than 150 small files: the worker gets them as one, pages.json, in one request
// of 24 kB instead of 150. The parts for OCR and PDF are left out, because few visitors use them: they are kept once
// they were used. Files with a hash in their name need no revision.

import { createHash } from "node:crypto";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const PAGES = "pages.json";
const LEFT_OUT = [
  /\.(map|br|gz|txt|whl)$/,
  /^assets\/(pdfjs|tesseract)-/,
  /^simple\//,
  /^(service_worker\.js|server\.json)$/,
];
const STATIC = /^((?:rules|reasons|numbers|options|terms)\/(?:.*\/)?)index\.html$/;
const HASHED = /^assets\/.*-[\w-]{8}\.\w+$/;

function entry(site, url) {
  const revision = HASHED.test(url)
    ? null
    : createHash("sha256")
        .update(readFileSync(join(site, url)))
        .digest("hex")
        .slice(0, 16);
  return { url, revision };
}

const [site, worker] = process.argv.slice(2);
const urls = readdirSync(site, { recursive: true, withFileTypes: true })
  .filter((one) => one.isFile())
  .map((one) =>
    join(one.parentPath, one.name)
      .slice(site.length + 1)
      .replaceAll("\\", "/"),
  )
  .filter((url) => url !== PAGES && !LEFT_OUT.some((pattern) => pattern.test(url)))
  .toSorted();
const pages = urls
  .filter((url) => STATIC.test(url))
  .map((url) => [STATIC.exec(url)[1], readFileSync(join(site, url), "utf8")]);
writeFileSync(join(site, PAGES), JSON.stringify(Object.fromEntries(pages)));
const files = [...urls.filter((url) => !STATIC.test(url)), PAGES].map((url) => entry(site, url));
writeFileSync(
  join(site, "service_worker.js"),
  `self.FILES = ${JSON.stringify(files)};\n${readFileSync(worker, "utf8")}`,
);
