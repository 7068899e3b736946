import { html } from "lit";
import type { Judged } from "../../feeding/host.ts";
import { codeKey } from "../../feeding/seen.ts";
import { type Lane, lanesPicture } from "../../pictures/lanes.ts";
import type { Session } from "../../session/session.ts";
import type { Fate } from "../../words/log.ts";
import { Panel } from "../panel.ts";

const LANES = 6;
const SIGHTINGS = 400;

interface SeenCode {
  readonly format: string;
  readonly text: string;
  sightings: { readonly at: number; readonly fate: Fate }[];
}

/** The memory of the source's scanner, and the results for the codes that it saw. */
export class WindowsElement extends Panel {
  readonly #codes = new Map<string, SeenCode>();
  #followed: Session | undefined;
  #option: string | undefined;
  #now = 0;
  readonly #take = (event: Event): void => this.#judged((event as CustomEvent<Judged>).detail);

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#followed?.removeEventListener("judged", this.#take);
    this.#followed = undefined;
  }

  protected override willUpdate(): void {
    super.willUpdate();
    // Another option begins with a scanner that remembers nothing.
    if (this.#option !== this.session?.settings.option) {
      this.#option = this.session?.settings.option;
      this.#codes.clear();
    }
    if (this.#followed === this.session) {
      return;
    }
    this.#followed?.removeEventListener("judged", this.#take);
    this.#followed = this.session;
    this.session?.addEventListener("judged", this.#take);
  }

  protected override render(): unknown {
    const lanes = this.#lanes();
    if (lanes.length === 0) {
      return html`<p class="quiet">No code was seen yet.</p>`;
    }
    return lanesPicture(
      lanes,
      this.#now,
      this.session?.windows?.forgetMs ?? this.session?.settings.forgetMs ?? 0,
    );
  }

  #judged({ marks, at }: Judged): void {
    // The clock was moved, or the source changed: earlier instants do not fit any more.
    if (at < this.#now - 1000) {
      this.#codes.clear();
    }
    this.#now = at;
    for (const { format, text, fate } of marks) {
      if (fate === "filtered" || fate === "refused") {
        continue;
      }
      const key = codeKey(format, text);
      const known = this.#codes.get(key) ?? { format, text, sightings: [] };
      known.sightings.push({ at, fate });
      if (known.sightings.length > SIGHTINGS) {
        known.sightings = known.sightings.slice(-SIGHTINGS / 2);
      }
      this.#codes.delete(key); // the newest last
      this.#codes.set(key, known);
    }
    for (const key of [...this.#codes.keys()].slice(0, -LANES)) {
      this.#codes.delete(key);
    }
  }

  #lanes(): Lane[] {
    const windows = new Map(
      this.session?.windows?.codes.map((code) => [codeKey(code.format, code.text), code]),
    );
    return [...this.#codes].toReversed().map(([key, { format, text, sightings }]) => {
      const window = windows.get(key);
      return { format, text, sightings, untilAt: window?.untilAt ?? null, sinceAt: window?.sinceAt ?? null };
    });
  }
}

customElements.define("sim-windows", WindowsElement);
