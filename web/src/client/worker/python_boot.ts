/**
 * How Python comes up in the worker: files, interpreter, package, core.
 *
 * Everything is asked for at once, the scripts first: they are parsed while the program is still on its way. Each
 * step is reported as it begins and ends.
 */
import type { loadPyodide, PyodideInterface } from "pyodide";
import { BootError } from "../api/errors.ts";
import type { BootStepName } from "../api/events.ts";
import { type Asset, ASSETS, fetchAsset } from "../protocol/assets.ts";
import { withPrefetched } from "./prefetch.ts";
import { PythonCore } from "./python_core.ts";

/** Tells the page that a step begins or ends. */
export type BootProgress = (step: BootStepName, at: "begin" | "end") => void;

/** What the build says about itself in `build.json`. */
interface Build {
  readonly version: string;
  /** Stands in for Pyodide's lock file: no packages, so nothing to fetch. */
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
/** The smallest module there is: compiling it asks the content security policy, and nothing else. */
const EMPTY_MODULE = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);

/**
 * Starts Python and imports the core.
 *
 * @param assets the folder's absolute address, with its slash at the end
 * @param version the version that page and worker are of
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
  // Pyodide listens too late to what may have failed by then: so it waits for ever, and `build` itself tells below.
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
      args: ["-S"], // nothing is installed in it, so there is no site to look through
      env: { PYTHONPATH: APP_PATH },
      fsInit: async (FS) => FS.writeFile(APP_PATH, new Uint8Array(await app)),
    });
  };
  const python = await timed("interpreter", progress, async () => {
    // A download that failed never ends Pyodide's own wait: whichever fails first is the answer.
    const all = Promise.all([withPrefetched({ downloads, program }, start), build, program, library, app]);
    // But where all files are missing, it is the folder that is wrong, and the build file says so.
    const [ready] = await all.catch(async (error) => {
      await build;
      throw error;
    });
    return ready;
  });
  return timed("package", progress, async () => importCore(python, version));
}

/** Runs a step between its two reports; a step that fails is not reported as ended. */
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

/** Page, worker, files and Python package are all of one version, or nothing starts. */
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
    // An import does not say what was wrong with the file; asking for it again does.
    await fetchAsset(url, "script", "interpreter");
    const hint = "Does the policy of worker.js allow it (script-src 'self'), and is the file whole?";
    throw new BootError("INTERPRETER_FAILED", "interpreter", `${url} did not run (${error})`, hint, url);
  }
}

function importCore(python: PyodideInterface, version: string): PythonCore {
  let core: PythonCore;
  try {
    const module = python.pyimport("licensim.page.door");
    core = new PythonCore(module.call); // borrowed of the module, which therefore stays
    collectFromNowOn(python);
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

/** The collector rests while the engine starts (lean/short_base.py); what is there now is there to stay. */
function collectFromNowOn(python: PyodideInterface): void {
  const collector = python.pyimport("gc");
  collector.freeze();
  collector.enable();
  collector.destroy();
}
