/** How long each step of the boot took, by the page's clock: the worker has none. */
import type { BootStep, BootStepName } from "../api/events.ts";

/** Collects steps as they end. */
export class BootSteps {
  readonly steps: BootStep[] = [];
  readonly #startedAt = performance.now();
  readonly #begun = new Map<BootStepName, number>();
  readonly #done: (step: BootStep) => void;

  constructor(done: (step: BootStep) => void) {
    this.#done = done;
  }

  mark(step: BootStepName, at: "begin" | "end"): void {
    const elapsed = performance.now() - this.#startedAt;
    if (at === "begin") {
      this.#begun.set(step, elapsed);
      return;
    }
    const startMs = this.#begun.get(step) ?? 0;
    const record = { step, startMs, ms: elapsed - startMs };
    this.steps.push(record);
    this.#done(record);
  }
}
