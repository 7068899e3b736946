/** The errors of documents, devices and engines, in words for a visitor. */

/**
 * Of a file: `empty`, `broken`, `encrypted`, `huge`, `unsupported`. Of a scanner: `address`, `unreachable`, `blocked`,
 * `busy`, `jammed`, `feeder_empty`, `canceled`, `protocol`. Of an engine: `not_loaded`. Of a camera: `no_picture`.
 */
export type DocumentReason =
  | "empty"
  | "broken"
  | "encrypted"
  | "huge"
  | "unsupported"
  | "address"
  | "unreachable"
  | "blocked"
  | "busy"
  | "jammed"
  | "feeder_empty"
  | "canceled"
  | "protocol"
  | "not_loaded"
  | "no_picture";

/** The message says what is wrong, `hint` what to do; it is empty if nothing can be done. */
export class DocumentError extends Error {
  override readonly name = "DocumentError";
  readonly reason: DocumentReason;
  readonly hint: string;

  constructor(reason: DocumentReason, message: string, hint = "", cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.reason = reason;
    this.hint = hint;
  }
}
