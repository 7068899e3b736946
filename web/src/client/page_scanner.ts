/** A scanner of the page: sends its frames and settings. */
import type { Answer, Code, ScanResult } from "./api/answers.ts";
import { MalformedError } from "./api/errors.ts";
import type { FrameOptions, Scanner, ScannerSettings } from "./api/scanner.ts";
import { demandCodes, plainCode } from "./convert/codes.ts";
import { packSettings } from "./convert/scanner_settings.ts";
import type { WireEvent } from "./protocol/messages.ts";

/** What a scanner needs of its license. */
export interface ScannerHost {
  scan(event: WireEvent, mediaMs: number | undefined): Promise<ScanResult>;
  /** @param mediaMs the media time of the event, if the scanner's frames have media times */
  event(event: WireEvent, mediaMs?: number): Promise<Answer>;
}

/** Sends the events of a scanner; the worker holds its memory. */
export class PageScanner implements Scanner {
  readonly name: string;
  readonly #host: ScannerHost;
  /** Media time of the last frame: the scanner's own time, which does not follow the clock (SCAN-11). */
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
