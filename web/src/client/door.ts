/** The Python door: two callables that take a string and return one. The only place that knows of them. */
import { BugError, type Fault, LicensimError, MalformedError } from "./errors.ts";
import type { WireAnswer } from "./protocol.ts";

/** Python itself died; nothing can be asked any more. */
export class PythonDied extends Error {}

/** What `event` and `frame` answer when the decision must first be made durable; nothing has changed yet. */
export interface Transact {
  readonly transact: true;
}

/** A decision inside a transaction; `entry` is what the other tabs must learn, null if nothing. */
export interface Decision {
  readonly answer: WireAnswer;
  readonly entry: string | null;
}

interface DoorError {
  readonly name: string;
  readonly message: string;
  readonly faults?: readonly Fault[];
}

type Fields = Readonly<Record<string, unknown>>;

/** Calls into Python, JSON text in and out, synchronously. */
export class Door {
  readonly #call: (text: string) => string;
  readonly #frame: (text: string) => string;

  constructor(call: (text: string) => string, frame: (text: string) => string) {
    this.#call = call;
    this.#frame = frame;
  }

  /**
   * Asks one of the door's operations.
   *
   * @throws MalformedError, BugError as Python says; PythonDied when it says nothing any more
   */
  call(op: string, fields: Fields): Record<string, unknown> {
    const reply = JSON.parse(enter(this.#call, JSON.stringify({ ...fields, op })));
    if (reply.error !== undefined) {
      throw rebuild(reply.error);
    }
    return reply.ok;
  }

  /** The short way for frames: an array in, the answer out. Throws as {@link call}. */
  frame(frame: readonly unknown[]): WireAnswer | Transact {
    const reply = JSON.parse(enter(this.#frame, JSON.stringify(frame)));
    if (reply.error !== undefined) {
      throw rebuild(reply.error);
    }
    return reply;
  }
}

function enter(callable: (text: string) => string, text: string): string {
  try {
    return callable(text);
  } catch (error) {
    if (error instanceof Error && error.name === "PythonError") {
      throw new BugError(error.message);
    }
    throw new PythonDied(String(error));
  }
}

function rebuild(error: DoorError): LicensimError {
  if (error.name !== "Malformed") {
    return new BugError(`${error.name}: ${error.message}`);
  }
  return new MalformedError(error.faults?.length ? error.faults : [{ path: "", what: error.message }]);
}
