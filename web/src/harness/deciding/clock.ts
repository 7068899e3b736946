/** The page's only clock: real time, until it is moved, frozen or made faster. */

/** The speeds of time that the page offers; 0 is frozen. */
export const RATES = [0, 1, 60, 1200] as const;
export type Rate = (typeof RATES)[number];

export class VisitClock {
  #rate: Rate = 1;
  #at = 0;
  #since = 0;
  #moved = false;

  /** Whole milliseconds since the epoch. */
  now(): number {
    if (!this.#moved) {
      return Date.now();
    }
    return Math.floor(this.#at + (performance.now() - this.#since) * this.#rate);
  }

  /** Whether it differs from the real clock. */
  get moved(): boolean {
    return this.#moved;
  }

  get rate(): Rate {
    return this.#rate;
  }

  /** Set the clock to an instant; it goes on from there. */
  set(at: number): void {
    this.#moved = true;
    this.#at = at;
    this.#since = performance.now();
  }

  run(rate: Rate): void {
    this.set(this.now());
    this.#rate = rate;
  }

  /** Show the real time again. */
  reset(): void {
    this.#moved = false;
    this.#rate = 1;
  }
}
