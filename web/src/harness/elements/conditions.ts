import { type TemplateResult, html, nothing } from "lit";
import type { Edition } from "../../client/index.ts";
import { Panel } from "../panel.ts";
import type { Session } from "../session.ts";
import { EDITIONS, type FormatChoice, type Option, PERIODS, PROFILES, QUOTAS, type Settings } from "../settings.ts";
import { OPTION_NAMES } from "../words.ts";
import "./document.ts";

const EDITION_WORDS: Record<Edition, string> = {
  "js-9": "every sighting restarts the window",
  "js-9.6": "as js-9, at most 10 s",
  "js-10.2.10": "the window does not restart",
};
const FORMAT_WORDS: Record<FormatChoice, string> = { all: "all", matrix: "2D only", linear: "1D only" };

const QUOTA_WORDS: Readonly<Record<Option, string>> = {
  per_barcode_scan: "Quota, scans",
  per_page: "Quota, pages of each",
  per_client_device: "Quota, devices",
  per_server: "Quota, servers",
  per_domain: "",
  per_concurrent_device: "Quota, at once",
  per_concurrent_instance: "Quota, at once",
};

/** Another option with a quota of its own size: a thousand scans are no thousand servers. */
function optionOf(option: Option): Partial<Settings> {
  return { option, quota: QUOTAS[option], allowance: -1 };
}

/** What is licensed and how it is simulated; every change is in force from the next event on. */
export class ConditionsElement extends Panel {
  protected override render(): unknown {
    const session = this.session;
    if (session === undefined) return nothing;
    return html`
      <div class="conditions">${session.shared.server === null ? this.#license(session) : nothing} ${this.#scanner(session)}</div>
    `;
  }

  #license(session: Session): TemplateResult {
    const { option, profile, period } = session.settings;
    const periods = Object.fromEntries(PERIODS.filter((one) => one !== "yearly" || profile === "v2.4").map((one) => [one, one]));
    return html`
      <fieldset>
        <legend>License</legend>
        ${this.#select("option", "Option", option, OPTION_NAMES)}
        ${option === "per_domain" ? this.#domain(session, session.settings.domain) : this.#number("quota", QUOTA_WORDS[option], "quota", session.settings.quota)}
        ${option === "per_client_device" ? this.#select("period", "A seat lasts", period, periods) : nothing}
        ${option.startsWith("per_concurrent") ? this.#allowance(session.settings.allowance) : nothing}
        <details class="terms-more">
          <summary>Dates and rules</summary>
          <div class="terms-more__fields">
            ${this.#number("began", "Begins, days from today", "starts_at", session.settings.began)}
            ${this.#number("ends", "Ends, days from today", "expires_at", session.settings.ends)}
            ${this.#select("profile", "Rules", profile, Object.fromEntries(PROFILES.map((one) => [one, one])))}
          </div>
        </details>
        <div class="conditions__acts">
          <button type="button" class="button" title="A new project key: nothing is counted yet" @click=${() => void session.reset()}>Start over</button>
          <sim-document .session=${session}></sim-document>
        </div>
        ${session.document === null ? nothing : html`
          <p class="conditions__note">A document of its own is in force. <button type="button" class="link" @click=${() => void session.license(null, "Back to the form's license")}>Back to the form</button></p>`}
      </fieldset>
    `;
  }

  #allowance(allowance: number): TemplateResult {
    const changed = (event: Event): void => {
      const { value, valueAsNumber } = event.target as HTMLInputElement;
      this.#set({ allowance: value === "" ? -1 : Math.max(0, Math.floor(valueAsNumber)) });
    };
    return html`
      <div class="field">
        <label for="set-allowance">Exceptions a year</label>
        <input id="set-allowance" type="number" inputmode="numeric" min="0" step="1" placeholder="1000 × quota" .value=${allowance < 0 ? "" : String(allowance)} @change=${changed} />
      </div>
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
    const chosen = (event: Event): void => {
      const chosenValue = read((event.target as HTMLSelectElement).value);
      this.#set(field === "option" ? optionOf(chosenValue as Option) : { [field]: chosenValue });
    };
    return html`
      <div class=${field === "option" ? "field field--wide" : "field"}>
        <label for="set-${field}">${label}</label>
        <select id="set-${field}" @change=${chosen}>
          ${Object.entries(words).map(([one, said]) => html`<option value=${one} ?selected=${one === value}>${said}</option>`)}
        </select>
      </div>
    `;
  }

  #number(field: "quota" | "forgetMs" | "began" | "ends", label: string, path: string, value: number): TemplateResult {
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
