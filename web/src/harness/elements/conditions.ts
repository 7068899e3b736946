import { type TemplateResult, html, nothing } from "lit";
import type { Edition } from "../../client/index.ts";
import { Panel } from "../panel.ts";
import type { Session } from "../session.ts";
import { EDITIONS, type FormatChoice, type Settings } from "../settings.ts";

const EDITION_WORDS: Record<Edition, string> = {
  "js-9": "every sighting restarts the window",
  "js-9.6": "as js-9, at most 10 s",
  "js-10.2.10": "the window does not restart",
};
const FORMAT_WORDS: Record<FormatChoice, string> = { all: "all", matrix: "2D only", linear: "1D only" };

/** What is licensed and how it is simulated; every change is in force from the next event on. */
export class ConditionsElement extends Panel {
  protected override render(): unknown {
    const session = this.session;
    if (session === undefined) return nothing;
    return html`
      <form class="conditions" @submit=${(event: Event) => event.preventDefault()}>
        ${this.#license(session)} ${this.#scanner(session)}
      </form>
    `;
  }

  #license(session: Session): TemplateResult {
    const { option, quota, domain } = session.settings;
    const perScan = option === "per_barcode_scan";
    return html`
      <fieldset>
        <legend>License</legend>
        ${this.#select("option", "Option", option, { per_barcode_scan: "per barcode scan", per_domain: "per domain" })}
        ${perScan ? this.#number("quota", "Quota, scans", "quota", quota) : this.#domain(session, domain)}
        <div class="field field--action">
          <button type="button" class="button" title="A new project key: nothing is counted yet" @click=${() => void session.reset()}>Start over</button>
        </div>
      </fieldset>
    `;
  }

  #scanner({ settings }: Session): TemplateResult {
    const editions = Object.fromEntries(EDITIONS.map((edition) => [edition, edition]));
    return html`
      <fieldset>
        <legend>Scanner</legend>
        ${this.#select("edition", "Edition", settings.edition, editions)}
        ${this.#number("forgetMs", "Forget after, ms", "duplicate_forget_time", settings.forgetMs)}
        ${this.#select("formats", "Formats", settings.formats, FORMAT_WORDS)}
        ${this.#select("trustFrames", "1D counts after", String(settings.trustFrames), TRUST_WORDS, Number)}
        <p class="conditions__note">${settings.edition}: ${EDITION_WORDS[settings.edition]}.</p>
      </fieldset>
    `;
  }

  #select(
    field: keyof Settings, label: string, value: string, words: Readonly<Record<string, string>>,
    read: (text: string) => string | number = (text) => text,
  ): TemplateResult {
    const chosen = (event: Event): void => this.#set({ [field]: read((event.target as HTMLSelectElement).value) });
    return html`
      <div class=${field === "option" ? "field field--wide" : "field"}>
        <label for="set-${field}">${label}</label>
        <select id="set-${field}" @change=${chosen}>
          ${Object.entries(words).map(([one, said]) => html`<option value=${one} ?selected=${one === value}>${said}</option>`)}
        </select>
      </div>
    `;
  }

  #number(field: "quota" | "forgetMs", label: string, path: string, value: number): TemplateResult {
    const changed = (event: Event): void => {
      const input = event.target as HTMLInputElement;
      if (input.value !== "" && Number.isSafeInteger(input.valueAsNumber)) this.#set({ [field]: input.valueAsNumber });
      else input.value = String(value);
    };
    return html`
      <div class="field">
        <label for="set-${field}">${label}</label>
        <input id="set-${field}" type="number" inputmode="numeric" step="1" .value=${String(value)} @change=${changed}
          aria-invalid=${this.#fault(path) === null ? "false" : "true"} aria-describedby="fault-${field}" />
        ${this.#said(field, path)}
      </div>
    `;
  }

  #domain(session: Session, domain: string): TemplateResult {
    const changed = (event: Event): void => this.#set({ domain: (event.target as HTMLInputElement).value.trim() });
    return html`
      <div class="field">
        <label for="set-domain">Licensed domain</label>
        <input id="set-domain" type="text" spellcheck="false" autocapitalize="none" autocomplete="off" .value=${domain} @change=${changed}
          aria-invalid=${session.faults.has("domain") ? "true" : "false"} aria-describedby="fault-domain" />
        ${this.#said("domain", "domain")}
      </div>
    `;
  }

  #said(field: string, path: string): TemplateResult {
    return html`<p class="field__fault" id="fault-${field}" role="status">${this.#fault(path) ?? ""}</p>`;
  }

  #fault(path: string): string | null {
    return this.session?.faults.get(path) ?? null;
  }

  #set(change: Partial<Settings>): void {
    void this.session?.set(change);
  }
}

const TRUST_WORDS: Readonly<Record<string, string>> = {
  1: "1 frame", 2: "2 of 5 frames", 3: "3 of 5 frames", 4: "4 of 5 frames", 5: "5 of 5 frames",
};

customElements.define("sim-conditions", ConditionsElement);
