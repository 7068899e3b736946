// Write the npm package: the built client, the files that it loads, and a package.json without our own tools.
//
// node npm_package.mjs SITE_LICENSIM OUT

import { cpSync, mkdirSync, readFileSync, writeFileSync, copyFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..", "..");

function main([assets, out]) {
  mkdirSync(join(out, "dist"), { recursive: true });
  // Without compressed copies: servers compress these files themselves, or take the copies of the built site.
  cpSync(assets, join(out, "dist"), { recursive: true, filter: (path) => !/\.(br|gz)$/.test(path) });
  const { scripts, devDependencies, ...published } = JSON.parse(
    readFileSync(join(ROOT, "web/package.json"), "utf8"),
  );
  writeFileSync(join(out, "package.json"), JSON.stringify(published, null, 2) + "\n");
  for (const name of ["LICENSE", "web/README.md"]) {
    copyFileSync(join(ROOT, name), join(out, basename(name)));
  }
}

main(process.argv.slice(2));
