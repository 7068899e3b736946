/** The lock under which a tab asks the license server: one UUID sends one ask at a time (ID-8). */
import type { Journal } from "../storage/journal.ts";
import type { PageTasks } from "./page_tasks.ts";

const LOCK = "licensim-asks";

/** A Web Lock of the origin, or without Web Locks a row in its database. */
export class AskLock {
  readonly #journal: Journal;
  readonly #pageTasks: PageTasks;
  readonly #holder: string;

  /** `holder` is the page's name: if a worker dies, the next worker of its page still holds the row. */
  constructor(journal: Journal, pageTasks: PageTasks, holder: string) {
    this.#journal = journal;
    this.#pageTasks = pageTasks;
    this.#holder = holder;
  }

  /** Does `work` while no other tab asks the license server. */
  async hold<T>(now: number, work: () => Promise<T>): Promise<T> {
    if (!this.#journal.durable) {
      return work(); // no other tab has this UUID
    }
    // Absent on plain http, although the types always have it.
    const locks = navigator.locks as LockManager | undefined;
    return locks ? ((await locks.request(LOCK, work)) as T) : this.#byRow(now, work);
  }

  async #byRow<T>(now: number, work: () => Promise<T>): Promise<T> {
    let waitMs = await this.#journal.takeAskLock(this.#holder, now);
    while (waitMs > 0) {
      waitMs = await this.#journal.takeAskLock(this.#holder, await this.#pageTasks.pause(waitMs));
    }
    try {
      return await work();
    } finally {
      await this.#journal.releaseAskLock(this.#holder);
    }
  }
}
