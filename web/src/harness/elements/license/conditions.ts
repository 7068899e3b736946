import { type TemplateResult, html, nothing } from "lit";
import type { Edition } from "../../../client/index.ts";
import { EDITIONS, EDITION_WORDS, PROFILES } from "../../../facts/core.ts";
import type { FieldValue, FormField } from "../../../facts/option.ts";
import { Panel } from "../panel.ts";
import { type TermName, term } from "../term.ts";
import type { Session } from "../../session/session.ts";
import {
  type FormatChoice,
  MOST_DAYS,
  type Settings,
  choicesOf,
  formOf,
  readWhole,
  wholeNeeded,
} from "../../settings/settings.ts";
import { many, optionTitle } from "../../words/words.ts";
import "./document.ts";

/** At most this many faults of an address are shown, the others are counted. */
const MOST_FAULTS = 10;

const FORMAT_WORDS: Record<FormatChoice, string> = { all: "all", matrix: "2D only", linear: "1D only" };

type NumberSetting = "forgetMs" | "began" | "ends";

interface Limits {
  readonly least?: number;
  readonly most?: number;
  /** Whether it may be left empty. */
  readonly isOptional?: boolean;
  /** The placeholder of an empty field. */
  readonly hint?: string;
}

const DAYS: Limits = { least: -MOST_DAYS, most: MOST_DAYS };

/** The form for the license and its simulation; a change is in force from the next event on. */
export class ConditionsElement extends Panel {
  /** The faults of the typed values, by the path of the field. */
  readonly #typed = new Map<string, string>();
  #option = "";

  protected override willUpdate(): void {
    super.willUpdate();
    const option = this.session?.settings.option ?? "";
    if (option !== this.#option) {
      this.#typed.clear();
      this.#option = option;
    }
  }

  protected override render(): unknown {
    const session = this.session;
    if (session === undefined) {
      return nothing;
    }
    return html`
      <div class="conditions">
        ${this.#address(session.addressFaults)}
        ${session.shared.server === null ? this.#license(session) : nothing} ${this.#scanner(session)}
      </div>
    `;
  }

