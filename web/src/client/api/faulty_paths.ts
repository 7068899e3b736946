/** For tests of what is refused: all faults at once, each by its path. */
import { MalformedError } from "./errors.ts";

/** The paths that a {@link MalformedError} of `work` names; empty where it throws none. */
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
