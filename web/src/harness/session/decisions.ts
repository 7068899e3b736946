/** The decisions under way, and changes that must happen between two of them: another license or session. */

export class Decisions {
  readonly #running = new Set<Promise<unknown>>();
  #between: Promise<unknown> = Promise.resolve();

  /** Do a decision, after all changes that came first. */
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

  /** Do a change after the decisions under way, and before any later one. */
  between<T>(act: () => Promise<T>): Promise<T> {
    return this.atOnce(() => Promise.allSettled(this.#running).then(act));
  }

  /** Do a change before any later decision, without waiting for those under way, which may never end. */
  atOnce<T>(act: () => Promise<T>): Promise<T> {
    const turn = this.#between.then(act);
    this.#between = turn.catch(() => undefined);
    return turn;
  }
}
