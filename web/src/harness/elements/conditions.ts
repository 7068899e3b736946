import { type TemplateResult, html, nothing } from "lit";
import type { Edition } from "../../client/index.ts";
import { Panel } from "../panel.ts";
import type { Session } from "../session.ts";
import {
  EDITIONS, type FormatChoice, MOST_DAYS, type Option, PERIODS, PROFILES, QUOTAS, type Settings, readWhole, wholeNeeded,
} from "../settings.ts";
import { OPTION_NAMES, many } from "../words.ts";
import "./document.ts";

/** So many faults of an address are shown, the others are counted. */
const MOST_FAULTS = 10;

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

type NumberField = "quota" | "forgetMs" | "began" | "ends" | "allowance";

interface Limits {
  readonly least?: number;
  readonly most?: number;
  /** The value of an empty field; without one it must be filled. */
  readonly empty?: number;
  /** What an empty field says. */
  readonly hint?: string;
}

const DAYS: Limits = { least: -MOST_DAYS, most: MOST_DAYS };
const ALLOWANCE: Limits = { least: 0, empty: -1, hint: "1000 × quota" };

/** Another option with a quota of its own size: a thousand scans are no thousand servers. */
function optionOf(option: Option): Partial<Settings> {
  return { option, quota: QUOTAS[option], allowance: -1 };
}

/** What is licensed and how it is simulated; every change is in force from the next event on. */
export class ConditionsElement extends Panel {
  /** What is wrong with what was typed, by the path of its field. */
  readonly #typed = new Map<string, string>();

  protected override render(): unknown {
    const session = this.session;
    if (session === undefined) return nothing;
    return html`
      <div class="conditions">
        ${this.#address(session.addressFaults)}
        ${session.shared.server === null ? this.#license(session) : nothing} ${this.#scanner(session)}
      </div>
    `;
  }

  /** What was wrong with the address that the page was opened with. */
  #address(faults: readonly string[]): TemplateResult {
    return html`
      <div role="status" data-address>
        ${faults.length === 0 ? nothing : html`
          <div class="notice">
            <p>The address of this page is at fault; the default is in force instead.</p>
            <ul class="faults">${faults.slice(0, MOST_FAULTS).map((fault) => html`<li>${fault}</li>`)}</ul>
            ${faults.length > MOST_FAULTS ? html`<p>And ${many(faults.length - MOST_FAULTS, "fault")} more.</p>` : nothing}
          </div>
        `}
      </div>
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
        ${option.startsWith("per_concurrent") ? this.#number("allowance", "Exceptions a year", "allowance", session.settings.allowance, ALLOWANCE) : nothing}
        <p class="conditions__note" data-offered>${session.explanation(option)?.offered ?? "\u00a0"}</p>
        <details class="terms-more">
          <summary>Dates and rules</summary>
          <div class="terms-more__fields">
            ${this.#number("began", "Begins, days from today", "starts_at", session.settings.began, DAYS)}
            ${this.#number("ends", "Ends, days from today", "expires_at", session.settings.ends, DAYS)}
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
      if (field === "option") this.#typed.clear();
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

  /** What is no number of this field stays as it was typed, and is said; the setting is as before. */
  #number(field: NumberField, label: string, path: string, value: number, { least, most, empty, hint = "" }: Limits = {}): TemplateResult {
    const changed = (event: Event): void => {
      const { value: text, validity } = event.target as HTMLInputElement;
      const isEmpty = text === "" && !validity.badInput;
      const number = isEmpty && empty !== undefined ? empty : readWhole(text, least, most);
      this.#typed.delete(path);
      if (number === null) this.#typed.set(path, `Not in force: ${wholeNeeded(least, most)} is needed.`);
      else this.#set({ [field]: number });
      this.requestUpdate();
    };
    return html`
      <div class="field">
        <label for="set-${field}">${label}</label>
        <input id="set-${field}" type="number" inputmode="numeric" step="1" placeholder=${hint} .value=${value === empty ? "" : String(value)} @change=${changed}
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
    return this.#typed.get(path) ?? this.session?.faults.get(path) ?? null;
  }

  #set(change: Partial<Settings>): void {
    void this.session?.set(change);
  }
}

const TRUST_WORDS: Readonly<Record<string, string>> = {
  1: "1 frame", 2: "2 of 5 frames", 3: "3 of 5 frames", 4: "4 of 5 frames", 5: "5 of 5 frames",
};

customElements.define("sim-conditions", ConditionsElement);
