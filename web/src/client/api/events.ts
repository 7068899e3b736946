/** What a license tells without being asked. */
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

/** A decision, with what was asked. */
export interface Answered {
  /** The event's type, as a trace has it. */
  readonly type: string;
  readonly scanner: string | null;
  readonly answer: Answer | ScanResult;
  /** The event as a trace has it, without client and t: fields are snake_case. */
  readonly event: Readonly<Record<string, unknown>> & { readonly type: string };
  /** The page's clock when it was asked. */
  readonly now: number;
  /** The frame's instant (SCAN-11); of any other event the page's clock. */
  readonly at: number;
  /** null: neither a server nor a local license could (NET-1). */
  readonly by: AnsweredBy | null;
}

/** What an open license tells without being asked. */
export interface LicenseEvents {
  /** Every decision, with what was asked. */
  readonly answer: Answered;
  /**
   * Usage that was told to the license server after it had happened (NET-4): under `slot` a refusal arrives so, and
   * the item it names is used no more. It belongs to no call.
   */
  readonly report: Answer;
  /**
   * Also at opening: listen through {@link OpenOptions.onWarning} to have those. `WORKER_RESTARTED`: the worker died
   * and was started again. `STORAGE_CLEARED`: this origin's storage was deleted under the open page.
   */
  readonly warning: Warning;
  /** What is no reply to any call: a worker that crashed twice, a newer version in another tab. */
  readonly error: LicensimError;
  /** Another tab of this origin counted something: ask `status()` again. */
  readonly change: undefined;
  /** This client is a new one: it was forgotten, or its storage was cleared. */
  readonly identity: Identity;
}
