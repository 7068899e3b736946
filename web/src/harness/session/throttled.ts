/** Asks a question whose answer changes often: one at a time, with a pause between, never more than needed. */

export class Throttled {
  readonly #pauseMs: () => number;
  readonly #question: () => Promise<void>;
  #next: Promise<void> | null = null;
  #rest: Promise<void> = Promise.resolve();

  /** Where `question` rejects, it is asked again the next time. */
  constructor(pauseMs: () => number, question: () => Promise<void>) {
    this.#pauseMs = pauseMs;
    this.#question = question;
  }

  /** Resolves when the question was asked after now, and answered. */
  ask(): Promise<void> {
    return (this.#next ??= this.#ask());
  }

  async #ask(): Promise<void> {
    await this.#rest;
    this.#next = null;
    const asked = this.#question().catch(() => undefined); // closed meanwhile: its successor is asked next
    this.#rest = asked.then(() => new Promise((resolve) => setTimeout(resolve, this.#pauseMs())));
    await asked;
  }
}
