/**
 * The exceptions of the client, under one root.
 *
 * They are for malformed input, a page that cannot boot, lost storage. A refusal by the license is an answer,
 * no exception. Each kind of fault has its own `reason`.
 */

/** One fault of an input, and where it is. */
export interface Fault {
  /** A path into the input, such as `projects[0].items[2].quota`. */
  readonly path: string;
  readonly what: string;
}

/** The root of every exception that licensim throws on purpose. */
export class LicensimError extends Error {
  override readonly name: string = "LicensimError";
  /** A stable identifier in capitals. */
  readonly reason: string;
  /** The vendor's number: these exceptions have none. */
  readonly number: number | null = null;
  /** Null, as {@link number} is. */
  readonly ltsErrorCode: number | null = null;

  constructor(reason: string, message: string) {
    super(message);
    this.reason = reason;
  }
}

/** Invalid options, license document, codes or event. Names every fault at once, up to 100 (ITEM-5). */
export class MalformedError extends LicensimError {
  override readonly name = "MalformedError";
  readonly faults: readonly Fault[];
  /** How many more faults there are than `faults` names. */
  readonly more: number;

  constructor(faults: readonly Fault[], more = 0) {
    const named = faults.map(({ path, what }) => (path === "" ? what : `${path}: ${what}`));
    super("MALFORMED", [...named, ...(more > 0 ? [`and ${more} more`] : [])].join("\n"));
    this.faults = faults;
    this.more = more;
  }
}

/** What can keep a page from booting. */
export type BootReason =
  | "WORKER_ORIGIN" // the worker's script is of another origin and no wrapper could be made
  | "WORKER_UNTRUSTED" // the page requires Trusted Types, and the address of the script is a text
  | "WORKER_FILE" // the page was opened as a file: browsers run no worker there
  | "WORKER_BLOCKED" // a content security policy forbids the worker
  | "WORKER_FAILED" // the script was loaded and did not run
  | "WASM_BLOCKED" // the worker's policy lacks 'wasm-unsafe-eval'
  | "ASSET_MISSING" // answered with an HTTP error
  | "ASSET_TYPE" // sent with a type that browsers do not run
  | "ASSET_UNREACHABLE" // no answer, or an answer that this page may not read
  | "ASSET_DAMAGED" // its content does not fit its name
  | "VERSION_MISMATCH" // the files have another version than the script that loads them
  | "INTERPRETER_FAILED"; // Python did not start, or could not import its package

/** The page could not boot. `step` is the step that failed, `hint` the likely cause and what to do. */
export class BootError extends LicensimError {
  override readonly name = "BootError";
  declare readonly reason: BootReason;
  readonly step: string;
  readonly what: string;
  readonly hint: string;
  /** The faulty address, if there is one. */
  readonly url: string | null;

  constructor(reason: BootReason, step: string, what: string, hint: string, url: string | null = null) {
    super(reason, `boot step "${step}": ${what}. ${hint}`);
    this.step = step;
    this.what = what;
    this.hint = hint;
    this.url = url;
  }
}

/** What can go wrong with storage that worked before. */
export type StorageReason =
  | "STORAGE_FULL" // the browser's quota for this origin is used up, or the disk is full
  | "STORAGE_ABORTED" // the browser aborted the transaction
  | "STORAGE_DAMAGED" // the stored data is not a ledger
  | "STORAGE_OUTDATED"; // a newer version of licensim uses this origin's ledger: reload

/**
 * A decision could not be stored. Nothing was counted; unless damaged or outdated, the next call works again.
 */
export class StorageError extends LicensimError {
  override readonly name = "StorageError";
  declare readonly reason: StorageReason;

  constructor(reason: StorageReason, message: string) {
    super(reason, message);
  }
}

/** What can be wrong between a client and its license server. */
export type ServerReason =
  | "SERVER_REFUSED" // the server does not accept the client's requests
  | "SERVER_MALFORMED"; // the server's reply is not a valid answer

/** A license server and this client cannot work together: a wrong address, host name or version. */
export class ServerError extends LicensimError {
  override readonly name = "ServerError";
  declare readonly reason: ServerReason;

  constructor(reason: ServerReason, message: string) {
    super(reason, message);
  }
}

/**
 * The worker died. It is started again. When it dies again within ten seconds, all outstanding and later
 * calls are rejected with this error. A single call is rejected with it when two workers died while they
 * processed that call.
 */
export class WorkerCrashError extends LicensimError {
  override readonly name = "WorkerCrashError";
  /** What the worker was doing: a boot step, or the kind of the oldest unanswered message. */
  readonly step: string;

  constructor(step: string, what: string) {
    super("WORKER_CRASHED", `the worker died (${step}): ${what}`);
    this.step = step;
  }
}

/** The license was closed. */
export class ClosedError extends LicensimError {
  override readonly name = "ClosedError";

  constructor() {
    super("CLOSED", "this license was closed");
  }
}

/** A bug of licensim: the Python core raised an exception that no input should cause. */
export class BugError extends LicensimError {
  override readonly name = "BugError";

  constructor(message: string) {
    super("BUG", message);
  }
}

/** An exception as it crosses from the worker to the page. */
export type Failure =
  | { readonly name: "MalformedError"; readonly faults: readonly Fault[]; readonly more: number }
  | {
      readonly name: "BootError";
      readonly reason: BootReason;
      readonly step: string;
      readonly what: string;
      readonly hint: string;
      readonly url: string | null;
    }
  | { readonly name: "StorageError"; readonly reason: StorageReason; readonly message: string }
  | { readonly name: "ServerError"; readonly reason: ServerReason; readonly message: string }
  | { readonly name: "BugError"; readonly message: string };

/** An exception as plain data; null if it has no such form. */
export function toFailure(error: unknown): Failure | null {
  if (error instanceof MalformedError) {
    return { name: "MalformedError", faults: error.faults, more: error.more };
  }
  if (error instanceof BootError) {
    const { reason, step, what, hint, url } = error;
    return { name: "BootError", reason, step, what, hint, url };
  }
  if (error instanceof StorageError) {
    return { name: "StorageError", reason: error.reason, message: error.message };
  }
  if (error instanceof ServerError) {
    return { name: "ServerError", reason: error.reason, message: error.message };
  }
  return error instanceof BugError ? { name: "BugError", message: error.message } : null;
}

/** The exception that a failure describes. */
export function revive(failure: Failure): LicensimError {
  switch (failure.name) {
    case "MalformedError":
      return new MalformedError(failure.faults, failure.more);
    case "BootError":
      return new BootError(failure.reason, failure.step, failure.what, failure.hint, failure.url);
    case "StorageError":
      return new StorageError(failure.reason, failure.message);
    case "ServerError":
      return new ServerError(failure.reason, failure.message);
    case "BugError":
      return new BugError(failure.message);
  }
}
