/** Records the events of this page's license as a trace, with which a simulated session can begin. */

import type { TraceEvent } from "./core_simulation.ts";

/** A longer session is not kept whole: a simulated session after it begins without it. */
const MAX_LINES = 200_000;

export class Recorder {
  #lines: string[] = [];
  #last = 0;

  /** Add an event that was decided at an instant; no line is earlier than the one before it. */
  add(event: TraceEvent, at: number): void {
    if (this.#lines.length >= MAX_LINES) {
      return;
    }
    this.#last = Math.max(this.#last, Math.floor(at));
    this.#lines.push(JSON.stringify({ t: this.#last, ...event }));
  }

  /** Add an event without an instant of its own: it gets the instant of the last one. */
  follow(event: TraceEvent): void {
    this.add(event, this.#last === 0 ? Date.now() : this.#last);
  }

  /** Whether the trace has every event. */
  get whole(): boolean {
    return this.#lines.length < MAX_LINES;
  }

  clear(): void {
    this.#lines = [];
    this.#last = 0;
  }

  /** The instant of the last line, 0 without one. */
  get last(): number {
    return this.#last;
  }

  /** The trace so far. */
  toString(): string {
    return this.#lines.map((line) => `${line}\n`).join("");
  }
}
