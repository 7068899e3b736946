/** The scanner of the source that runs: each source has one, and with it a memory, of its own (SCAN-6). */

import type { Scanner } from "../client/index.ts";
import type { Judge } from "./judge.ts";
import type { Sightings } from "./marks.ts";
import type { Seen } from "./seen.ts";

/** Begins with the first picture; begins anew when the license is another one. */
export class Live {
  scanner: Scanner | undefined;
  readonly sightings: Sightings = new Map();
  /** Media time of the newest frame since the license was opened. */
  mediaMs = 0;
  #begun: Promise<Scanner> | undefined;
  #base: number | undefined;

  /** The scanner; `begin` is called once with a new one, and everybody waits until it is done. */
  begin(judge: Judge, begin: (scanner: Scanner) => Promise<void>): Promise<Scanner> {
    this.#begun ??= this.#begin(judge, begin);
    return this.#begun;
  }

  /** The media time of a picture since the license was opened: the first one is now, the others follow their own time. */
  place(seen: Seen, sinceOpenMs: number): number {
    this.#base ??= Math.max(0, sinceOpenMs - seen.mediaMs);
    this.mediaMs = Math.max(0, this.#base + seen.mediaMs);
    return this.mediaMs;
  }

  /** Forget the scanner of a license that was closed: the next picture makes another. */
  restart(): void {
    this.scanner = undefined;
    this.#begun = undefined;
    this.#base = undefined;
    this.sightings.clear();
  }

  /** The source ended, and its scanner with it. A license that is closed already ended it too. */
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