  /** The faults of the address with which the page was opened. */
  #address(faults: readonly string[]): TemplateResult {
    return html`
      <div role="status" data-address>
        ${
          faults.length === 0
            ? nothing
            : html`
          <div class="notice">
            <p>The address of this page is at fault; the default is in force instead.</p>
            <ul class="faults">${faults.slice(0, MOST_FAULTS).map((fault) => html`<li>${fault}</li>`)}</ul>
            ${faults.length > MOST_FAULTS ? html`<p>And ${many(faults.length - MOST_FAULTS, "fault")} more.</p>` : nothing}
          </div>
        `
        }
      </div>
    `;
  }

  #license(session: Session): TemplateResult {
    const { option, profile } = session.settings;
    return html`
      <fieldset>
        <legend>License ${optionTitle(option)}</legend>
        ${formOf(option).map((field) => this.#field(session, field))}
        <p class="conditions__note" data-offered>${session.explanation(option)?.offered ?? "\u00a0"}</p>
        <details class="terms-more">
          <summary>Dates and rules</summary>
          <div class="terms-more__fields">
            ${this.#setting("began", "Begins, days from today", "starts_at", session.settings.began, DAYS)}
            ${this.#setting("ends", "Ends, days from today", "expires_at", session.settings.ends, DAYS)}
            ${this.#select("profile", "Rules version", profile, named(PROFILES), (chosen) => this.#set({ profile: chosen }))}
          </div>
        </details>
        <div class="conditions__acts">
          <button type="button" class="button" title="A new project key: nothing is counted yet" @click=${() => void session.reset()}>Start over</button>
          <sim-document .session=${session}></sim-document>
        </div>
        ${
          session.document === null
            ? nothing
            : html`
          <p class="conditions__note" data-whose>${session.whose} is in force. <button type="button" class="link" @click=${() => void session.license(null, "Back to the form's license")}>Back to the form</button></p>`
        }
      </fieldset>
    `;
  }

  #scanner({ settings }: Session): TemplateResult {
    return html`
      <fieldset>
        <legend>Scanner</legend>
        ${this.#select("edition", "SDK version", settings.edition, named(EDITIONS), (edition) => this.#set({ edition: edition as Edition }))}
        ${this.#setting("forgetMs", "Ignore repeats, ms", "duplicate_forget_time", settings.forgetMs)}
        ${this.#select("formats", "Formats", settings.formats, FORMAT_WORDS, (formats) => this.#set({ formats: formats as FormatChoice }))}
        ${this.#select("trustFrames", "1D codes need", String(settings.trustFrames), TRUST_WORDS, (frames) => this.#set({ trustFrames: Number(frames) }))}
        <p class="conditions__note">${settings.edition}: ${EDITION_WORDS[settings.edition]}.</p>
      </fieldset>
    `;
  }

  /** A field of the option's items, as the core describes it. */
  #field({ settings }: Session, field: FormField): TemplateResult {
    const { name, label, hint = "" } = field;
    const value = settings.fields[name] ?? null;
    const set = (changed: FieldValue): void => this.#set({ fields: { ...settings.fields, [name]: changed } });
    switch (field.kind) {
      case "choice":
        return this.#select(name, label, String(value), named(choicesOf(field, settings.profile)), set);
      case "host":
        return this.#host(name, label, String(value ?? ""), set);
      case "number":
        return this.#number(
          name,
          label,
          name,
          value as number | null,
          set,
          field.value === null ? { least: field.minimum, hint, isOptional: true } : {},
        );
    }
  }

  #setting(
    field: NumberSetting,
    label: string,
    path: string,
    value: number,
    limits: Limits = {},
  ): TemplateResult {
    return this.#number(field, label, path, value, (changed) => this.#set({ [field]: changed ?? 0 }), limits);
  }

  #select(
    name: string,
    label: string,
    value: string,
    words: Readonly<Record<string, string>>,
    set: (chosen: string) => void,
  ): TemplateResult {
    return html`
      <div class="field">
        ${labelOf(name, label)}
        <select id="set-${name}" @change=${(event: Event) => set((event.target as HTMLSelectElement).value)}>
          ${Object.entries(words).map(([one, said]) => html`<option value=${one} ?selected=${one === value}>${said}</option>`)}
        </select>
      </div>
    `;
  }

  /** A number field. An invalid text stays in the field with its fault, and the setting does not change. */
  #number(
    name: string,
    label: string,
    path: string,
    value: number | null,
    set: (value: number | null) => void,
    { least, most, isOptional = false, hint = "" }: Limits = {},
  ): TemplateResult {
    const changed = (event: Event): void => {
      const { value: text, validity } = event.target as HTMLInputElement;
      const isLeftOut = isOptional && text === "" && !validity.badInput;
      const number = isLeftOut ? null : readWhole(text, least, most);
      this.#typed.delete(path);
      if (number === null && !isLeftOut) {
        this.#typed.set(path, `Not in force: ${wholeNeeded(least, most)} is needed.`);
      } else {
        set(number);
      }
      this.requestUpdate();
    };
    return html`
      <div class=${hint === "" ? "field" : "field field--wide"}>
        ${labelOf(name, label)}
        <input id="set-${name}" type="number" inputmode="numeric" step="1" placeholder=${hint} .value=${value === null ? "" : String(value)} @change=${changed}
          aria-invalid=${this.#fault(path) === null ? "false" : "true"} aria-describedby="fault-${name}" />
        ${this.#said(name, path)}
      </div>
    `;
  }

  #host(name: string, label: string, value: string, set: (value: string) => void): TemplateResult {
    return html`
      <div class="field">
        <label for="set-${name}">${label}</label>
        <input id="set-${name}" type="text" spellcheck="false" autocapitalize="none" autocomplete="off" .value=${value}
          @change=${(event: Event) => set((event.target as HTMLInputElement).value.trim())}
          aria-invalid=${this.#fault(name) === null ? "false" : "true"} aria-describedby="fault-${name}" />
        ${this.#said(name, name)}
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

/** The words behind the labels of some fields. */
const TERM_OF: Readonly<Record<string, TermName>> = {
  quota: "quota",
  period: "seat",
  allowance: "allowance",
  edition: "version",
  forgetMs: "repeats",
  trustFrames: "trust",
};

function labelOf(name: string, label: string): TemplateResult {
  const meaning = TERM_OF[name];
  const text = html`<label for="set-${name}">${label}</label>`;
  return meaning === undefined ? text : html`<span class="field__head">${text}${term(meaning)}</span>`;
}

function named(values: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(values.map((one) => [one, one]));
}

const TRUST_WORDS: Readonly<Record<string, string>> = {
  1: "1 frame",
  2: "2 of 5 frames",
  3: "3 of 5 frames",
  4: "4 of 5 frames",
  5: "5 of 5 frames",
};

customElements.define("sim-conditions", ConditionsElement);
