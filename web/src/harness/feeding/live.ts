/** The scanner of the running source: each source has its own scanner, and so its own memory (SCAN-6). */

import type { Scanner } from "../../client/index.ts";
import type { Judge } from "../deciding/judge.ts";
import type { Sightings } from "./marks.ts";
import type { Seen } from "./seen.ts";

/** A longer pause between two frames means that the computer slept, or the page was hidden or held. */
const ASLEEP_MS = 60_000;

/** Begins with the first picture; begins again with another license. */
export class Live {
  scanner: Scanner | undefined;
  readonly sightings: Sightings = new Map();
  /** Media time of the newest frame since the license was opened. */
  mediaMs = 0;
  #begun: Promise<Scanner> | undefined;
  #base: number | undefined;
  #placed = { mediaMs: 0, at: 0 };

  /** The scanner; `begin` is called once for a new one, and every caller waits for it. */
  begin(judge: Judge, begin: (scanner: Scanner) => Promise<void>): Promise<Scanner> {
    this.#begun ??= this.#begin(judge, begin);
    return this.#begun;
  }

  /**
   * The media time of a picture since the license was opened: the first one is now, the others follow the
   * source's time. If the clock, `at`, jumped between two of them, the media time jumps too (SCAN-11).
   */
  place(seen: Seen, sinceOpenMs: number, at: number): number {
    this.#base ??= Math.max(0, sinceOpenMs - seen.mediaMs);
    const missed = at - this.#placed.at - (seen.mediaMs - this.#placed.mediaMs);
    if (this.#placed.at > 0 && missed > ASLEEP_MS) {
      this.#base += missed;
    }
    this.#placed = { mediaMs: seen.mediaMs, at };
    this.mediaMs = Math.max(0, this.#base + seen.mediaMs);
    return this.mediaMs;
  }

  /** Forget the scanner of a closed license: the next picture makes a new one. */
  restart(): void {
    this.scanner = undefined;
    this.#begun = undefined;
    this.#base = undefined;
    this.#placed = { mediaMs: 0, at: 0 };
    this.sightings.clear();
  }

  /** Another license takes over everything seen so far: the scanner keeps its memory. */
  goOn(judge: Judge): void {
    if (this.scanner === undefined) {
      return this.restart();
    }
    const scanner = judge.scanner(this.scanner.name);
    this.scanner = scanner;
    this.#begun = Promise.resolve(scanner);
  }

  /** The source ended: close its scanner. A closed license has already done that. */
  end(): void {
    void this.scanner?.close().catch(() => undefined);
  }

  async #begin(judge: Judge, begin: (scanner: Scanner) => Promise<void>): Promise<Scanner> {
    const scanner = judge.scanner();
    this.scanner = scanner;
    await begin(scanner);
    return scanner;
  }
}
