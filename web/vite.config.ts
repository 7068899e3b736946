// The builds, by mode; LICENSIM_SITE names the folder of the site (default ../dist/site).
//
//   client, worker   licensim/client.js and licensim/worker.js: names without a hash, one file each
//   standin-*        licensim/standin/: the stand-in SDK as a module and as a script, and its decoder
//   offline          the page's service worker
//   harness          index.html and assets/*: the page, which imports the shipped licensim/client.js; and
//                    assets/components.js, its document components for other pages

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin, type UserConfig } from "vite";
import { decoderWasm, engineFiles, engineFolders } from "./build/engine_files.ts";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const site = process.env["LICENSIM_SITE"] ?? here("../dist/site");
const { version } = JSON.parse(readFileSync(here("package.json"), "utf8")) as { version: string };
const define = { __LICENSIM_VERSION__: JSON.stringify(version) };

/** One entry of the client as one file, for pages without a bundler. */
const single = (name: string, source: string): UserConfig => ({
  define,
  publicDir: false,
  build: {
    target: "es2023",
    outDir: `${site}/licensim`,
    emptyOutDir: false,
    sourcemap: true,
    rolldownOptions: {
      input: { [name]: here(source) },
      preserveEntrySignatures: "strict",
      output: { entryFileNames: "[name].js", codeSplitting: false },
    },
  },
});

/** One file of the stand-in SDK: a module, or a script that needs no module. */
const standin = (name: string, source: string, format: "es" | "iife"): UserConfig => ({
  define,
  publicDir: false,
  plugins: name === "decoder" ? [decoderWasm] : [],
  build: {
    target: "es2023",
    outDir: `${site}/licensim/standin`,
    emptyOutDir: false,
    sourcemap: true,
    rolldownOptions: {
      input: { [name]: here(source) },
      ...(format === "es" && { preserveEntrySignatures: "strict" as const }),
      output: {
        format,
        entryFileNames: `[name].${format === "es" && name !== "decoder" ? "mjs" : "js"}`,
        codeSplitting: false,
      },
    },
  },
});

/** The page imports the client as every other page does: it is built once, and the shipped file runs. */
const shippedClient: Plugin = {
  name: "shipped-client",
  enforce: "pre",
  async resolveId(source, importer) {
    const found = await this.resolve(source, importer, { skipSelf: true });
    return found?.id === here("src/client/index.ts")
      ? { id: "../licensim/client.js", external: "relative" }
      : null;
  },
};

const harness: UserConfig = {
  base: "./",
  root: here("."),
  define: { ...define, __PARTS__: JSON.stringify(engineFolders) },
  plugins: [shippedClient, engineFiles],
  worker: { format: "es" },
  build: {
    target: "es2023",
    outDir: site,
    emptyOutDir: false,
    sourcemap: true,
    // No inlined files: they would be data: addresses, which the page's policy forbids.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { index: here("index.html"), components: here("src/harness/components/index.ts") },
      preserveEntrySignatures: "exports-only",
      output: {
        entryFileNames: ({ name }) =>
          name === "components" ? "assets/[name].js" : "assets/[name]-[hash].js",
      },
    },
  },
};

/** The page's service worker; `build/offline.mjs` adds the list of its files and lays it into the site. */
const offline: UserConfig = {
  define: { __PARTS__: JSON.stringify(engineFolders) },
  publicDir: false,
  build: {
    target: "es2023",
    outDir: here("../.build/offline"),
    emptyOutDir: true,
    rolldownOptions: {
      input: { service_worker: here("src/offline/service_worker.ts") },
      output: { format: "iife", entryFileNames: "[name].js", codeSplitting: false },
    },
  },
};

/** The kit for Playwright Test, as a module or for `require`, and its thread: for node, and beside its zip of Python. */
const playwright = (format: "es" | "cjs", name: "index" | "thread" = "index"): UserConfig => ({
  define: {
    ...define,
    __LICENSIM_HERE__:
      format === "es" ? "import.meta.url" : 'require("node:url").pathToFileURL(__filename).href',
  },
  publicDir: false,
  ssr: { noExternal: ["zxing-wasm"] },
  build: {
    ssr: true,
    target: "node20",
    outDir: `${site}/../${format === "es" ? "playwright" : "commonjs"}`,
    emptyOutDir: false,
    sourcemap: true,
    rolldownOptions: {
      input: {
        [name]: here(name === "index" ? "src/playwright/index.ts" : "src/playwright/thread/thread.ts"),
      },
      external: ["@playwright/test"],
      output: { format, entryFileNames: "[name].js", codeSplitting: false },
    },
  },
});

/** The plugin for Vite, and the package's command: for node, two files that share what they copy. */
const tools: UserConfig = {
  publicDir: false,
  build: {
    ssr: true,
    target: "node20",
    outDir: `${site}/../tools`,
    emptyOutDir: false,
    sourcemap: true,
    rolldownOptions: {
      input: { vite: here("src/tools/vite.ts"), cli: here("src/tools/cli.ts") },
      output: {
        entryFileNames: "[name].js",
        chunkFileNames: "[name].js",
        banner: ({ name }) => (name === "cli" ? "#!/usr/bin/env node" : ""),
      },
    },
  },
};

const modes: Record<string, UserConfig> = {
  client: single("client", "src/client/index.ts"),
  worker: single("worker", "src/client/worker/worker.ts"),
  "standin-module": standin("bundle", "src/standin/bundle.ts", "es"),
  "standin-script": standin("bundle", "src/standin/script.ts", "iife"),
  "standin-nine-module": standin("nine", "src/standin/nine.ts", "es"),
  "standin-nine-script": standin("nine", "src/standin/nine_script.ts", "iife"),
  "standin-decoder": standin("decoder", "src/standin/decoding/decoder.worker.ts", "es"),
  playwright: playwright("es"),
  "playwright-thread": playwright("es", "thread"),
  commonjs: playwright("cjs"),
  tools,
  offline,
  harness,
};

export default defineConfig(({ mode }) => modes[mode] ?? harness);
