/** What is being decided, and what must happen between two decisions: another license, another session. */

export class Decisions {
  readonly #running = new Set<Promise<unknown>>();
  #between: Promise<unknown> = Promise.resolve();

  /** Decide something; not before what must happen first. */
  async decide<T>(act: () => Promise<T>): Promise<T> {
    for (let first; first !== this.#between;) {
      first = this.#between;
      await first;
    }
    const running = act();
    this.#running.add(running);
    try {
      return await running;
    } finally {
      this.#running.delete(running);
    }
  }

  /** Do something after the decisions that are under way, and before any other. */
  between<T>(act: () => Promise<T>): Promise<T> {
    return this.atOnce(() => Promise.allSettled(this.#running).then(act));
  }

  /** Do something before any other decision; those under way may not end before it does, or ever. */
  atOnce<T>(act: () => Promise<T>): Promise<T> {
    const turn = this.#between.then(act);
    this.#between = turn.catch(() => undefined);
    return turn;
  }
}
