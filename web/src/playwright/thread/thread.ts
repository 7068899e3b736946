/** Python's thread: the package's own Pyodide with the kit. Nothing is fetched. */
import { generateKeyPairSync, sign } from "node:crypto";
import { mkdirSync, readFileSync } from "node:fs";
import { isAbsolute, relative } from "node:path";
import { workerData } from "node:worker_threads";
import { type Beginning, type FromPython, Line, type ToPython } from "./line.ts";

/** Where the kit's zip, and the client's files, lie inside of Python. */
const KIT = "/licensim-kit.zip";
const SITE = "/licensim-site";

/** What is used of Pyodide. */
interface Interpreter {
  readonly FS: { mkdirTree(folder: string): void; writeFile(path: string, data: Uint8Array): void };
  mountNodeFS(inside: string, folder: string): void;
  registerJsModule(name: string, module: object): void;
  pyimport(name: string): {
    chdir(folder: string): void;
    freeze(): void;
    connect(ask: (text: string) => string): void;
    call(text: string): string;
  };
}

interface Loader {
  loadPyodide(options: object): Promise<Interpreter>;
}

const { port, sent, loader, folder, cwd } = workerData as Beginning;
const line = new Line<ToPython, FromPython>(port, sent, 0);
const answers = new Map<number, string>();
let asked = 0;

/** Asks Playwright for something, and waits; meanwhile calls of the door are performed, one inside of the other. */
function ask(text: string): string {
  asked += 1;
  const number = asked;
  line.post({ kind: "ask", number, text });
  for (;;) {
    const answer = answers.get(number);
    if (answer !== undefined) {
      answers.delete(number);
      return answer;
    }
    take(line.next());
  }
}

/** Makes an Ed25519 key. It gives and takes text: base64url, and bytes as Latin-1. */
function makeKeyPair(): { readonly publicKey: string; readonly sign: (data: string) => string } {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  return {
    publicKey: publicKey.export({ format: "jwk" }).x ?? "",
    sign: (data) => sign(null, Buffer.from(data, "latin1"), privateKey).toString("base64url"),
  };
}

/** Folders of the machine that Python sees, under their own paths. */
const opened: string[] = [];

function open(path: string): void {
  if (path === "/" || opened.some((one) => isInside(path, one))) {
    return;
  }
  mkdirSync(path, { recursive: true });
  python.FS.mkdirTree(path);
  python.mountNodeFS(path, path);
  opened.push(path);
}

function isInside(path: string, other: string): boolean {
  const way = relative(other, path);
  return !way.startsWith("..") && !isAbsolute(way);
}

async function start(): Promise<Interpreter> {
  const { loadPyodide } = (await import(/* @vite-ignore */ loader)) as Loader;
  const build = JSON.parse(readFileSync(`${folder}/build.json`, "utf8")) as { lock: object };
  const started = await loadPyodide({
    indexURL: `${folder}/pyodide/`,
    stdLibURL: `${folder}/stdlib.zip`,
    lockFileContents: JSON.stringify(build.lock),
    args: ["-S"],
    env: { PYTHONPATH: KIT, HOME: "/", LICENSIM_SITE: SITE },
    fsInit: async (FS: Interpreter["FS"]) => FS.writeFile(KIT, readFileSync(`${folder}/playwright/kit.zip`)),
  });
  started.FS.mkdirTree(`${SITE}/licensim`);
  started.mountNodeFS(`${SITE}/licensim`, folder);
  started.registerJsModule("licensim_thread", { ask, makeKeyPair });
  return started;
}

const python = await start();
open(cwd);
python.pyimport("os").chdir(cwd);
const door = python.pyimport("licensim.testing.door.door");
door.connect(ask);
// What exists after the start is never freed: the garbage collector need not look at it.
python.pyimport("gc").freeze();

function take(message: ToPython): void {
  if (message.kind === "answer") {
    answers.set(message.number, message.text);
  } else {
    line.post({ kind: "reply", number: message.number, text: perform(message.text) });
  }
}

function perform(text: string): string {
  const { op, path } = JSON.parse(text) as { readonly op: string; readonly path: string };
  if (op !== "open") {
    return door.call(text);
  }
  open(path);
  return JSON.stringify({ ok: null, remarks: [] });
}

port.on("message", take);
line.post({ kind: "started" });
