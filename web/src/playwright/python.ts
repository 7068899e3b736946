/** Python in Playwright's worker process, in a thread of its own; started once a worker. */
import { fileURLToPath } from "node:url";
import { MessageChannel, Worker } from "node:worker_threads";
import { LicensimError, type Place } from "./errors.ts";
import { type FromPython, Line, type ToPython } from "./thread/line.ts";

declare const __LICENSIM_HERE__: string;

interface Reply {
  readonly ok?: unknown;
  readonly error?: { readonly name: string; readonly message: string };
  readonly remarks: readonly string[];
}

/** What an operation gives, and the warnings that the test should see. */
export interface Outcome {
  readonly value: unknown;
  readonly remarks: readonly string[];
}

/** What Python asks of Playwright. */
export interface Request {
  readonly test: number;
  readonly name: string;
  readonly on: number | null;
  readonly given: Readonly<Record<string, unknown>>;
}

/** Does what Python asks; its result becomes JSON. */
export type Performer = (request: Request) => Promise<unknown>;

/** The package's folder: the client's files, Pyodide, and the kit's Python. */
const FOLDER = fileURLToPath(new URL("..", __LICENSIM_HERE__)).replace(/[\\/]$/, "");

/** The address of a file of the package. */
export function packageFile(path: string): string {
  return `${FOLDER}/${path}`;
}

/** The kit's Python. */
export class Python {
  /** Does what Python asks of Playwright, for the test that runs. */
  performer: Performer = async ({ name }) => {
    throw new Error(`no test runs: ${name}`);
  };
  readonly #thread: Worker;
  readonly #line: Line<FromPython, ToPython>;
  readonly #replies = new Map<number, (text: string) => void>();
  readonly #opened = new Set<string>();
  #calls = 0;
  #started: () => void = () => undefined;

  private constructor(thread: Worker, line: Line<FromPython, ToPython>) {
    this.#thread = thread;
    this.#line = line;
  }

  /** Starts Python with the package's own files. */
  static async start(): Promise<Python> {
    const { port1, port2 } = new MessageChannel();
    const sent = new Int32Array(new SharedArrayBuffer(8));
    const here = new URL(__LICENSIM_HERE__);
    const loader = new URL("../pyodide/pyodide.mjs", here).href;
    const thread = new Worker(new URL("../playwright/thread.js", here), {
      workerData: { port: port2, sent, loader, folder: FOLDER, cwd: process.cwd() },
      transferList: [port2],
      execArgv: [],
    });
    const python = new Python(thread, new Line(port1, sent, 1));
    port1.on("message", (message: FromPython) => python.#take(message));
    await new Promise<void>((resolve, reject) => {
      thread.once("error", reject);
      python.#started = resolve;
    });
    // The process of Playwright ends when it wants.
    thread.unref();
    port1.unref();
    return python;
  }

  /** Ends its thread. */
  async stop(): Promise<void> {
    await this.#thread.terminate();
  }

  /** Lets Python see a folder of the machine, and what is in it. */
  open(path: string, place: Place): void {
    if (!this.#opened.has(path)) {
      this.#opened.add(path);
      this.perform("open", { path }, place);
    }
  }

  /**
   * Performs an operation of the kit's door that asks nothing of Playwright, and waits for it.
   *
   * @throws LicensimError as the kit words it, at `place`
   */
  perform(op: string, fields: object, place: Place): Outcome {
    const number = this.#send(op, fields);
    for (;;) {
      const message = this.#line.next();
      if (message.kind === "reply" && message.number === number) {
        return outcome(message.text, place);
      }
      queueMicrotask(() => this.#take(message));
    }
  }

  /** Performs an operation of the kit's door; it may ask for things of Playwright. */
  async performLater(op: string, fields: object, place: Place): Promise<Outcome> {
    const number = this.#send(op, fields);
    return outcome(await new Promise<string>((resolve) => this.#replies.set(number, resolve)), place);
  }

  #send(op: string, fields: object): number {
    this.#calls += 1;
    this.#line.post({ kind: "call", number: this.#calls, text: JSON.stringify({ ...fields, op }) });
    return this.#calls;
  }

  #take(message: FromPython): void {
    if (message.kind === "started") {
      this.#started();
    } else if (message.kind === "ask") {
      void this.#answer(message.number, message.text);
    } else {
      this.#replies.get(message.number)?.(message.text);
      this.#replies.delete(message.number);
    }
  }

  async #answer(number: number, asked: string): Promise<void> {
    let answer: object;
    try {
      answer = { value: (await this.performer(JSON.parse(asked) as Request)) ?? null };
    } catch (error) {
      answer = { error: error instanceof Error ? error.message : String(error) };
    }
    this.#line.post({ kind: "answer", number, text: JSON.stringify(answer) });
  }
}

function outcome(text: string, place: Place): Outcome {
  const { ok, error, remarks } = JSON.parse(text) as Reply;
  if (error !== undefined) {
    throw new LicensimError(error.name, error.message, place);
  }
  return { value: ok, remarks };
}
