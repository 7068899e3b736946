/** The line between Playwright's thread and that of Python: messages, for which either side can also stop and wait. */
import { type MessagePort, receiveMessageOnPort } from "node:worker_threads";

/** A message to Python's thread: a call of the kit's door, or the answer to what Python has asked. */
export type ToPython =
  | { readonly kind: "call"; readonly number: number; readonly text: string }
  | { readonly kind: "answer"; readonly number: number; readonly text: string };

/** A message of Python's thread: it has started, the reply of the door, or what Python asks of Playwright. */
export type FromPython =
  | { readonly kind: "started" }
  | { readonly kind: "reply"; readonly number: number; readonly text: string }
  | { readonly kind: "ask"; readonly number: number; readonly text: string };

/** What Python's thread gets at its start. */
export interface Beginning {
  readonly port: MessagePort;
  /** How many messages were sent to each side: to Python's thread, and to Playwright's. */
  readonly sent: Int32Array<SharedArrayBuffer>;
  /** The addresses of Pyodide's module and of the package's folder. */
  readonly loader: string;
  readonly folder: string;
  readonly cwd: string;
}

/** One side of the line; `side` is the index of its own count. */
export class Line<In, Out> {
  readonly #port: MessagePort;
  readonly #sent: Int32Array<SharedArrayBuffer>;
  readonly #side: 0 | 1;

  constructor(port: MessagePort, sent: Int32Array<SharedArrayBuffer>, side: 0 | 1) {
    this.#port = port;
    this.#sent = sent;
    this.#side = side;
  }

  post(message: Out): void {
    this.#port.postMessage(message);
    const other = 1 - this.#side;
    Atomics.add(this.#sent, other, 1);
    Atomics.notify(this.#sent, other);
  }

  /** Stops this thread until there is a message. */
  next(): In {
    for (;;) {
      const seen = Atomics.load(this.#sent, this.#side);
      const found = receiveMessageOnPort(this.#port);
      if (found !== undefined) {
        return found.message;
      }
      Atomics.wait(this.#sent, this.#side, seen);
    }
  }
}
