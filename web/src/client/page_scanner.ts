/** A scanner of the page: what is sent for its frames. */
import type { Answer, Code, ScanResult } from "./api/answers.ts";
import { MalformedError } from "./api/errors.ts";
import type { FrameOptions, Scanner, ScannerSettings } from "./api/scanner.ts";
import { demandCodes, packCode } from "./convert/codes.ts";
import { packSettings } from "./convert/scanner_settings.ts";
import type { WireCode, WireEvent } from "./protocol/messages.ts";

/** What a scanner needs of its license. */
export interface ScannerHost {
  frame(scanner: string, codes: readonly WireCode[], mediaMs: number | undefined): Promise<ScanResult>;
  /** @param mediaMs the media time at which it happens, where the scanner's frames have one */
  event(event: WireEvent, mediaMs?: number): Promise<Answer>;
}

/** Sends frames in the short form; knows nothing of what was seen, that is the worker's. */
export class PageScanner implements Scanner {
  readonly name: string;
  readonly #host: ScannerHost;
  /** Whether a filter ever looked at confidence or box; a reset may be refused, so it never goes back. */
  #detailed = false;
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
    const packed = codes.map((code) => packCode(code, this.#detailed));
    this.#mediaMs = timestamp;
    return this.#host.frame(this.name, packed, timestamp);
  }

  async set(settings: ScannerSettings): Promise<Answer> {
    const fields = packSettings(settings);
    this.#detailed ||= fields["region"] != null || fields["min_confidence"] != null;
    return this.#host.event({ type: "settings", scanner: this.name, ...fields }, this.#mediaMs);
  }

  pause(): Promise<Answer> {
    return this.#host.event({ type: "pause", scanner: this.name });
  }

  close(): Promise<Answer> {
    return this.#host.event({ type: "close", scanner: this.name });
  }
}
