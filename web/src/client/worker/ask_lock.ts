/** The lock under which a tab asks the license server: the asks of one UUID come one after the other (ID-8). */
import type { Journal } from "../storage/journal.ts";
import type { PageTasks } from "./page_tasks.ts";

const LOCK = "licensim-asks";

/** A Web Lock of the origin, or where there is none a row in its database. */
export class AskLock {
  readonly #journal: Journal;
  readonly #pageTasks: PageTasks;
  readonly #holder: string;

  /** `holder` is the page's name: a worker that died releases nothing, but the next one of its page holds it still. */
  constructor(journal: Journal, pageTasks: PageTasks, holder: string) {
    this.#journal = journal;
    this.#pageTasks = pageTasks;
    this.#holder = holder;
  }

  /** Does `work` while no other tab asks. */
  async hold<T>(now: number, work: () => Promise<T>): Promise<T> {
    if (!this.#journal.durable) {
      return work(); // no other tab has this UUID
    }
    // Absent on plain http, whatever the types say.
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
