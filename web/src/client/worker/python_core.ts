/** The Python core: two callables of its door that take a string and return one. The only place that knows of them. */
import { BugError, type Fault, LicensimError, MalformedError, ServerError, StorageError } from "../api/errors.ts";
import type { WireScan } from "../protocol/messages.ts";
import type { ShortReply } from "./frame_encoding.ts";

/** Python itself died; nothing can be asked any more. */
export class PythonDied extends Error {}

/** What `event` and `frame` answer when the decision must first be made durable; nothing has changed yet. */
export interface Transact {
  readonly transact: true;
}

interface CoreError {
  readonly name: string;
  readonly message: string;
  readonly faults?: readonly Fault[];
  /** How many faults there are besides. */
  readonly more?: number;
}

type Fields = Readonly<Record<string, unknown>>;

/** Calls into Python, JSON text in and out, synchronously. */
export class PythonCore {
  readonly #call: (text: string) => string;
  readonly #frame: (text: string) => string;

  constructor(call: (text: string) => string, frame: (text: string) => string) {
    this.#call = call;
    this.#frame = frame;
  }

  /**
   * Asks one of the core's operations.
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

  /**
   * The short form for frames: the answer, or what of it is new. Throws as {@link call}.
   *
   * @param body what `frameBody` makes
   */
  frame(now: number, at: number, body: string): WireScan | Transact | ShortReply {
    const reply = enter(this.#frame, `${now} ${at} ${body}`);
    if (!reply.startsWith("{")) {
      return reply;
    }
    const whole = JSON.parse(reply);
    if (whole.error !== undefined) {
      throw rebuild(whole.error);
    }
    return whole.answer ?? whole;
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

function rebuild(error: CoreError): LicensimError {
  if (error.name === "RemoteError" || error.name === "ReplyError") {
    return new ServerError(error.name === "RemoteError" ? "SERVER_REFUSED" : "SERVER_MALFORMED", error.message);
  }
  if (error.name === "StorageFullError") {
    return new StorageError("STORAGE_FULL", error.message);
  }
  if (error.name !== "Malformed") {
    return new BugError(`${error.name}: ${error.message}`);
  }
  return new MalformedError(error.faults?.length ? error.faults : [{ path: "", what: error.message }], error.more);
}
