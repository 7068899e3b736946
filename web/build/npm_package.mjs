// Write the npm package: the built client, the files that it loads, the kit for Playwright Test, and a package.json
// without our own tools.
//
// node npm_package.mjs SITE_LICENSIM DIST TYPES OUT
//   DIST   has the folders playwright/, commonjs/ and tools/
//   TYPES  the declarations

import { cpSync, mkdirSync, readFileSync, writeFileSync, copyFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..", "..");

function main([assets, kits, types, out]) {
  mkdirSync(join(out, "dist"), { recursive: true });
  // Without compressed copies: servers compress these files themselves, or take the copies of the built site.
  cpSync(assets, join(out, "dist"), { recursive: true, filter: (path) => !/\.(br|gz)$/.test(path) });
  for (const name of ["playwright", "commonjs", "tools"]) {
    cpSync(join(kits, name), join(out, "dist", name), { recursive: true });
  }
  // One kind of module for each copy of the types: TypeScript wants those of a CommonJS module to be CommonJS, too.
  cpSync(types, join(out, "dist", "types"), { recursive: true });
  cpSync(types, join(out, "dist", "commonjs", "types"), { recursive: true });
  writeFileSync(join(out, "dist", "commonjs", "package.json"), '{ "type": "commonjs" }\n');
  const { scripts, devDependencies, ...published } = JSON.parse(
    readFileSync(join(ROOT, "web/package.json"), "utf8"),
  );
  writeFileSync(join(out, "package.json"), JSON.stringify(published, null, 2) + "\n");
  for (const name of ["LICENSE", "web/README.md"]) {
    copyFileSync(join(ROOT, name), join(out, basename(name)));
  }
}

main(process.argv.slice(2));
