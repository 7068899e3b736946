/** The faults of a license, and the meaning of an exception for the visit. */

/** A fault of a license document; `line` is its line in the text, if known. */
export interface LicenseFault {
  readonly path: string;
  readonly what: string;
  readonly line?: number | null;
}

/** The faults that an exception names; null if it names none. */
export function faultsOf(error: unknown): readonly LicenseFault[] | null {
  return (error as { faults?: readonly LicenseFault[] }).faults ?? null;
}

/** How many more faults there are than the exception names. */
export function moreOf(error: unknown): number {
  return (error as { more?: number }).more ?? 0;
}

/** The texts of the faults by the last part of their path: the field at which the form shows them. */
export function byField(faults: readonly LicenseFault[]): ReadonlyMap<string, string> {
  return new Map(faults.map(({ path, what }) => [path.split(".").at(-1) ?? path, what]));
}

/** The meaning of an exception for the visit: nothing (its license was closed), a message, or the end. */
export function failureOf(error: unknown): "none" | "passing" | "final" {
  const { name, reason } = error as { name?: string; reason?: string };
  if (name === "ClosedError") {
    return "none";
  }
  const lasts = reason === "STORAGE_OUTDATED" || reason === "STORAGE_DAMAGED";
  // The license has already reported a worker that is gone for good: this is only a call without an answer.
  return name === "ServerError" || name === "WorkerCrashError" || (name === "StorageError" && !lasts)
    ? "passing"
    : "final";
}

/** Whether this browser's stored data may be the cause: then it may help to delete it. */
export function isOfStorage(error: unknown): boolean {
  return ["StorageError", "BugError", "WorkerCrashError"].includes((error as { name?: string }).name ?? "");
}
