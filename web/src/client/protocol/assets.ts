/** Where licensim's own files are, and the errors for a file that does not arrive correctly. */
import { BootError } from "../api/errors.ts";

/** What a browser does with a file; this decides the content type that the server must send. */
export type AssetKind = "script" | "wasm" | "data";

/** A file of ours, by its path below the assets folder. */
export interface Asset {
  readonly path: string;
  readonly kind: AssetKind;
}

/** The files that the worker needs. */
export const ASSETS = {
  build: { path: "build.json", kind: "data" },
  loader: { path: "pyodide/pyodide.mjs", kind: "script" },
  engine: { path: "pyodide/pyodide.asm.mjs", kind: "script" },
  wasm: { path: "pyodide/pyodide.asm.wasm", kind: "wasm" },
  library: { path: "stdlib.zip", kind: "data" },
  app: { path: "app.zip", kind: "data" },
} as const satisfies Record<string, Asset>;

const SCRIPT_TYPE = /^(text|application)\/(javascript|ecmascript|x-javascript)\b/;

const TYPES: Record<AssetKind, { readonly accepts: (type: string) => boolean; readonly wanted: string }> = {
  script: { accepts: (type) => SCRIPT_TYPE.test(type), wanted: "text/javascript" },
  wasm: { accepts: (type) => type === "application/wasm", wanted: "application/wasm" },
  // Data may have any type but HTML: some servers send a page instead of "not found".
  data: { accepts: (type) => !type.startsWith("text/html"), wanted: "application/octet-stream" },
};

/**
 * Fetches a file and checks its status and type.
 *
 * @throws BootError naming the step, the address and what to change
 */
export async function fetchAsset(url: string, kind: AssetKind, step: string): Promise<Response> {
  const response = await reach(url, step);
  if (!response.ok) {
    const hint = "Is `assets` the address of the licensim folder, and was the whole folder copied?";
    throw new BootError("ASSET_MISSING", step, `${url} answered ${response.status}`, hint, url);
  }
  const type = (response.headers.get("content-type") ?? "").toLowerCase();
  if (!TYPES[kind].accepts(type)) {
    throw wrongType(url, kind, type, step);
  }
  return response;
}

async function reach(url: string, step: string): Promise<Response> {
  try {
    return await fetch(url, { credentials: "same-origin" });
  } catch {
    const hint =
      "Is the server up, does the policy's connect-src allow it, and, for another origin, does it send " +
      "Access-Control-Allow-Origin?";
    throw new BootError("ASSET_UNREACHABLE", step, `${url} could not be fetched`, hint, url);
  }
}

function wrongType(url: string, kind: AssetKind, type: string, step: string): BootError {
  const what = `${url} was served as "${type || "no type"}"`;
  const hint = type.startsWith("text/html")
    ? "A page came instead of the file: is `assets` the address of the licensim folder?"
    : `Let the server send it as Content-Type: ${TYPES[kind].wanted}.`;
  return new BootError("ASSET_TYPE", step, what, hint, url);
}
