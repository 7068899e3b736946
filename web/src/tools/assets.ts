/** The files that a page loads from its `assets` folder, as they lie in this package. */
import { copyFileSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { ASSETS } from "../client/protocol/assets.ts";

const PACKAGE = new URL("../", import.meta.url);

/** The worker's files; `client.js` is for pages without a bundler. */
export const NAMES: readonly string[] = ["worker.js", ...Object.values(ASSETS).map(({ path }) => path)];
/** The script that a page without a bundler imports. */
export const CLIENT = "client.js";

/** Where a file of the package is. */
export function packaged(name: string): string {
  return fileURLToPath(new URL(name, PACKAGE));
}

/** Copies the files, and the client, into a folder. */
export function copyTo(folder: string): void {
  for (const name of [CLIENT, ...NAMES]) {
    const target = join(folder, name);
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(packaged(name), target);
  }
}
