import { type TemplateResult, html, nothing } from "lit";
import type { Answer } from "../../client/index.ts";
import { Panel } from "../panel.ts";
import { readingOf } from "../reading.ts";
import { unsentOf } from "../shared.ts";
import { standingOf } from "../standing.ts";
import { HEADLINES, many, whole } from "../words.ts";
import { HERE } from "../world.ts";

/** The answer of this moment in words: licensed or not, and why. */
export class VerdictElement extends Panel {
  protected override render(): unknown {
    const session = this.session;
    if (session === undefined || session.phase === "booting") return this.#booting();
    if (session.phase === "failed") return this.#failed(session.error);
    if (session.unstored !== null) return this.#unstored(session.unstored);
    const answer = session.answer;
    if (answer === null) return this.#booting();
    this.dataset["answer"] = answer.answer;
    return html`
      <p class="verdict__headline"><span class="verdict__glyph" aria-hidden="true"></span>${HEADLINES[answer.answer]}</p>
      <p class="verdict__sentence">${this.#sentence(answer)}${this.#untold()}</p>
      ${session.answered === HERE ? nothing : this.#own()}
      ${this.#facts(answer)}
      <p class="visually-hidden" aria-live="polite">${this.#announcement(answer)}</p>
    `;
  }

  #booting(): TemplateResult {
    this.dataset["answer"] = "booting";
    const steps = this.session?.steps ?? [];
    const last = steps.at(-1);
    return html`
      <p class="verdict__headline"><span class="verdict__glyph" aria-hidden="true"></span>Starting</p>
      <p class="verdict__sentence">
        ${last === undefined ? "The license rules are Python, and Python is on its way." : html`Done: ${last.step}, after ${whole(Math.round(last.startMs + last.ms))} ms.`}
      </p>
    `;
  }

  #failed(error: unknown): TemplateResult {
    this.dataset["answer"] = "failed";
    const { message, hint } = error as { message?: string; hint?: string };
    const said = message ?? String(error);
    return html`
      <p class="verdict__headline"><span class="verdict__glyph" aria-hidden="true"></span>It stopped</p>
      <p class="verdict__sentence verdict__sentence--said" role="alert">${said}</p>
      ${hint === undefined || said.includes(hint) ? nothing : html`<p class="verdict__sentence">${hint}</p>`}
      <p><button type="button" class="button" @click=${() => location.reload()}>Load the page again</button></p>
    `;
  }

  /** What had to be stored and was not has not happened. */
  #unstored({ reason, message }: { readonly reason: string; readonly message: string }): TemplateResult {
    this.dataset["answer"] = "failed";
    return html`
      <p class="verdict__headline"><span class="verdict__glyph" aria-hidden="true"></span>Not counted</p>
      <p class="verdict__sentence verdict__sentence--said">${message}</p>
      <dl class="facts"><div><dt>reason</dt><dd data-fact="reason">${reason}</dd></div></dl>
      <p class="visually-hidden" aria-live="polite">Not counted: ${reason}</p>
    `;
  }

  #sentence(answer: Answer): string {
    const reason = this.session?.explanation(answer.reason);
    const to = this.session?.answered ?? HERE;
    if (answer.reason !== null) return `${to === HERE ? "" : `${to}: `}${reason?.text ?? answer.reason}`;
    const items = this.session?.status?.items ?? [];
    const item = items.find(({ id }) => id === answer.item) ?? items[0];
    const reading = item === undefined ? null : readingOf(item);
    if (reading === null) return "Use is recorded and never limited under the licensed domain.";
    const { value, quota, of } = reading;
    if (answer.answer === "over") {
      if (value <= quota && this.session?.shared.server != null) return "Allowed, and recorded as overuse.";
      if (value <= quota) return "The license has ended: allowed in the seven days of grace, and recorded as overuse.";
      return `${whole(value - quota)} more than the quota of ${whole(quota)}: allowed, and recorded as overuse.`;
    }
    if (item?.used !== undefined) return `${this.#who()} may ${item.option === "per_page" ? "go on" : "scan"}: ${whole(Math.max(0, quota - value))} ${of} are left.`;
    return `${this.#who()} may go on: ${whole(value)} ${of}.`;
  }

  #who(): string {
    const to = this.session?.answered ?? HERE;
    return to === HERE ? "This page" : to;
  }

  /** How this page itself stands, where another client was answered last. */
  #own(): TemplateResult | typeof nothing {
    const own = standingOf(this.session?.status ?? null);
    if (own === null) return nothing;
    return html`<p class="verdict__own">This browser: ${HEADLINES[own.answer].toLowerCase()}${own.number === null ? "" : ` (${own.number})`}</p>`;
  }

  #facts(answer: Answer): TemplateResult {
    const facts = { reason: answer.reason, number: answer.number, rule: answer.rule, item: answer.item, "answered by": this.#by() };
    const stated = Object.entries(facts).filter(([, value]) => value !== null);
    return html`
      <dl class="facts">
        ${stated.map(([name, value]) => html`<div><dt>${name}</dt><dd data-fact=${name.replace(" ", "-")}>${value}</dd></div>`)}
      </dl>
    `;
  }

  /** What the numbers of a server do not count yet. */
  #untold(): string {
    const { shared, status = null } = this.session ?? {};
    const unsent = shared?.server == null ? 0 : unsentOf(status);
    return unsent === 0 ? "" : ` ${many(unsent, "use")} of this browser ${unsent === 1 ? "is" : "are"} still to be told.`;
  }

  /** Who answered, where it may be another than this page. */
  #by(): string | null {
    const { shared, settings } = this.session ?? {};
    return shared?.server == null || settings === undefined ? null : shared.inWords(shared.by, settings);
  }

  /** Read aloud when it changes; the numbers, which change with every scan, are not in it. */
  #announcement(answer: Answer): string {
    return answer.reason === null ? HEADLINES[answer.answer] : `${HEADLINES[answer.answer]}: ${answer.reason}`;
  }
}

customElements.define("sim-verdict", VerdictElement);
