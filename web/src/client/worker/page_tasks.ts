/**
 * Tasks that the page does for the worker. The page has the clock, so it does everything that waits: requests
 * to a license server with their time limits, and pauses. If the page's clock is moved, they follow it.
 */
import type { FetchOutcome, PageTask, TaskOutcome } from "../protocol/messages.ts";

/** Sends tasks, and resolves each with its outcome. */
export class PageTasks {
  readonly #send: (id: number, task: PageTask) => void;
  readonly #waiting = new Map<number, (outcome: TaskOutcome) => void>();
  #ids = 0;

  constructor(send: (id: number, task: PageTask) => void) {
    this.#send = send;
  }

  /** Lets the page send a request: POST with a body, else GET. Never rejects: a failure is in the outcome. */
  async fetch(url: string, body: unknown, limitMs: number): Promise<FetchOutcome> {
    return (await this.#run({ kind: "fetch", url, body, limitMs })) as FetchOutcome;
  }

  /** Waits, and resolves to the page's clock afterwards. */
  async pause(ms: number): Promise<number> {
    return (await this.#run({ kind: "pause", ms })) as number;
  }

  /** Called with the page's reply to a task. */
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
