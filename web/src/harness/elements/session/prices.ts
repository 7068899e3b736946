import { type TemplateResult, html, nothing } from "lit";
import { OPTIONS } from "../../../facts/core.ts";
import { type Costs, SPANS, type Span, priceFile } from "../../deciding/costs.ts";
import { curvesPicture } from "../../pictures/curves.ts";
import type { Session } from "../../session/session.ts";
import { type LicenseFault, faultsOf, moreOf } from "../../words/license_faults.ts";
import { many, optionTitle, whole } from "../../words/words.ts";
import { faultList } from "../license/fault_list.ts";
import { Panel } from "../panel.ts";

const MONEY = new Intl.NumberFormat("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** The visitor's own prices, and what this session would cost under each option. */
export class PricesElement extends Panel {
  #currency = "EUR";
  readonly #each = new Map<string, number>();
  /** A price file that was loaded, in place of typed prices. */
  #file: { readonly name: string; readonly text: string } | null = null;
  #span: Span = "month";
  /** Whether the costs asked for are those of the devices at work, not of this session. */
  #ofCast = true;
  /** What was found, and whether it is of the devices at work. */
  #costs: { readonly found: Costs; readonly ofCast: boolean } | null = null;
  #works = false;
  #said = "";
  #faults: readonly LicenseFault[] = [];
  #more = 0;

  protected override render(): unknown {
    const session = this.session;
    if (session === undefined) {
      return nothing;
    }
    const off = session.phase !== "ready" || this.#works || (this.#file === null && this.#each.size === 0);
    return html`
      <h3>What it would cost, by your prices</h3>
      <form class="prices" @submit=${(event: Event) => this.#submitted(event, session)}>
        ${this.#file === null ? this.#typed() : this.#loaded(this.#file.name)}
        ${session.cast.phase === "done" ? this.#whose(session) : nothing}
        <div class="acts">
          <button class="button button--strong" ?disabled=${off}>What would it cost</button>
          <label class="button button--file">Load a price file<input type="file" accept=".json" @change=${(event: Event) => void this.#load(event, session)} /></label>
        </div>
      </form>
      <div role="status">
        ${this.#said === "" ? nothing : html`<p class="said said--plain">${this.#said}</p>`}
        ${faultList(this.#faults, this.#more)}
      </div>
      ${this.#costs === null || this.#costs.ofCast !== this.#isOfCast(session) ? nothing : this.#found(this.#costs.found)}
    `;
  }

  #typed(): TemplateResult {
    return html`
      <p class="quiet">What one unit of a quota costs a year; leave out what you have no price for. Tiers and minimums come in the price file of <code>licensim plan</code>. Nothing is sent.</p>
      <div class="prices__each">
        <div class="field">
          <label for="price-currency">Currency</label>
          <input id="price-currency" type="text" required maxlength="20" .value=${this.#currency} @change=${(event: Event) => (this.#currency = (event.target as HTMLInputElement).value.trim())} />
        </div>
        ${Object.entries(OPTIONS).map(
          ([option, { one }]) => html`
          <div class="field">
            <label for="price-${option}">${optionTitle(option)}, one ${one}</label>
            <input id="price-${option}" type="number" min="0" step="any" .value=${String(this.#each.get(option) ?? "")} @input=${(event: Event) => this.#price(option, (event.target as HTMLInputElement).valueAsNumber)} />
          </div>
        `,
        )}
      </div>
    `;
  }

  /** Whose use is priced: the devices at work have an end, so they can be. */
  #whose(session: Session): TemplateResult {
    const devices = many(session.cast.status?.devices ?? 0, "device");
    const choice = (ofCast: boolean, words: string): TemplateResult =>
      html`<button type="button" class="segment" aria-pressed=${ofCast === this.#ofCast} @click=${() => this.#choose({ ofCast })}>${words}</button>`;
    return html`<div class="segments" role="group" aria-label="Whose use">${choice(true, `the ${devices} at work`)}${choice(false, "this session")}</div>`;
  }

  /** Whether costs are those of the devices: until these are done, they are those of this session. */
  #isOfCast(session: Session): boolean {
    return this.#ofCast && session.cast.phase === "done";
  }

  #loaded(name: string): TemplateResult {
    return html`
      <p>The prices are those of <b>${name}</b>. <button type="button" class="link" @click=${() => this.#type()}>Type prices instead</button></p>
    `;
  }

  #price(option: string, price: number): void {
    if (Number.isNaN(price)) {
      this.#each.delete(option);
    } else {
      this.#each.set(option, price);
    }
    this.requestUpdate();
  }

  #type(): void {
    this.#file = null;
    this.requestUpdate();
  }

  async #load(event: Event, session: Session): Promise<void> {
    const input = event.target as HTMLInputElement;
    const [file] = input.files ?? [];
    input.value = "";
    if (file !== undefined) {
      this.#file = { name: file.name, text: await file.text() };
      await this.#ask(session);
    }
  }

  #submitted(event: Event, session: Session): void {
    event.preventDefault();
    void this.#ask(session);
  }

  async #ask(session: Session): Promise<void> {
    this.#works = true;
    this.#faults = [];
    this.#tell("Replaying each event under each option that has a price.");
    try {
      const prices = this.#file?.text ?? priceFile(this.#currency, this.#each);
      const { edition } = session.settings;
      const told = (part: number): void => this.#tell(`Replaying each event: ${Math.round(100 * part)} %`);
      const ofCast = this.#isOfCast(session);
      const found = await (ofCast ? session.cast.costs(prices, edition, told) : session.costs(prices));
      this.#costs = { found, ofCast };
      this.#ofCast = ofCast; // the devices may have ended meanwhile: what was asked for is shown
      this.#said = "";
    } catch (error) {
      this.#costs = null;
      this.#faults = faultsOf(error) ?? [];
      this.#more = moreOf(error);
      const message = error instanceof Error ? error.message : String(error);
      this.#said = this.#faults.length === 0 ? message : "These are no prices:";
    }
    this.#works = false;
    this.requestUpdate();
  }

  #tell(said: string): void {
    this.#said = said;
    this.requestUpdate();
  }

  #found({ currency, spans, not_ranked, events, of }: Costs): TemplateResult {
    const { ranking, curves, sentences } = spans[this.#span];
    const money = (cost: number): string => `${MONEY.format(cost)} ${currency}`;
    return html`
      <div class="costs">
        <div class="costs__what">
          <div class="segments" role="group" aria-label="What the quota is for">
            ${Object.entries(SPANS).map(([span, words]) => html`<button type="button" class="segment" aria-pressed=${span === this.#span} @click=${() => this.#choose({ span: span as Span })}>${words}</button>`)}
          </div>
          <div class="cast__said" aria-live="polite">${sentences.map((sentence) => html`<p>${sentence}</p>`)}</div>
          ${events < of ? html`<p class="quiet">By the first ${whole(events)} of ${whole(of)} events.</p>` : nothing}
          <div class="scroll" tabindex="0" role="group" aria-label="Table of costs">
            <table class="costs__table">
              <thead><tr><th scope="col">Way to license</th><th scope="col">Cost</th><th scope="col">Quota</th></tr></thead>
              <tbody>
                ${ranking.map(({ name, cost, items }) => html`<tr data-way=${name}><th scope="row">${name}</th><td><b>${money(cost)}</b></td><td>${items.map(({ sold }) => whole(sold)).join(" + ")}</td></tr>`)}
                ${not_ranked.map(({ name, why }) => html`<tr data-way=${name}><th scope="row">${name}</th><td colspan="2" class="compare__unit">${why}</td></tr>`)}
              </tbody>
            </table>
          </div>
        </div>
        ${ranking.length === 0 ? nothing : curvesPicture({ ways: curves, currency, money })}
      </div>
    `;
  }

  #choose({ span = this.#span, ofCast = this.#ofCast }: { span?: Span; ofCast?: boolean }): void {
    this.#span = span;
    this.#ofCast = ofCast;
    this.requestUpdate();
  }
}

customElements.define("sim-prices", PricesElement);
