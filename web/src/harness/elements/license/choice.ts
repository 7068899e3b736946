import { type TemplateResult, html, nothing } from "lit";
import { unsafeSVG } from "lit/directives/unsafe-svg.js";
import { OPTIONS } from "../../../facts/core.ts";
import type { OptionFacts } from "../../../facts/option.ts";
import { iconOf } from "../../options/icons.ts";
import type { Session } from "../../session/session.ts";
import { usualFields } from "../../settings/settings.ts";
import { optionTitle } from "../../words/words.ts";
import { Panel } from "../panel.ts";

/** What the license counts: one choice of the seven options, each with its picture. */
export class ChoiceElement extends Panel {
  protected override render(): unknown {
    const session = this.session;
    if (session === undefined) {
      return nothing;
    }
    if (session.shared.server !== null) {
      return ofServer(session);
    }
    const { option } = session.settings;
    return html`
      <fieldset class="kinds">
        <legend>Choose how it is licensed: per …</legend>
        <div class="kinds__all">${Object.entries(OPTIONS).map(([name, facts]) => this.#kind(session, name, facts, name === option))}</div>
        <p class="kinds__line" aria-hidden="true">${OPTIONS[option]?.counts}</p>
      </fieldset>
    `;
  }

  #kind(session: Session, name: string, { title, counts }: OptionFacts, chosen: boolean): TemplateResult {
    const choose = (): void => {
      const { profile } = session.settings;
      void session.set({ option: name, fields: usualFields(name, profile, location.hostname) });
    };
    return html`
      <label class="kind">
        <input type="radio" name="option" value=${name} .checked=${chosen} aria-label=${title} aria-describedby="counts-${name}" @change=${choose} />
        <span class="kind__picture" aria-hidden="true">${unsafeSVG(iconOf(name))}</span>
        <span class="kind__title">${title.replace(/^per /, "")}</span>
        <span class="kind__counts" id="counts-${name}">${counts}</span>
      </label>
    `;
  }
}

/** A shared server's project says what is counted: here is nothing to choose. */
function ofServer({ status, shared }: Session): TemplateResult {
  const options = [...new Set(status?.items.map(({ option }) => option))].map(optionTitle);
  const listed = options.length === 0 ? "" : `: ${options.join(", ")}`;
  return html`<p class="quiet">The license of ${shared.server?.name ?? "the server"} says what is counted${listed}.</p>`;
}

customElements.define("sim-choice", ChoiceElement);
