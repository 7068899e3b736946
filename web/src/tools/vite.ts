/**
 * A Vite plugin: lays the files of licensim's client where the page expects them, in the dev server and in the build.
 *
 * @example
 * import { defineConfig } from "vite";
 * import { licensim } from "licensim/vite";
 * export default defineConfig({ plugins: [licensim()] });
 *
 * @packageDocumentation
 */
import { createReadStream, readFileSync } from "node:fs";
import type { Plugin } from "vite";
import { NAMES, packaged } from "./assets.ts";

/** The content types that a browser demands. */
const TYPES: Readonly<Record<string, string>> = {
  js: "text/javascript",
  mjs: "text/javascript",
  json: "application/json",
  wasm: "application/wasm",
};

/** The options of the plugin. */
export interface LicensimOptions {
  /** The folder below the site's base: the `assets` of `openLicense`, without slashes. Default `licensim`. */
  readonly folder?: string;
}

/** Serves the client's files, and writes them into the build. */
export function licensim({ folder = "licensim" }: LicensimOptions = {}): Plugin {
  let prefix = `/${folder}/`;
  return {
    name: "licensim",
    // A copy of the client that Vite has pre-bundled would not find its worker.
    config: () => ({ optimizeDeps: { exclude: ["licensim"] } }),
    configResolved(config) {
      prefix = `${config.base.startsWith("/") ? config.base : "/"}${folder}/`;
    },
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const path = (request.url ?? "").split("?")[0] ?? "";
        const name = path.startsWith(prefix) ? path.slice(prefix.length) : "";
        if (!NAMES.includes(name)) {
          next();
          return;
        }
        const type = TYPES[name.slice(name.lastIndexOf(".") + 1)] ?? "application/octet-stream";
        response.setHeader("Content-Type", type);
        createReadStream(packaged(name)).pipe(response);
      });
    },
    generateBundle() {
      for (const name of NAMES) {
        this.emitFile({ type: "asset", fileName: `${folder}/${name}`, source: readFileSync(packaged(name)) });
      }
    },
  };
}
