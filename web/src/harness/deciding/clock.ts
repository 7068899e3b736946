/** The page's one clock: the real time, until somebody moves, freezes or quickens it. */

/** How fast time goes, as the page offers it; 0 is frozen. */
export const RATES = [0, 1, 60, 1200] as const;
export type Rate = (typeof RATES)[number];

export class VisitClock {
  #rate: Rate = 1;
  #at = 0;
  #since = 0;
  #moved = false;

  /** Milliseconds since the epoch, whole ones. */
  now(): number {
    if (!this.#moved) {
      return Date.now();
    }
    return Math.floor(this.#at + (performance.now() - this.#since) * this.#rate);
  }

  /** Whether it is another clock than the real one. */
  get moved(): boolean {
    return this.#moved;
  }

  get rate(): Rate {
    return this.#rate;
  }

  /** Be at an instant, and go on from there. */
  set(at: number): void {
    this.#moved = true;
    this.#at = at;
    this.#since = performance.now();
  }

  run(rate: Rate): void {
    this.set(this.now());
    this.#rate = rate;
  }

  /** Be the real time again. */
  reset(): void {
    this.#moved = false;
    this.#rate = 1;
  }
}
