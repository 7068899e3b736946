// Run the unit tests beside the TypeScript, `*.test.ts`, with node's own test runner.
//
// Each is bundled first, because node 20 reads no TypeScript. Arguments are files, relative to the project's
// folder; without arguments all run.

import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const WEB = join(dirname(fileURLToPath(import.meta.url)), "..");
const OUT = join(WEB, "..", ".build", "web-tests");

const chosen = process.argv.slice(2);
const all = readdirSync(join(WEB, "src"), { recursive: true }).filter((name) => name.endsWith(".test.ts"));
const sources =
  chosen.length > 0
    ? chosen.map((name) => resolve(WEB, "..", name))
    : all.map((name) => join(WEB, "src", name));

/** Files in different folders may have the same name. */
const nameOf = (path) => relative(join(WEB, "src"), path).replace(/\.ts$/, "");

rmSync(OUT, { recursive: true, force: true });
mkdirSync(OUT, { recursive: true });
await build({
  root: WEB,
  configFile: false,
  logLevel: "warn",
  define: { __LICENSIM_VERSION__: JSON.stringify("test") },
  build: {
    ssr: true,
    target: "node20",
    outDir: OUT,
    sourcemap: "inline",
    rolldownOptions: {
      input: Object.fromEntries(sources.map((path) => [nameOf(path), path])),
      output: { entryFileNames: "[name].mjs" },
    },
  },
});
const files = sources.map((path) => join(OUT, `${nameOf(path)}.mjs`));
const done = spawnSync(
  process.execPath,
  ["--enable-source-maps", "--test", "--test-reporter=dot", ...files],
  { stdio: "inherit" },
);
if (done.status !== 0) {
  console.error("run the tests of one file alone: ./build.sh test web/src/.../NAME.test.ts");
}
process.exit(done.status ?? 1);
