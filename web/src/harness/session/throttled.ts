/** Asks a question whose answer changes often: one at a time, with a pause between, and only when needed. */

export class Throttled {
  readonly #pauseMs: () => number;
  readonly #question: () => Promise<void>;
  #next: Promise<void> | null = null;
  #rest: Promise<void> = Promise.resolve();

  /** If `question` rejects, the next `ask` asks again. */
  constructor(pauseMs: () => number, question: () => Promise<void>) {
    this.#pauseMs = pauseMs;
    this.#question = question;
  }

  /** Resolves when the question has been asked after this call, and answered. */
  ask(): Promise<void> {
    return (this.#next ??= this.#ask());
  }

  async #ask(): Promise<void> {
    await this.#rest;
    this.#next = null;
    const asked = this.#question().catch(() => undefined); // the license was closed: the next ask succeeds
    this.#rest = asked.then(() => new Promise((resolve) => setTimeout(resolve, this.#pauseMs())));
    await asked;
  }
}
