/** The events of an open license. */
import type { Answer, AnsweredBy, ScanResult, Warning } from "./answers.ts";
import type { LicensimError } from "./errors.ts";
import type { Identity } from "./status.ts";

/** The steps of {@link openLicense}, in the order in which they begin. */
export type BootStepName = "worker" | "build" | "storage" | "interpreter" | "package" | "license";

/** A step that is done, by the page's own `performance.now()`. Steps overlap: storage opens beside Python. */
export interface BootStep {
  readonly step: BootStepName;
  /** Since `openLicense` was called. */
  readonly startMs: number;
  readonly ms: number;
}

/** A decision, with the event that it answers. */
export interface Answered {
  /** The event's type, as a trace has it. */
  readonly type: string;
  readonly scanner: string | null;
  readonly answer: Answer | ScanResult;
  /** The event as a trace has it, without client and t: fields are snake_case. */
  readonly event: Readonly<Record<string, unknown>> & { readonly type: string };
  /** The page's clock when the event happened. */
  readonly now: number;
  /** The frame's instant (SCAN-11); for any other event the page's clock. */
  readonly at: number;
  /** null: neither a server nor a local license could answer (NET-1). */
  readonly by: AnsweredBy | null;
}

/** The events of an open license, by name. */
export interface LicenseEvents {
  /** Every decision, with the event that it answers. */
  readonly answer: Answered;
  /**
   * The answer to usage that was reported to the license server later (NET-4). Under `slot` a refusal arrives
   * this way, and the item that it names is used no more. It belongs to no call.
   */
  readonly report: Answer;
  /**
   * Warnings; {@link OpenOptions.onWarning} also gets those of the opening. `WORKER_RESTARTED`: the worker
   * died and was started again. `STORAGE_CLEARED`: this origin's storage was deleted while the page was open.
   */
  readonly warning: Warning;
  /** An error that belongs to no call: a worker that crashed twice, a newer version in another tab. */
  readonly error: LicensimError;
  /** Another tab of this origin counted something: call `status()` again. */
  readonly change: undefined;
  /** The page became a new client: the old one was forgotten, or its storage was cleared. */
  readonly identity: Identity;
}
