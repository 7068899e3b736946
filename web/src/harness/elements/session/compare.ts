import { type TemplateResult, html, nothing } from "lit";
import { EDITIONS } from "../../../facts/core.ts";
import type { Compared } from "../../deciding/core_simulation.ts";
import { many, optionTitle, whole } from "../../words/words.ts";
import { Panel } from "../panel.ts";

/** The usage of this session under each of the seven options and three editions. */
export class CompareElement extends Panel {
  #found: Compared | null = null;
  #state: "" | "working" | "failed" = "";

  protected override render(): unknown {
    const session = this.session;
    if (session === undefined) {
      return nothing;
    }
    return html`
      <div class="row-form">
        <button type="button" class="button" ?disabled=${session.phase !== "ready" || this.#state === "working"} @click=${() => void this.#compare()}>
          ${this.#found === null ? "Compare this session" : "Compare again"}
        </button>
        <p class="quiet" aria-live="polite">${this.#words()}</p>
      </div>
      ${this.#found === null ? nothing : this.#table(this.#found)}
    `;
  }

  #words(): string {
    if (this.#state === "working") {
      return "Replaying the session 21 times.";
    }
    if (this.#state === "failed") {
      return "The session could not be compared.";
    }
    if (this.#found === null) {
      return "The same session, judged by every option and edition.";
    }
    const { events, of, clients } = this.#found;
    return `${events < of ? `the first ${whole(events)} of ${many(of, "event")}` : many(events, "event")} of ${many(clients, "client")}`;
  }

  #table({ options, differ }: Compared): TemplateResult {
    return html`
      <div class="scroll" tabindex="0" role="group" aria-label="Table of options and editions">
        <table class="compare">
          <thead><tr><th scope="col">Option</th>${EDITIONS.map((edition) => html`<th scope="col">${edition}</th>`)}<th scope="col">counted in</th><th scope="col">offered for</th></tr></thead>
          <tbody>
            ${Object.entries(options).map(
              ([option, { unit, products, why_not, editions }]) => html`
              <tr data-option=${option} data-chosen=${option === this.session?.settings.option}>
                <th scope="row">${optionTitle(option)}</th>
                ${why_not === null ? EDITIONS.map((edition) => cell(editions[edition])) : html`<td colspan=${EDITIONS.length} class="compare__unit" data-why-not>${why_not}</td>`}
                <td class="compare__unit">${unit}</td>
                <td class="compare__unit">${Object.keys(products).join(", ")}</td>
              </tr>
            `,
            )}
          </tbody>
        </table>
      </div>
      ${differ === null ? html`<p class="quiet">The editions agree on this session.</p>` : html`<p><code>${differ.code.format} ${differ.code.text}</code> was ${differ.sentence}</p>`}
    `;
  }

  async #compare(): Promise<void> {
    this.#state = "working";
    this.requestUpdate();
    try {
      this.#found = (await this.session?.compare()) ?? null;
      this.#state = "";
    } catch {
      this.#state = "failed";
    }
    this.requestUpdate();
  }
}

function cell(found: { readonly use: number; readonly refused: number } | undefined): TemplateResult {
  if (found === undefined) {
    return html`<td>–</td>`;
  }
  const { use, refused } = found;
  return html`<td data-use=${use}><b>${whole(use)}</b>${refused === 0 ? nothing : html` <span class="compare__refused">${whole(refused)} refused</span>`}</td>`;
}

customElements.define("sim-compare", CompareElement);
