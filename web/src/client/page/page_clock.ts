/** The instants of a page: its clock, and the media time of frames. */
import { MalformedError } from "../api/errors.ts";

/** Turns the page's clock and media time into instants (SCAN-11). */
export class PageClock {
  readonly #clock: () => number;
  readonly #startedAt: number;

  constructor(clock: () => number) {
    this.#clock = clock;
    this.#startedAt = this.now();
  }

  /** The page's clock in whole milliseconds; throws MalformedError if the clock returns no number. */
  now(): number {
    const now = Math.floor(this.#clock());
    if (!Number.isFinite(now)) {
      throw new MalformedError([{ path: "now", what: "milliseconds since the epoch are needed" }]);
    }
    return now;
  }

  /**
   * The instant of a frame: the session's start plus media time, rounded down. Without a media time, it is
   * the page's clock. A caller that moves that clock must add its jumps to the media time: a jump and a
   * stream that stood still look the same here.
   */
  ofFrame(mediaMs: number | undefined, now: number): number {
    return mediaMs === undefined ? now : this.#startedAt + Math.floor(mediaMs);
  }
}
