/** Python in Playwright's worker process: the package's own Pyodide with the kit, started once a worker. */
import { mkdirSync, readFileSync } from "node:fs";
import { isAbsolute, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { LicensimError, type Place } from "./errors.ts";

declare const __LICENSIM_HERE__: string;

/** Where the kit's zip lies inside of Python. */
const KIT = "/licensim-kit.zip";

interface Reply {
  readonly ok?: unknown;
  readonly error?: { readonly name: string; readonly message: string };
  readonly remarks: readonly string[];
}

/** What is used of Pyodide. */
interface Interpreter {
  readonly FS: { mkdirTree(folder: string): void; writeFile(path: string, data: Uint8Array): void };
  mountNodeFS(inside: string, folder: string): void;
  pyimport(name: string): { chdir(folder: string): void; freeze(): void; call(text: string): string };
}

interface Loader {
  loadPyodide(options: object): Promise<Interpreter>;
}

/** What an operation gives, and the warnings that the test should see. */
export interface Outcome {
  readonly value: unknown;
  readonly remarks: readonly string[];
}

/** The kit's Python. */
export class Python {
  readonly #call: (text: string) => string;
  readonly #files: Files;

  constructor(call: (text: string) => string, files: Files) {
    this.#call = call;
    this.#files = files;
  }

  /**
   * Performs an operation of the kit's door.
   *
   * @throws LicensimError as the kit words it, at `place`
   */
  perform(op: string, fields: object, place: Place): Outcome {
    const { ok, error, remarks } = JSON.parse(this.#call(JSON.stringify({ ...fields, op }))) as Reply;
    if (error !== undefined) {
      throw new LicensimError(error.name, error.message, place);
    }
    return { value: ok, remarks };
  }

  /** Lets Python write in a folder of the machine. */
  open(folder: string): void {
    this.#files.open(folder);
  }
}

/** Folders of the machine that Python sees, under their own paths. */
class Files {
  readonly #opened: string[] = [];
  readonly #python: Interpreter;

  constructor(python: Interpreter) {
    this.#python = python;
  }

  open(folder: string): void {
    if (folder === "/" || this.#opened.some((one) => isInside(folder, one))) {
      return;
    }
    mkdirSync(folder, { recursive: true });
    this.#python.FS.mkdirTree(folder);
    this.#python.mountNodeFS(folder, folder);
    this.#opened.push(folder);
  }
}

/** Starts Python with the package's own files; nothing is fetched. */
export async function startPython(): Promise<Python> {
  const here = new URL(__LICENSIM_HERE__);
  const file = (path: string): string => fileURLToPath(new URL(path, here));
  const loader = new URL("../pyodide/pyodide.mjs", here).href;
  const { loadPyodide } = (await import(/* @vite-ignore */ loader)) as Loader;
  const build = JSON.parse(readFileSync(file("../build.json"), "utf8")) as { lock: object };
  const python = await loadPyodide({
    indexURL: file("../pyodide/"),
    stdLibURL: file("../stdlib.zip"),
    lockFileContents: JSON.stringify(build.lock),
    args: ["-S"],
    env: { PYTHONPATH: KIT, HOME: "/" },
    fsInit: async (FS: Interpreter["FS"]) => FS.writeFile(KIT, readFileSync(file("../playwright/kit.zip"))),
  });
  const files = new Files(python);
  files.open(process.cwd());
  python.pyimport("os").chdir(process.cwd());
  const { call } = python.pyimport("licensim.testing.door.door");
  // What exists after the start is never freed: the garbage collector need not look at it.
  python.pyimport("gc").freeze();
  return new Python(call, files);
}

function isInside(folder: string, other: string): boolean {
  const way = relative(other, folder);
  return !way.startsWith("..") && !isAbsolute(way);
}
