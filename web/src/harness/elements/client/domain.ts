import { type TemplateResult, html, nothing } from "lit";
import type { Coverage } from "../../../client/index.ts";
import { readHost } from "../../settings/typed_host.ts";
import { Panel } from "../panel.ts";

const EXAMPLES = ["shop.force.com", "a.b.example.co.uk", "192.168.0.1", "münchen.example"];

/** Checks any host against the license, and shows why; the core gives the answer. */
export class DomainElement extends Panel {
  #asked = "";
  #note = "";
  #coverage: Coverage | null = null;
  #fault = "";
  #under: unknown;

  protected override render(): unknown {
    const session = this.session;
    if (session?.identity == null) {
      return html`<p class="quiet">Known when the license is open.</p>`;
    }
    if (session.shared.server !== null) {
      return html`<p class="quiet">Only the license server knows which hosts its license covers; here it is asked for ${session.identity.host} with every use.</p>`;
    }
    if (this.#asked === "") {
      this.#asked = session.identity.host;
    }
    // The license may have changed since this host was checked.
    const under = JSON.stringify([session.settings.option, session.settings.fields, session.identity.uuid]);
    if (this.#under !== under) {
      this.#under = under;
      void this.#ask(this.#asked);
    }
    return html`
      <form class="try" @submit=${this.#submitted}>
        <label for="try-host">Host or address</label>
        <input id="try-host" name="host" type="text" spellcheck="false" autocapitalize="none" autocomplete="off" .defaultValue=${this.#asked} />
        <button class="button">Ask</button>
      </form>
      <div class="chips" role="group" aria-label="Examples">
        ${[session.identity.host, ...EXAMPLES].map((host) => this.#chip(host))}
      </div>
      <div class="coverage" aria-live="polite">${this.#note === "" ? nothing : html`<p class="coverage__note">${this.#note}</p>`}${this.#fault !== "" ? html`<p class="notice">${this.#fault}</p>` : this.#answer()}</div>
    `;
  }

  #chip(host: string): TemplateResult {
    const choose = (): void => {
      const field = this.querySelector<HTMLInputElement>("#try-host");
      if (field !== null) {
        field.value = host;
      }
      this.#note = "";
      void this.#ask(host);
    };
    return html`<button type="button" class="chip" aria-pressed=${this.#asked === host} @click=${choose}>${host}</button>`;
  }

  readonly #submitted = (event: SubmitEvent): void => {
    event.preventDefault();
    const field = this.querySelector<HTMLInputElement>("#try-host");
    if (field === null || field.value.trim() === "") {
      return;
    }
    const { host, note } = readHost(field.value);
    field.value = host;
    this.#note = note;
    void this.#ask(host);
  };

  async #ask(host: string): Promise<void> {
    this.#asked = host;
    this.requestUpdate();
    try {
      const coverage = await this.session?.coverage(host);
      if (this.#asked !== host) {
        return;
      }
      this.#coverage = coverage ?? null;
      this.#fault = "";
    } catch (error) {
      this.#fault = error instanceof Error ? error.message : String(error);
    }
    this.requestUpdate();
  }

  #answer(): TemplateResult | typeof nothing {
    const said = this.#coverage;
    if (said === null) {
      return nothing;
    }
    return html`
      <p class="coverage__host">${this.#parts(said)}</p>
      <p class="coverage__answer" data-answer=${said.answer} data-number=${said.number ?? ""}>${said.text}</p>
      <dl class="facts">
        ${fact("unit", "Licensed as one", said.unit ?? (said.kind === "exact" ? said.ascii : null))} ${fact("suffix", "Public suffix", said.suffix)}
        ${said.number === null ? nothing : fact("number", "Number", said.number)} ${fact("rule", "Rule", said.rule)}
      </dl>
    `;
  }

  /** The host, with its licensed unit marked. */
  #parts({ ascii, host, unit }: Coverage): TemplateResult {
    const whole = ascii ?? host;
    if (unit === null || !whole.endsWith(unit)) {
      return html`<span>${whole}</span>`;
    }
    return html`<span class="coverage__below">${whole.slice(0, whole.length - unit.length)}</span><b>${unit}</b>`;
  }
}

function fact(name: string, label: string, value: string | number | null): TemplateResult {
  return html`<div><dt>${label}</dt><dd data-host-fact=${name}>${value === null || value === "" ? "none" : value}</dd></div>`;
}

customElements.define("sim-domain", DomainElement);
