/** The asks of one UUID, one after the other across the tabs of an origin (ID-8). */
import type { Errands } from "./page_tasks.ts";
import type { Journal } from "../storage/journal.ts";

const LOCK = "licensim-asks";

/** This worker's place in the row of those that ask: by a Web Lock, or by a lease where there is none. */
export class Turns {
  readonly #journal: Journal;
  readonly #errands: Errands;
  readonly #holder: string;

  /** `holder` is the page's name: a worker that died gives no lease back, but the next one of its page has it. */
  constructor(journal: Journal, errands: Errands, holder: string) {
    this.#journal = journal;
    this.#errands = errands;
    this.#holder = holder;
  }

  /** Does `work` while no other tab asks. */
  async take<T>(now: number, work: () => Promise<T>): Promise<T> {
    if (!this.#journal.durable) {
      return work(); // no other tab has this UUID
    }
    // Absent on plain http, whatever the types say.
    const locks = navigator.locks as LockManager | undefined;
    return locks ? (await locks.request(LOCK, work)) as T : this.#byLease(now, work);
  }

  async #byLease<T>(now: number, work: () => Promise<T>): Promise<T> {
    let waitMs = await this.#journal.lease(this.#holder, now);
    while (waitMs > 0) {
      waitMs = await this.#journal.lease(this.#holder, await this.#errands.pause(waitMs));
    }
    try {
      return await work();
    } finally {
      await this.#journal.endLease(this.#holder);
    }
  }
}
