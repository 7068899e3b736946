/** The base of objects that panels follow: it emits `change`, at most once in a given time. */

export class Changing extends EventTarget {
  readonly #everyMs: number;
  #redraw: ReturnType<typeof setTimeout> | undefined;

  constructor(everyMs: number) {
    super();
    this.#everyMs = everyMs;
  }

  /** Emit `change` soon. */
  changed(): void {
    this.#redraw ??= setTimeout(() => {
      this.#redraw = undefined;
      this.dispatchEvent(new Event("change"));
    }, this.#everyMs);
  }
}
