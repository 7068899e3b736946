/**
 * What the worker has the page do for it. The page has the clock, and so everything that waits: requests to a
 * license server with their limits, and pauses. Whoever moves the page's clock moves these too.
 */
import type { Errand, Outcome, Reached } from "../protocol/messages.ts";

/** Sends errands and hands their outcomes to who waits for them. */
export class Errands {
  readonly #send: (id: number, errand: Errand) => void;
  readonly #waiting = new Map<number, (outcome: Outcome) => void>();
  #ids = 0;

  constructor(send: (id: number, errand: Errand) => void) {
    this.#send = send;
  }

  /** Has a server asked; POST where there is a body. Never rejects: what went wrong is in what it resolves to. */
  async fetch(url: string, body: unknown, limitMs: number): Promise<Reached> {
    return (await this.#run({ kind: "fetch", url, body, limitMs })) as Reached;
  }

  /** Waits, and resolves to the page's clock afterwards. */
  async pause(ms: number): Promise<number> {
    return (await this.#run({ kind: "pause", ms })) as number;
  }

  /** The page is done with an errand. */
  done(id: number, outcome: Outcome): void {
    this.#waiting.get(id)?.(outcome);
    this.#waiting.delete(id);
  }

  #run(errand: Errand): Promise<Outcome> {
    this.#ids += 1;
    const id = this.#ids;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.#send(id, errand);
    });
  }
}
