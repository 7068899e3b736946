/**
 * The Python core: the callable of its door, which takes a string and returns one. Only this file uses it.
 */
import {
  BugError,
  type Fault,
  LicensimError,
  MalformedError,
  ServerError,
  StorageError,
} from "../api/errors.ts";

/** Python itself died; it cannot be called any more. */
export class PythonDied extends Error {}

interface CoreError {
  readonly name: string;
  readonly message: string;
  readonly faults?: readonly Fault[];
  /** How many more faults there are. */
  readonly more?: number;
}

type Fields = Readonly<Record<string, unknown>>;

/** Calls into Python, JSON text in and out, synchronously. */
export class PythonCore {
  readonly #call: (text: string) => string;

  constructor(call: (text: string) => string) {
    this.#call = call;
  }

  /**
   * Calls one of the core's operations.
   *
   * @throws MalformedError or BugError as Python reports them; PythonDied when Python fails to reply
   */
  call(op: string, fields: Fields): Record<string, unknown> {
    const reply = JSON.parse(enter(this.#call, JSON.stringify({ ...fields, op })));
    if (reply.error !== undefined) {
      throw rebuild(reply.error);
    }
    return reply.ok;
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
    return new ServerError(
      error.name === "RemoteError" ? "SERVER_REFUSED" : "SERVER_MALFORMED",
      error.message,
    );
  }
  if (error.name === "StorageFullError") {
    return new StorageError("STORAGE_FULL", error.message);
  }
  if (error.name !== "Malformed") {
    return new BugError(`${error.name}: ${error.message}`);
  }
  return new MalformedError(
    error.faults?.length ? error.faults : [{ path: "", what: error.message }],
    error.more,
  );
}
