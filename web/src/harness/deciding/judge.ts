/** The judges of the page's scans: its own license, which records a trace, or the simulated session. */

import type {
  Answer,
  Code,
  FrameOptions,
  License,
  PageModule,
  Scanner,
  ScannerSettings,
  ScannerWindows,
  ScanResult,
  Status,
} from "../../client/index.ts";
import type { VisitClock } from "./clock.ts";
import type { Recorder } from "./recorder.ts";
import { SimulatedScanner, keyOf, settingFields } from "./simulated_scanner.ts";
import { HERE, type CoreSimulation } from "./core_simulation.ts";

export interface Judge {
  /** A scanner; a scanner of the same name keeps its memory. */
  scanner(name?: string): Scanner;
  image(codes: readonly Code[], scanner: Scanner): Promise<ScanResult>;
  pages(module: PageModule, count: number): Promise<Answer>;
  status(): Promise<Status>;
  windows(options: FrameOptions): Promise<Readonly<Record<string, ScannerWindows>>>;
}

/** The page's own license, durable and in real time; with a server it has the server's time. */
export class RecordedLicense implements Judge {
  readonly #license: License;
  readonly #recorder: Recorder;
  readonly #clock: VisitClock;

  constructor(license: License, recorder: Recorder, clock: VisitClock) {
    this.#license = license;
    this.#recorder = recorder;
    this.#clock = clock;
  }

  scanner(): Scanner {
    return new RecordedScanner(this.#license.scanner(), this.#recorder, this.#clock);
  }

  async image(codes: readonly Code[], scanner: Scanner): Promise<ScanResult> {
    const own = scanner instanceof RecordedScanner ? scanner.recorded : scanner;
    const result = await this.#license.image(codes, own);
    this.#recorder.add(
      { type: "image", client: HERE, scanner: own.name, codes: codes.map(keyOf) },
      result.scannedAt,
    );
    return result;
  }

  async pages(module: PageModule, count: number): Promise<Answer> {
    const at = this.#clock.now();
    const answer = await this.#license.pages(module, count);
    this.#recorder.add({ type: "pages", client: HERE, module, count }, at);
    return answer;
  }

  status(): Promise<Status> {
    return this.#license.status();
  }

  windows(options: FrameOptions): Promise<Readonly<Record<string, ScannerWindows>>> {
    return this.#license.windows(inTime(options, this.#clock));
  }
}

/** A scanner of the page's own license, with its events recorded. */
class RecordedScanner implements Scanner {
  readonly recorded: Scanner;
  readonly #recorder: Recorder;
  readonly #clock: VisitClock;

  constructor(scanner: Scanner, recorder: Recorder, clock: VisitClock) {
    this.recorded = scanner;
    this.#recorder = recorder;
    this.#clock = clock;
  }

  get name(): string {
    return this.recorded.name;
  }

  async frame(codes: readonly Code[], options: FrameOptions = {}): Promise<ScanResult> {
    const result = await this.recorded.frame(codes, inTime(options, this.#clock));
    this.#recorder.add(
      { type: "frame", client: HERE, scanner: this.name, codes: codes.map(keyOf) },
      result.scannedAt,
    );
    return result;
  }

  async set(settings: ScannerSettings): Promise<Answer> {
    const answer = await this.recorded.set(settings);
    this.#recorder.follow({ type: "settings", client: HERE, scanner: this.name, ...settingFields(settings) });
    return answer;
  }

  pause(): Promise<Answer> {
    this.#recorder.follow({ type: "pause", client: HERE, scanner: this.name });
    return this.recorded.pause();
  }

  close(): Promise<Answer> {
    this.#recorder.follow({ type: "close", client: HERE, scanner: this.name });
    return this.recorded.close();
  }
}

/** With a moved clock, frames have its time instead of media time: a frozen clock stops them (SCAN-11). */
function inTime(options: FrameOptions, clock: VisitClock): FrameOptions {
  return clock.moved ? {} : options;
}

/** The page's own client in the simulated session. */
export class SimulatedLicense implements Judge {
  readonly #core: CoreSimulation;

  constructor(core: CoreSimulation) {
    this.#core = core;
  }

  scanner(name?: string): Scanner {
    return new SimulatedScanner(this.#core, name);
  }

  image(codes: readonly Code[], scanner: Scanner): Promise<ScanResult> {
    return this.#core.scan({ type: "image", client: HERE, scanner: scanner.name, codes: codes.map(keyOf) });
  }

  pages(module: PageModule, count: number): Promise<Answer> {
    return this.#core.event({ type: "pages", client: HERE, module, count });
  }

  status(): Promise<Status> {
    return this.#core.ask();
  }

  windows(): Promise<Readonly<Record<string, ScannerWindows>>> {
    return this.#core.windows();
  }
}
