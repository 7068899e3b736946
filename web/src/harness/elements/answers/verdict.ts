import { type TemplateResult, html, nothing } from "lit";
import type { Answer } from "../../../client/index.ts";
import { topicOf } from "../../words/topics.ts";
import { Panel } from "../panel.ts";
import { type TermName, term } from "../term.ts";
import type { Session } from "../../session/session.ts";
import { unsentOf } from "../../deciding/shared.ts";
import { isOfStorage } from "../../words/license_faults.ts";
import { standingOf } from "../../words/standing.ts";
import { headlineOf, instant, many, numberText, whole } from "../../words/words.ts";
import { HERE } from "../../deciding/core_simulation.ts";
import "../client/empty_storage.ts";

/** The current answer in words: licensed or not, and why. */
export class VerdictElement extends Panel {
  #said = { of: "", text: "" };

  protected override render(): unknown {
    const session = this.session;
    if (session === undefined || session.phase === "booting") {
      return this.#booting();
    }
    if (session.phase === "failed") {
      return this.#failed(session.error);
    }
    if (session.unstored !== null) {
      return this.#unstored(session.unstored);
    }
    const answer = session.answer;
    if (answer === null) {
      return this.#connecting(session.shared.server?.name ?? "this page");
    }
    this.dataset["answer"] = answer.answer;
    return html`
      <p class="verdict__headline"><span class="verdict__glyph" aria-hidden="true"></span>${headlineOf(answer)}</p>
      <p class="verdict__sentence">${this.#sentence(answer)}${this.#unreported()}</p>
      ${session.answered === HERE ? nothing : this.#own()}
      ${this.#facts(answer)} ${realTime(session)}
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

  /** Shown while a license is opened: the answers before were those of another license. */
  #connecting(to: string): TemplateResult {
    this.dataset["answer"] = "booting";
    return html`
      <p class="verdict__headline"><span class="verdict__glyph" aria-hidden="true"></span>Connecting</p>
      <p class="verdict__sentence verdict__sentence--said">${to} is asked.</p>
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
      ${isOfStorage(error) ? html`<sim-empty-storage></sim-empty-storage>` : nothing}
    `;
  }

  /** The newest event could not be stored, so it did not happen. */
  #unstored({ reason, message }: { readonly reason: string; readonly message: string }): TemplateResult {
    this.dataset["answer"] = "failed";
    return html`
      <p class="verdict__headline"><span class="verdict__glyph" aria-hidden="true"></span>Not counted</p>
      <p class="verdict__sentence verdict__sentence--said">${message}</p>
      <dl class="facts"><div><dt>reason</dt><dd data-fact="reason">${reason}</dd></div></dl>
      <p class="visually-hidden" aria-live="polite">Not counted: ${reason}</p>
    `;
  }

  /** Why, in the core's plain words; until they arrive, the words of the same answer with other figures. */
  #sentence(answer: Answer): string {
    const to = this.session?.answered ?? HERE;
    const of = [answer.answer, answer.reason, answer.item, to].join("\n");
    const words = this.session?.words(answer);
    if (words != null) {
      this.#said = { of, text: words.plain ?? words.text };
    } else if (this.#said.of !== of) {
      this.#said = { of, text: this.session?.explanation(answer.reason)?.text ?? "" };
    }
    return `${to === HERE ? "" : `${to}: `}${this.#said.text}`;
  }

  /** This page's own state, if another client got the newest answer. */
  #own(): TemplateResult | typeof nothing {
    const own = standingOf(this.session?.status ?? null);
    if (own === null) {
      return nothing;
    }
    return html`<p class="verdict__own">This browser: ${headlineOf(own).toLowerCase()}${own.number === null ? "" : ` (${own.number})`}</p>`;
  }

  #facts(answer: Answer): TemplateResult {
    const by = this.#by();
    const facts: readonly (readonly [TermName, string | number | null])[] = [
      ["reason", answer.reason],
      ["number", answer.number],
      ["rule", answer.rule],
      ["item", answer.item],
    ];
    return html`
      <details class="exact">
        <summary>${answer.number === null ? "By which rule" : `By which rule: ${numberText(answer.answer, answer.number)}`}</summary>
        <dl class="facts">
          ${facts.map(([name, value]) => (value === null ? nothing : html`<div><dt>${term(name, name)}</dt><dd data-fact=${name}>${name === "item" ? value : html`<a href=${topicOf(value)}>${value}</a>`}</dd></div>`))}
          ${by === null ? nothing : html`<div><dt>answered by</dt><dd data-fact="answered-by">${by}</dd></div>`}
        </dl>
      </details>
    `;
  }

  /** The usage that the server's numbers do not include yet. */
  #unreported(): string {
    const { shared, status = null } = this.session ?? {};
    const unsent = shared?.server == null ? 0 : unsentOf(status);
    return unsent === 0
      ? ""
      : ` ${many(unsent, "use")} of this browser ${unsent === 1 ? "is" : "are"} not reported yet.`;
  }

  /** What gave the answer; null if only this page can. */
  #by(): string | null {
    const { shared, settings } = this.session ?? {};
    return shared?.server == null || settings === undefined ? null : shared.inWords(shared.by, settings);
  }

  /** Text for screen readers, without the numbers, which change with every scan. */
  #announcement(answer: Answer): string {
    return answer.reason === null ? headlineOf(answer) : `${headlineOf(answer)}: ${answer.reason}`;
  }
}

/** The way back, once the visitor has moved the page's time. */
function realTime(session: Session): TemplateResult | typeof nothing {
  const { clock, jumping } = session.simulation;
  if (session.shared.server !== null || !clock.moved) {
    return nothing;
  }
  return html`
    <p class="verdict__time">
      Simulated time: ${instant(clock.now())} UTC.
      <button type="button" class="link" ?disabled=${jumping !== null} @click=${() => void session.realTime()}>Back to now</button>
    </p>
  `;
}

customElements.define("sim-verdict", VerdictElement);
