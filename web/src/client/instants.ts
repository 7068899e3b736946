/** The instants of a page: its clock, and the media time of frames. */

/** Turns the page's clock and media time into instants (SCAN-11). */
export class Instants {
  readonly #clock: () => number;
  readonly #startedAt: number;

  constructor(clock: () => number) {
    this.#clock = clock;
    this.#startedAt = this.now();
  }

  /** The page's clock in whole milliseconds. */
  now(): number {
    return Math.floor(this.#clock());
  }

  /**
   * The instant of a frame: the session's start plus media time, rounded down. Without a media time, the page's
   * clock is one. The jumps of a moved clock would be added here.
   */
  ofFrame(mediaMs: number | undefined, now: number): number {
    return mediaMs === undefined ? now : this.#startedAt + Math.floor(mediaMs);
  }
}
