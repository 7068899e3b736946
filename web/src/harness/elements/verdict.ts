import { type TemplateResult, html, nothing } from "lit";
import type { Answer } from "../../client/index.ts";
import { Panel } from "../panel.ts";
import { HEADLINES, many, whole } from "../words.ts";

/** The answer of this moment in words: licensed or not, and why. */
export class VerdictElement extends Panel {
  protected override render(): unknown {
    const session = this.session;
    if (session === undefined || session.phase === "booting") return this.#booting();
    if (session.phase === "failed") return this.#failed(session.error);
    const answer = session.answer;
    if (answer === null) return this.#booting();
    this.dataset["answer"] = answer.answer;
    return html`
      <p class="verdict__headline"><span class="verdict__glyph" aria-hidden="true"></span>${HEADLINES[answer.answer]}</p>
      <p class="verdict__sentence">${this.#sentence(answer)}</p>
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

  #sentence(answer: Answer): string {
    const reason = this.session?.explanation(answer.reason);
    if (answer.reason !== null) return reason?.text ?? answer.reason;
    const item = this.session?.status?.items.find(({ id }) => id === answer.item) ?? this.session?.status?.items[0];
    if (item?.quota == null) return "Use is recorded and never limited under the licensed domain.";
    const used = item.used ?? 0;
    if (answer.answer === "over") {
      return `${whole(used - item.quota)} more than the quota of ${many(item.quota, "scan")}: allowed in the zone of grace, and recorded as overuse.`;
    }
    return `This page may scan: ${whole(Math.max(0, item.quota - used))} of ${many(item.quota, "scan")} are left.`;
  }

  #facts(answer: Answer): TemplateResult {
    const facts = { reason: answer.reason, number: answer.number, rule: answer.rule, item: answer.item };
    const stated = Object.entries(facts).filter(([, value]) => value !== null);
    return html`
      <dl class="facts">
        ${stated.map(([name, value]) => html`<div><dt>${name}</dt><dd data-fact=${name}>${value}</dd></div>`)}
      </dl>
    `;
  }

  /** Read aloud when it changes; the numbers, which change with every scan, are not in it. */
  #announcement(answer: Answer): string {
    return answer.reason === null ? HEADLINES[answer.answer] : `${HEADLINES[answer.answer]}: ${answer.reason}`;
  }
}

customElements.define("sim-verdict", VerdictElement);
