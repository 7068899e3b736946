/**
 * Boots Python in the worker: files, interpreter, package, core.
 *
 * All files are requested at once, the scripts first: they are parsed while the program is still loading.
 * Each step is reported when it begins and when it ends.
 */
import type { loadPyodide, PyodideInterface } from "pyodide";
import { BootError } from "../api/errors.ts";
import type { BootStepName } from "../api/events.ts";
import { type Asset, ASSETS, fetchAsset } from "../protocol/assets.ts";
import { withPrefetched } from "./prefetch.ts";
import { PythonCore } from "./python_core.ts";

/** Reports to the page that a step begins or ends. */
export type BootProgress = (step: BootStepName, at: "begin" | "end") => void;

/** The content of `build.json`, which the build writes. */
interface Build {
  readonly version: string;
  /** Used in place of Pyodide's lock file: it has no packages, so nothing is fetched. */
  readonly lock: object;
}

interface Loader {
  readonly loadPyodide: typeof loadPyodide;
}

type PyodideOptions = NonNullable<Parameters<typeof loadPyodide>[0]>;

interface Engine {
  readonly default: NonNullable<PyodideOptions["createPyodideModule"]>;
}

const APP_PATH = "/licensim.zip";
/** The smallest module: compiling it fails only if the content security policy forbids it. */
const EMPTY_MODULE = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);

/**
 * Starts Python and imports the core.
 *
 * @param assets the folder's absolute address, with its slash at the end
 * @param version the version of page and worker
 * @throws BootError for each thing that can be wrong
 */
export async function bootPython(
  assets: string,
  version: string,
  progress: BootProgress,
): Promise<PythonCore> {
  demandWasm();
  const url = (asset: Asset) => new URL(asset.path, assets).href;
  const get = (asset: Asset) => fetchAsset(url(asset), asset.kind, "interpreter");
  const build = timed("build", progress, () => readBuild(url(ASSETS.build), version));
  const scripts = Promise.all([
    importScript<Loader>(url(ASSETS.loader)),
    importScript<Engine>(url(ASSETS.engine)),
  ]);
  const wasm = get(ASSETS.wasm);
  const library = get(ASSETS.library);
  const program = wasm.then((response) => compile(response, url(ASSETS.wasm)));
  const app = get(ASSETS.app).then((response) => response.arrayBuffer());
  const downloads = new Map([
    [url(ASSETS.wasm), wasm],
    [url(ASSETS.library), library],
  ]);
  // Pyodide may handle this promise too late for a rejection. So it never rejects; `build` itself is awaited
  // below.
  const lock = build.then(
    (built) => JSON.stringify(built.lock),
    () => new Promise<never>(() => {}),
  );
  const start = async () => {
    const [{ loadPyodide }, { default: createPyodideModule }] = await scripts;
    return loadPyodide({
      indexURL: new URL(".", url(ASSETS.loader)).href,
      stdLibURL: url(ASSETS.library),
      lockFileContents: lock,
      createPyodideModule,
      args: ["-S"], // no site-packages: nothing is installed there
      env: { PYTHONPATH: APP_PATH },
      fsInit: async (FS) => FS.writeFile(APP_PATH, new Uint8Array(await app)),
    });
  };
  const python = await timed("interpreter", progress, async () => {
    // Pyodide itself would wait forever for a failed download: the first failure of any of these is thrown.
    const all = Promise.all([withPrefetched({ downloads, program }, start), build, program, library, app]);
    // If all files are missing, the folder is wrong: then the error of the build file is the clearest.
    const [ready] = await all.catch(async (error) => {
      await build;
      throw error;
    });
    return ready;
  });
  return timed("package", progress, async () => importCore(python, version));
}

/** Reports a step's begin, runs it, and reports its end; a step that fails has no end. */
export async function timed<T>(
  step: BootStepName,
  progress: BootProgress,
  work: () => Promise<T>,
): Promise<T> {
  progress(step, "begin");
  const result = await work();
  progress(step, "end");
  return result;
}

function demandWasm(): void {
  try {
    new WebAssembly.Module(EMPTY_MODULE);
  } catch (error) {
    const hint =
      "Add 'wasm-unsafe-eval' to script-src in the Content-Security-Policy header of worker.js: a worker has the " +
      "policy of its own response, not that of the page.";
    throw new BootError("WASM_BLOCKED", "interpreter", `WebAssembly may not be compiled (${error})`, hint);
  }
}

async function compile(response: Response, url: string): Promise<WebAssembly.Module> {
  try {
    return await WebAssembly.compileStreaming(response);
  } catch (error) {
    const hint = "Copy the licensim folder anew, and reload without the cache.";
    throw new BootError("ASSET_DAMAGED", "interpreter", `${url} did not compile (${error})`, hint, url);
  }
}

async function readBuild(url: string, version: string): Promise<Build> {
  const response = await fetchAsset(url, "data", "build");
  const build = (await response.json().catch(() => null)) as Build | null;
  if (typeof build?.version !== "string") {
    throw new BootError(
      "ASSET_DAMAGED",
      "build",
      `${url} is no build file`,
      "Copy the licensim folder anew.",
      url,
    );
  }
  demandVersion("build", build.version, version, url);
  return build;
}

/** Throws unless page, worker, files and Python package all have the same version. */
export function demandVersion(step: BootStepName, found: string, wanted: string, url: string | null): void {
  if (found !== wanted) {
    const what = `${url ?? "the worker"} is of version ${found}, the client of ${wanted}`;
    const hint = "Copy the licensim folder of the installed version, and reload without the cache.";
    throw new BootError("VERSION_MISMATCH", step, what, hint, url);
  }
}

async function importScript<T>(url: string): Promise<T> {
  try {
    return (await import(/* @vite-ignore */ url)) as T;
  } catch (error) {
    // An import does not say what is wrong with the file; fetching it again does.
    await fetchAsset(url, "script", "interpreter");
    const hint = "Does the policy of worker.js allow it (script-src 'self'), and is the file whole?";
    throw new BootError("INTERPRETER_FAILED", "interpreter", `${url} did not run (${error})`, hint, url);
  }
}

function importCore(python: PyodideInterface, version: string): PythonCore {
  let core: PythonCore;
  try {
    const module = python.pyimport("licensim.page.door");
    core = new PythonCore(module.call); // belongs to the module, which must not be destroyed
    keepForEver(python);
  } catch (error) {
    const hint = "app.zip and stdlib.zip must be those of this build: copy the licensim folder anew.";
    throw new BootError(
      "INTERPRETER_FAILED",
      "package",
      `the Python package did not import (${error})`,
      hint,
    );
  }
  demandVersion("package", String(core.call("hello", {})["version"]), version, "app.zip");
  return core;
}

/** Objects that exist after the start are never freed: the garbage collector need not look at them. */
function keepForEver(python: PyodideInterface): void {
  const collector = python.pyimport("gc");
  collector.freeze();
  collector.destroy();
}
