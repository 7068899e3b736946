/** From a source's pictures to answers: the scanner of the source that runs, and who judges what it sees. */

import type { Answer, ScanResult, Scanner } from "../../client/index.ts";
import type { Judge } from "../deciding/judge.ts";
import { type Settings, formatList } from "../settings/settings.ts";
import type { Mark } from "../words/log.ts";
import { Live } from "./live.ts";
import { type Sightings, marksOf, rememberSightings } from "./marks.ts";
import { type Seen, toCodes } from "./seen.ts";

/** What the stage draws: the picture's codes and what became of each. */
export interface Judged {
  readonly seen: Seen;
  readonly marks: readonly Mark[];
  /** The instant at which the picture was judged. */
  readonly at: number;
}

/** Where a source hands its pictures in; a source has a scanner, and with it a memory, of its own (SCAN-6). */
export interface Feed {
  /** Judge a frame; resolves when the next one may come. */
  frame(seen: Seen): Promise<void>;
  /** Judge a still image by itself. */
  image(name: string, seen: Seen): Promise<void>;
}

/** What feeding needs of the visit that it belongs to. */
export interface FeedingHost {
  /** Who judges; null while nothing can be judged. */
  judge(): Judge | null;
  /** Decide something, as soon as a license is open. */
  decide<T>(act: () => Promise<T>): Promise<T>;
  settings(): Settings;
  /** Milliseconds since the license was opened. */
  sinceOpen(): number;
  /** The scanner was told its settings. */
  tuned(title: string, answer: Answer): Promise<void>;
  judged(kind: "frame" | "image", title: string, result: ScanResult, judged: Judged): void;
  /** A frame has no answer. */
  undecided(error: unknown): void;
}

export class Feeding {
  readonly #host: FeedingHost;
  #live = new Live();

  constructor(host: FeedingHost) {
    this.#host = host;
  }

  /** The scanner of the source and the media time of its newest frame. */
  get live(): Pick<Live, "scanner" | "mediaMs"> {
    return this.#live;
  }

  /** For a source that begins; what the one before it still hands in is not judged any more. */
  begin(): Feed {
    this.#live.end();
    const live = new Live();
    this.#live = live;
    return { frame: (seen) => this.#frame(live, seen), image: (name, seen) => this.#image(live, name, seen) };
  }

  /** Another license judges: the scanner begins anew with the next picture. */
  restart(): void {
    this.#live.restart();
  }

  /** Another license judges what this one has seen so far: the scanner keeps its memory. */
  goOn(judge: Judge): void {
    const { scanner } = this.#live;
    if (scanner === undefined) {
      this.#live.restart();
    } else {
      this.#live.goOn(judge.scanner(scanner.name));
    }
  }

  /** Tell the scanner its settings; resolves to false where none has begun. */
  async tune(title: string): Promise<boolean> {
    const { scanner } = this.#live;
    if (scanner === undefined) {
      return false;
    }
    await this.#apply(scanner, title);
    return true;
  }

  async #apply(scanner: Scanner, title: string): Promise<void> {
    const { forgetMs, trustFrames, formats } = this.#host.settings();
    const settings = {
      duplicateForgetTime: forgetMs,
      oneDTrustFrames: trustFrames,
      formats: formatList(formats),
    };
    await this.#host.tuned(title, await scanner.set(settings));
  }

  /** Who judges and the source's scanner; null when the source is over or nothing can be judged. */
  async #ready(live: Live): Promise<{ judge: Judge; scanner: Scanner } | null> {
    const judge = this.#host.judge();
    if (judge === null || live !== this.#live) {
      return null;
    }
    const scanner = await live.begin(judge, (begun) => this.#apply(begun, "Scanner started"));
    return live === this.#live && scanner === live.scanner ? { judge, scanner } : null;
  }

  #frame(live: Live, seen: Seen): Promise<void> {
    const before = this.#host.judge();
    return this.#host
      .decide(async () => {
        if (before !== this.#host.judge()) {
          return;
        } // seen under the license before, or under none: the next one is there
        const ready = await this.#ready(live);
        if (ready === null) {
          return;
        }
        const timestamp = live.place(seen, this.#host.sinceOpen(), Date.now());
        const result = await ready.scanner.frame(toCodes(seen), { timestamp });
        this.#judged(seen, result, "frame", "", live.sightings);
      })
      .catch((error: unknown) => this.#host.undecided(error));
  }

  #image(live: Live, name: string, seen: Seen): Promise<void> {
    return this.#host.decide(async () => {
      const ready = await this.#ready(live);
      if (ready === null) {
        return;
      }
      this.#judged(seen, await ready.judge.image(toCodes(seen), ready.scanner), "image", name, new Map());
    });
  }

  #judged(
    seen: Seen,
    result: ScanResult,
    kind: "frame" | "image",
    title: string,
    sightings: Sightings,
  ): void {
    const at = result.scannedAt;
    const marks = marksOf(seen.codes, result, sightings, at);
    rememberSightings(sightings, marks, at);
    this.#host.judged(kind, title, result, { seen, marks, at });
  }
}
