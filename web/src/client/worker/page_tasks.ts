/**
 * What the worker has the page do for it. The page has the clock, and so everything that waits: requests to a
 * license server with their limits, and pauses. Whoever moves the page's clock moves these too.
 */
import type { FetchOutcome, PageTask, TaskOutcome } from "../protocol/messages.ts";

/** Sends tasks and hands their outcomes to who waits for them. */
export class PageTasks {
  readonly #send: (id: number, task: PageTask) => void;
  readonly #waiting = new Map<number, (outcome: TaskOutcome) => void>();
  #ids = 0;

  constructor(send: (id: number, task: PageTask) => void) {
    this.#send = send;
  }

  /** Has a server asked; POST where there is a body. Never rejects: what went wrong is in what it resolves to. */
  async fetch(url: string, body: unknown, limitMs: number): Promise<FetchOutcome> {
    return (await this.#run({ kind: "fetch", url, body, limitMs })) as FetchOutcome;
  }

  /** Waits, and resolves to the page's clock afterwards. */
  async pause(ms: number): Promise<number> {
    return (await this.#run({ kind: "pause", ms })) as number;
  }

  /** The page is done with a task. */
  finish(id: number, outcome: TaskOutcome): void {
    this.#waiting.get(id)?.(outcome);
    this.#waiting.delete(id);
  }

  #run(task: PageTask): Promise<TaskOutcome> {
    this.#ids += 1;
    const id = this.#ids;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.#send(id, task);
    });
  }
}
