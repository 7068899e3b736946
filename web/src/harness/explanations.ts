/** What rules and reasons mean, in the core's words: asked once each, shown when they are there. */

import type { Explanation, License } from "../client/index.ts";

export class Explanations {
  readonly #known = new Map<string, Explanation | null>();
  readonly #tell: () => void;

  /** `tell` is called when an explanation has come. */
  constructor(tell: () => void) {
    this.#tell = tell;
  }

  /** The explanation when it is known; null for what nobody named, and while it is being asked for. */
  of(what: string | null, license: License | undefined): Explanation | null {
    if (what === null) return null;
    const known = this.#known.get(what);
    if (known !== undefined || license === undefined) return known ?? null;
    this.#known.set(what, null);
    void this.#ask(what, license);
    return null;
  }

  async #ask(what: string, license: License): Promise<void> {
    const said = await license.explain(what).catch(() => null);
    if (said === null) return;
    this.#known.set(what, said);
    this.#tell();
  }
}
