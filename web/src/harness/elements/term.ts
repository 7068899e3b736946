/** A word with its meaning: one sentence with its rule, shown on hover, focus or tap. */

import { LitElement, type TemplateResult, html } from "lit";
import { TERMS } from "../../facts/core.ts";

export type TermName = keyof typeof TERMS;

const EDGE_PX = 8;
let count = 0;

/** The word `said` is a button that shows the meaning; without it, a question mark beside a label. */
export class TermElement extends LitElement {
  static override properties = { name: { attribute: false }, said: { attribute: false } };
  declare name: TermName;
  declare said: string | null;
  readonly #id = `term-${(count += 1)}`;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override render(): unknown {
    const { text, rule } = TERMS[this.name];
    const show = (): void => this.#show(true);
    const hide = (): void => this.#show(false);
    return html`
      <button type="button" class="term ${this.said === null ? "term--mark" : ""}" aria-label=${this.said ?? "What is this?"} aria-describedby=${this.#id}
        @pointerenter=${show} @pointerleave=${hide} @focus=${show} @blur=${hide} @click=${show}
        @keydown=${(event: KeyboardEvent) => (event.key === "Escape" ? hide() : undefined)}>${this.said ?? "?"}</button
      ><span class="term__tip" id=${this.#id} role="tooltip" popover="manual">${text} <b>${rule}</b></span>
    `;
  }

  #show(shown: boolean): void {
    const tip = this.querySelector<HTMLElement>(".term__tip");
    const word = this.querySelector(".term");
    if (tip === null || word === null || shown === tip.matches(":popover-open")) {
      return;
    }
    tip.togglePopover(shown);
    if (shown) {
      place(tip, word.getBoundingClientRect());
    }
  }
}

/** Put the tip below its word, or above it if there is no room, within the window. */
function place(tip: HTMLElement, word: DOMRect): void {
  const { width, height } = tip.getBoundingClientRect();
  const { clientWidth, clientHeight } = document.documentElement;
  const left = Math.max(EDGE_PX, Math.min(word.left, clientWidth - width - EDGE_PX));
  const below = word.bottom + EDGE_PX / 2;
  const top = below + height > clientHeight ? word.top - height - EDGE_PX / 2 : below;
  tip.style.setProperty("left", `${left}px`);
  tip.style.setProperty("top", `${Math.max(EDGE_PX, top)}px`);
}

/** A word that explains itself. */
export function term(name: TermName, said: string | null = null): TemplateResult {
  return html`<sim-term .name=${name} .said=${said}></sim-term>`;
}

customElements.define("sim-term", TermElement);
