/** What is wrong with a license, and what an exception means for the visit. */

/** A fault of a license document; `line` is that of its text, where one is known. */
export interface LicenseFault {
  readonly path: string;
  readonly what: string;
  readonly line?: number | null;
}

/** The faults that an exception names; null for one that names none. */
export function faultsOf(error: unknown): readonly LicenseFault[] | null {
  return (error as { faults?: readonly LicenseFault[] }).faults ?? null;
}

/** How many faults there are besides those that an exception names. */
export function moreOf(error: unknown): number {
  return (error as { more?: number }).more ?? 0;
}

/** The same by the last part of their path: there the form shows them. */
export function byField(faults: readonly LicenseFault[]): ReadonlyMap<string, string> {
  return new Map(faults.map(({ path, what }) => [path.split(".").at(-1) ?? path, what]));
}

/** What an exception means for the visit: nothing (its license was closed), a note, or the end. */
export function failureOf(error: unknown): "none" | "passing" | "final" {
  const { name, reason } = error as { name?: string; reason?: string };
  if (name === "ClosedError") {
    return "none";
  }
  const lasts = reason === "STORAGE_OUTDATED" || reason === "STORAGE_DAMAGED";
  // A worker that is gone for good has told so itself: this is a call that it could not answer.
  return name === "ServerError" || name === "WorkerCrashError" || (name === "StorageError" && !lasts)
    ? "passing"
    : "final";
}

/** Whether what this browser has stored may be the cause: then emptying it may help. */
export function isOfStorage(error: unknown): boolean {
  return ["StorageError", "BugError", "WorkerCrashError"].includes((error as { name?: string }).name ?? "");
}
