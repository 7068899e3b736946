/** From a source's pictures to answers: the scanner of the running source, and the judge of its codes. */

import type { ScanResult, Scanner } from "../../client/index.ts";
import type { Judge } from "../deciding/judge.ts";
import { formatList } from "../settings/settings.ts";
import { AppLicense } from "./app_license.ts";
import type { FeedingHost } from "./host.ts";
import { Live } from "./live.ts";
import { type Sightings, marksOf, rememberSightings } from "./marks.ts";
import { type Seen, toCodes } from "./seen.ts";

/** Takes the pictures of a source; each source has its own scanner, and so its own memory (SCAN-6). */
export interface Feed {
  /** Judge a frame; resolves when the next one may come. */
  frame(seen: Seen): Promise<void>;
  /** Judge a still image by itself. */
  image(name: string, seen: Seen): Promise<void>;
  /** Open the license for an app, which decodes and sets its scanners itself. */
  openLicense(): AppLicense;
}

export class Feeding {
  readonly #host: FeedingHost;
  /** The scanner of the running source that has the form's settings. */
  #live = new Live();
  /** The scanners of the running app. */
  #ofApp: Live[] = [];
  /** The scanner with the newest frame. */
  #newest = this.#live;

  constructor(host: FeedingHost) {
    this.#host = host;
  }

  /** The scanner of the source and the media time of its newest frame. */
  get live(): Pick<Live, "scanner" | "mediaMs"> {
    return this.#newest;
  }

  /** Begin a new source; pictures of the former one are not judged any more. */
  begin(): Feed {
    for (const one of this.#lives) {
      one.end();
    }
    const live = new Live();
    this.#live = this.#newest = live;
    this.#ofApp = [];
    return {
      frame: (seen) => this.#frame(live, seen),
      image: (name, seen) => this.#image(live, name, seen),
      openLicense: () => this.#openForApp(live),
    };
  }

  /** Another license judges from now on: the next picture starts a new scanner. */
  restart(): void {
    for (const live of this.#lives) {
      live.restart();
    }
  }

  /** Another license takes over everything seen so far: the scanner keeps its memory. */
  goOn(judge: Judge): void {
    for (const live of this.#lives) {
      live.goOn(judge);
    }
  }

  /** Send the scanner its settings; resolves to false if no scanner has begun. */
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

  /** The judge and the source's scanner; null if the source has ended or nothing can be judged. */
  async #ready(live: Live): Promise<{ judge: Judge; scanner: Scanner } | null> {
    const judge = this.#host.judge();
    if (judge === null || live !== this.#live) {
      return null;
    }
    const scanner = await live.begin(judge, (begun) => this.#apply(begun, "Scanner started"));
    return live === this.#live && scanner === live.scanner ? { judge, scanner } : null;
  }

  get #lives(): readonly Live[] {
    return [this.#live, ...this.#ofApp];
  }

  /** The license for an app of the source that began with `live`. */
  #openForApp(live: Live): AppLicense {
    const ofApp = this.#ofApp;
    return new AppLicense({
      ...this.#host,
      isRunning: () => live === this.#live,
      live: () => {
        const made = new Live();
        ofApp.push(made);
        return made;
      },
      framed: (newest) => (this.#newest = newest),
    });
  }

  #frame(live: Live, seen: Seen): Promise<void> {
    const before = this.#host.judge();
    return this.#host
      .decide(async () => {
        if (before !== this.#host.judge() || this.#host.held()) {
          return;
        } // it was seen under another license or none, or before a hold: the next frame will be judged
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
