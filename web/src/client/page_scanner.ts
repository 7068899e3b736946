/** A scanner of the page: what is sent for its frames. */
import type { Answer, Code, ScanResult } from "./api/answers.ts";
import { MalformedError } from "./api/errors.ts";
import type { FrameOptions, Scanner, ScannerSettings } from "./api/scanner.ts";
import { demandCodes, plainCode } from "./convert/codes.ts";
import { packSettings } from "./convert/scanner_settings.ts";
import type { WireEvent } from "./protocol/messages.ts";

/** What a scanner needs of its license. */
export interface ScannerHost {
  scan(event: WireEvent, mediaMs: number | undefined): Promise<ScanResult>;
  /** @param mediaMs the media time at which it happens, where the scanner's frames have one */
  event(event: WireEvent, mediaMs?: number): Promise<Answer>;
}

/** Sends what happens to a scanner; knows nothing of what was seen, that is the worker's. */
export class PageScanner implements Scanner {
  readonly name: string;
  readonly #host: ScannerHost;
  /** Media time of the last frame: as far as this scanner's time has come, whatever the clock says (SCAN-11). */
  #mediaMs: number | undefined;

  constructor(name: string, host: ScannerHost) {
    this.name = name;
    this.#host = host;
  }

  async frame(codes: readonly Code[], { timestamp }: FrameOptions = {}): Promise<ScanResult> {
    demandCodes(codes);
    if (timestamp !== undefined && !Number.isFinite(timestamp)) {
      throw new MalformedError([{ path: "timestamp", what: "a number of milliseconds is needed" }]);
    }
    this.#mediaMs = timestamp;
    return this.#host.scan({ type: "frame", scanner: this.name, codes: codes.map(plainCode) }, timestamp);
  }

  async set(settings: ScannerSettings): Promise<Answer> {
    return this.#host.event(
      { type: "settings", scanner: this.name, ...packSettings(settings) },
      this.#mediaMs,
    );
  }

  pause(): Promise<Answer> {
    return this.#host.event({ type: "pause", scanner: this.name });
  }

  close(): Promise<Answer> {
    return this.#host.event({ type: "close", scanner: this.name });
  }
}
