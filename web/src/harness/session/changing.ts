/** What panels follow: it tells `change`, but only so often, however much changes. */

export class Changing extends EventTarget {
  readonly #everyMs: number;
  #redraw: ReturnType<typeof setTimeout> | undefined;

  constructor(everyMs: number) {
    super();
    this.#everyMs = everyMs;
  }

  /** Tell the panels, soon. */
  changed(): void {
    this.#redraw ??= setTimeout(() => {
      this.#redraw = undefined;
      this.dispatchEvent(new Event("change"));
    }, this.#everyMs);
  }
}
