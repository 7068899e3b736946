/** The page's timer for the end of a slot, when stored usage is sent (NET-4). */

/** How soon the clock is read again: if the page's clock is stopped or moved, no timer fits it. */
const RETRY_MS = 1000;

/** Calls `flush` once at the instant that was set, by the page's clock and timers. */
export class SlotTimer {
  readonly #now: () => number;
  readonly #flush: () => void;
  #at: number | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(now: () => number, flush: () => void) {
    this.#now = now;
    this.#flush = flush;
  }

  /** Replaces the instant; null means none. */
  set(at: number | null): void {
    clearTimeout(this.#timer);
    this.#at = at;
    if (at !== null) {
      this.#wait(Math.max(0, at - this.#now()));
    }
  }

  /** Called before a message of `now` is sent: usage that is due is sent first. */
  pass(now: number): void {
    if (this.#at !== null && now >= this.#at) {
      this.set(null);
      this.#flush();
    }
  }

  #wait(ms: number): void {
    this.#timer = setTimeout(() => {
      const now = this.#now();
      if (this.#at !== null && now < this.#at) {
        this.#wait(Math.max(RETRY_MS, this.#at - now));
      } else {
        this.pass(now);
      }
    }, ms);
  }
}
