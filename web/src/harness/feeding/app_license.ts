/** The license as an app in a frame uses it: the page's own judge answers, whichever that is at the moment. */

import type { Answer, Code, Identity, ScanResult, Scanner, ScannerSettings } from "../../client/index.ts";
import type { Judge } from "../deciding/judge.ts";
import { failureOf } from "../words/license_faults.ts";
import type { FeedingHost } from "./host.ts";
import type { Live } from "./live.ts";
import { marksOf, rememberSightings } from "./marks.ts";

/** What the license of an app uses of its visit. */
interface AppHost extends FeedingHost {
  /** Whether the app is still shown. */
  isRunning(): boolean;
  /** A place for one more scanner of the app. */
  live(): Live;
  /** A scanner has judged a frame. */
  framed(live: Live): void;
}

/** One opening of the license by an app. Its scanners go on when another license judges. */
export class AppLicense {
  readonly ready: Promise<AppLicense>;
  readonly #host: AppHost;
  #answer: Answer | undefined;
  /** Without a filter: for pictures that come without a scanner. */
  readonly #plain: AppScanner;

  constructor(host: AppHost) {
    this.#host = host;
    this.#plain = new AppScanner(host);
    this.ready = host.open().then((answer) => {
      this.#answer = answer;
      return this;
    });
  }

  get answer(): Answer {
    if (this.#answer === undefined) {
      throw new Error("this license is not open yet: await its `ready`");
    }
    return this.#answer;
  }

  get identity(): Identity {
    return this.#host.identity();
  }

  scanner(settings: ScannerSettings = {}): AppScanner {
    return new AppScanner(this.#host, settings);
  }

  image(codes: readonly Code[], scanner: Scanner = this.#plain): Promise<ScanResult> {
    return (scanner as AppScanner).image(codes);
  }
}

/** A scanner of the app; another license gets its settings again. */
class AppScanner implements Scanner {
  readonly #host: AppHost;
  readonly #live: Live;
  #settings: ScannerSettings;

  constructor(host: AppHost, settings: ScannerSettings = {}) {
    this.#host = host;
    this.#live = host.live();
    this.#settings = settings;
  }

  get name(): string {
    return this.#live.scanner?.name ?? "";
  }

  frame(codes: readonly Code[]): Promise<ScanResult> {
    return this.#decide(async (_, scanner) => this.#judged("frame", codes, await scanner.frame(codes)));
  }

  image(codes: readonly Code[]): Promise<ScanResult> {
    return this.#decide(async (judge, scanner) =>
      this.#judged("image", codes, await judge.image(codes, scanner)),
    );
  }

  set(settings: ScannerSettings): Promise<Answer> {
    this.#settings = { ...this.#settings, ...settings };
    return this.#decide((_, scanner) => scanner.set(this.#settings));
  }

  pause(): Promise<Answer> {
    return this.#decide((_, scanner) => scanner.pause());
  }

  close(): Promise<Answer> {
    return this.#decide((_, scanner) => scanner.close());
  }

  /** Let the page's judge decide; if its license is closed meanwhile, the next one. */
  async #decide<T>(act: (judge: Judge, scanner: Scanner) => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await this.#host.decide(async () => {
          const judge = this.#host.judge();
          if (judge === null || !this.#host.isRunning()) {
            throw new Error("the page has no license for this app");
          }
          return act(judge, await this.#live.begin(judge, (scanner) => this.#apply(scanner)));
        });
      } catch (error) {
        if (!this.#host.isRunning()) {
          throw error;
        }
        if (failureOf(error) !== "none") {
          this.#host.undecided(error);
          throw error;
        }
      }
    }
  }

  async #apply(scanner: Scanner): Promise<void> {
    await scanner.set(this.#settings);
  }

  #judged(kind: "frame" | "image", codes: readonly Code[], result: ScanResult): ScanResult {
    if (kind === "frame") {
      this.#host.framed(this.#live);
    }
    const at = result.scannedAt;
    const marks = marksOf(codes, result, this.#live.sightings, at);
    rememberSightings(this.#live.sightings, marks, at);
    const title = kind === "frame" ? "" : "A picture of the app";
    this.#host.judged(kind, title, result, { seen: null, marks, at });
    return result;
  }
}
