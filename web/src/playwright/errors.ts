/** The errors of the kit, whose stack begins at the test's own line. */

/** A mistake of a test, as the kit words it; `name` is the kind: `KitError`, `Malformed`, `NotOpenError`, ... */
export class LicensimError extends Error {
  constructor(name: string, message: string, at: Place) {
    super(message);
    this.name = name;
    this.stack = `${name}: ${message}\n${at.frames}`;
  }
}

/** A line of a test. */
export interface Line {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Where a test has called the kit. */
export interface Place {
  /** The calls that led there, as in the stack of an error, without those inside of the kit. */
  readonly frames: string;
  readonly line: Line | undefined;
}

/**
 * Returns the place that has called `entry`, a function of the kit.
 *
 * It becomes words when they are asked for: Playwright maps each frame to its source, which takes long.
 */
export function placeBefore(entry: (...given: never[]) => unknown): Place {
  const holder: { stack?: string } = {};
  Error.captureStackTrace(holder, entry);
  const frames = (): string[] => (holder.stack ?? "").split("\n").slice(1);
  return {
    get frames() {
      return frames().join("\n");
    },
    get line() {
      return lineOf(frames()[0] ?? "");
    },
  };
}

function lineOf(frame: string): Line | undefined {
  const found = /(?:file:\/\/)?((?:\/|[A-Za-z]:).*?):(\d+):(\d+)\)?$/.exec(frame);
  return found === null
    ? undefined
    : { file: found[1] ?? "", line: Number(found[2]), column: Number(found[3]) };
}
