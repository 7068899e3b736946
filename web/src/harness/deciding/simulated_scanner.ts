/** A scanner of the page's own client in the simulated session. */

import type { Answer, Code, ScanResult, Scanner, ScannerSettings } from "../../client/index.ts";
import { HERE, type CoreSimulation } from "./core_simulation.ts";

let made = 0;

/**
 * Frames are decided at the session's time: a frozen clock stops the windows, a jump moves them (SCAN-11).
 */
export class SimulatedScanner implements Scanner {
  readonly name: string;
  readonly #core: CoreSimulation;

  constructor(core: CoreSimulation, name = `scanner-s${(made += 1)}`) {
    this.#core = core;
    this.name = name;
  }

  frame(codes: readonly Code[]): Promise<ScanResult> {
    return this.#core.scan({ type: "frame", client: HERE, scanner: this.name, codes: codes.map(keyOf) });
  }

  set(settings: ScannerSettings): Promise<Answer> {
    return this.#core.event({
      type: "settings",
      client: HERE,
      scanner: this.name,
      ...settingFields(settings),
    });
  }

  pause(): Promise<Answer> {
    return this.#core.event({ type: "pause", client: HERE, scanner: this.name });
  }

  close(): Promise<Answer> {
    return this.#core.event({ type: "close", client: HERE, scanner: this.name });
  }
}

/** The fields of a code in a trace: the page's filters use no others. */
export function keyOf({ format, text }: Code): { format: string; text: string } {
  return { format, text };
}

/** A scanner's settings in the trace's spelling. */
export function settingFields({
  duplicateForgetTime,
  oneDTrustFrames,
  formats,
}: ScannerSettings): Record<string, unknown> {
  return {
    duplicate_forget_time: duplicateForgetTime ?? null,
    one_d_trust_frames: oneDTrustFrames ?? null,
    formats: formats ?? null,
  };
}
