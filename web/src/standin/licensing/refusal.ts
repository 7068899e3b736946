/** A refusal by the license, as the error and the numbers that a page can read. */
import type { Answer, ScanResult, StorageError } from "../../client/index.ts";
import { SdkError } from "../start/errors.ts";

/** In our words, except for an unreachable server: apps search its message for them (public samples). */
const WORDS: Readonly<Record<string, string>> = {
  KEY_UNKNOWN: "no project has this key",
  PASSWORD_WRONG: "the session password is wrong",
  WEBSITE_DOMAIN_MISMATCH: "this host is not among the project's website domains",
  NO_ITEM: "nothing that was bought serves this use",
  DEPLOYMENT_MISMATCH: "what was bought is for another deployment",
  EXPIRED: "the license has expired",
  NOT_YET_EFFECTIVE: "the license has not begun yet",
  REVOKED: "the license was revoked",
  DOMAIN_MISMATCH: "the license is for another domain",
  QUOTA_EXHAUSTED: "the quota is used up",
  SEATS_EXHAUSTED: "all seats are taken",
  ALLOWANCE_EXHAUSTED: "the allowance of exceptions is used up",
  CLONED: "another client has the identity of this one",
  STANDBY: "the license server is not ready",
  SERVER_UNREACHABLE:
    "network connection error: the license server was not reached, and there is no local license",
  INSECURE_CONTEXT: "this page is not a secure context",
  CLOCK_CHANGED: "the clock was set back",
  BAD_SIGNATURE: "the local license is damaged",
  STORAGE_FULL: "this browser's storage is full, so nothing was counted",
  STORAGE_ABORTED: "this browser did not store it, so nothing was counted",
  STORAGE_DAMAGED: "what this browser has stored is damaged",
  STORAGE_OUTDATED: "a newer version uses what this browser has stored: reload the page",
};

const NO_LICENSE = -20000;

/** What of an answer the page is told. */
export type Told = Pick<Answer, "answer" | "reason" | "number" | "ltsErrorCode">;

/** What was decided about a picture, as far as the page is told. */
export type Decision = Told & Pick<ScanResult, "unique" | "duplicates" | "untrusted">;

/** The refusal if the browser could not store a decision; throws any other error. */
export function refusalByStorage(error: unknown): Decision {
  if (!(error instanceof Error && error.name === "StorageError")) {
    throw error;
  }
  const { reason } = error as StorageError;
  const none = { unique: [], duplicates: [], untrusted: [] };
  return { answer: "refused", reason, number: null, ltsErrorCode: null, ...none };
}

/** The vendor's negative number of a refusal: −20000 − number; −20000 alone for a reason without one. */
export function errorCodeOf({ number }: Told): number {
  if (number === null) {
    return NO_LICENSE;
  }
  return number > 0 ? NO_LICENSE - number : number;
}

/** A refusal in a sentence, with the reason's name. */
export function errorStringOf({ reason, number }: Told): string {
  const words = WORDS[reason ?? ""] ?? "no further reason";
  return `License refused: ${words} (${[reason, number].filter((one) => one !== null).join(", ")})`;
}

/** The error with which a promise rejects, or which a result has. */
export function refusalOf(answer: Told): SdkError {
  return new SdkError(errorStringOf(answer), errorCodeOf(answer), answer.ltsErrorCode);
}
