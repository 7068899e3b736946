/** For tests of malformed input: the paths of all faults at once. */
import { MalformedError } from "./errors.ts";

/** The paths in the {@link MalformedError} that `work` throws; empty if it throws none. */
export function faultyPaths(work: () => unknown): string[] {
  try {
    work();
  } catch (error) {
    if (error instanceof MalformedError) {
      return error.faults.map(({ path }) => path);
    }
    throw error;
  }
  return [];
}
