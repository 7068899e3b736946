/** The page's timer for the end of a slot, when stored usage is sent (NET-4). */

/** A page whose clock stands still or is moved has no timer that fits: look again after this. */
const RETRY_MS = 1000;

/** Calls `flush` once at the instant it is told, by the page's clock and timers. */
export class SlotTimer {
  readonly #now: () => number;
  readonly #flush: () => void;
  #at: number | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(now: () => number, flush: () => void) {
    this.#now = now;
    this.#flush = flush;
  }

  /** Sets the instant in place of any other; null for none. */
  set(at: number | null): void {
    clearTimeout(this.#timer);
    this.#at = at;
    if (at !== null) {
      this.#wait(Math.max(0, at - this.#now()));
    }
  }

  /** A message of `now` is about to be sent: what is due goes before it. */
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
