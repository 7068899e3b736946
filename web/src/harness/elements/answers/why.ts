import { type TemplateResult, html, nothing, svg } from "lit";
import { type LogEntry, type Fate, type Mark, isPlain } from "../../words/log.ts";
import { FATES, clock, duration, headlineOf, many, short } from "../../words/words.ts";
import { topicOf } from "../../words/topics.ts";
import { Panel } from "../panel.ts";

/** At most this many codes of a picture are explained one by one. */
const MOST_CODES = 12;

/**
 * Explains one event: the result for each code, the earlier sighting and the gap, and the rule that decided.
 */
export class WhyElement extends Panel {
  protected override render(): unknown {
    const session = this.session;
    const entry = session?.selected ?? session?.log.rows(false).findLast(explains);
    if (session === undefined || entry === undefined) {
      return html`<p class="why__empty">The newest event is explained here; choose another in the log.</p>`;
    }
    return html`
      <p class="why__head">
        <span class="why__time">${clock(entry.at)}</span>
        ${
          session.selected === null
            ? html`<span class="why__follows">newest event</span>`
            : html`<button type="button" class="link" @click=${() => session.select(null)}>back to the newest</button>`
        }
      </p>
      <div class="why__body" tabindex="0" role="group" aria-label="Explanation">
      <p class="why__answer" data-answer=${entry.answer ?? "none"}>${headline(entry)}</p>
      ${this.#words(entry)}
      ${entry.marks.length === 0 ? nothing : html`<ul class="why__codes">${entry.marks.slice(0, MOST_CODES).map((mark) => this.#mark(mark, entry))}</ul>`}
      ${entry.marks.length > MOST_CODES ? html`<p>And ${many(entry.marks.length - MOST_CODES, "code")} more.</p>` : nothing}
      ${entry.by === "" ? nothing : html`<p data-by>Answered by ${entry.by}.</p>`}
      ${entry.lateMs > 0 ? html`<p>The frame came ${duration(entry.lateMs)} late and was decided at the time of the one before it.</p>` : nothing}
      ${entry.warnings.map((warning) => html`<p class="why__warning">${warning}</p>`)}
      ${[entry.reason, entry.rule].map((what) => this.#rule(what, true))}
      ${rulesOf(entry).map((rule) => this.#rule(rule, false))}
      </div>
    `;
  }

  /** The answer in the core's words, with its own figures. */
  #words(entry: LogEntry): TemplateResult | typeof nothing {
    const answer = this.session?.log.answerOf(entry) ?? null;
    const said = answer === null ? null : this.session?.words(answer);
    return said == null ? nothing : html`<p class="why__words">${said.title}. ${said.text}</p>`;
  }

  #mark(mark: Mark, entry: LogEntry): TemplateResult {
    return html`
      <li class="why__code" data-fate=${mark.fate}>
        <p><span class="why__fate">${FATES[mark.fate]}</span> <span class="why__format">${mark.format}</span> <code>${short(mark.text, 60)}</code></p>
        <p class="why__because">${because(mark, entry)}</p>
        ${mark.gapMs === null || mark.fate === "filtered" || mark.fate === "refused" ? nothing : gapPicture(mark.gapMs, entry.forgetMs)}
      </li>
    `;
  }

  #rule(what: string | null, open: boolean): TemplateResult | typeof nothing {
    const said = this.session?.explanation(what);
    if (what === null || said == null) {
      return nothing;
    }
    return html`
      <details class="why__rule" ?open=${open}>
        <summary>${said.title}</summary>
        ${said.text.split("\n\n").map((paragraph) => html`<p>${paragraph}</p>`)}
        <p class="why__source">${said.source === "" ? nothing : html`Source: ${said.source}. `}<a class="link" href=${topicOf(what)}>Its own page</a></p>
      </details>
    `;
  }
}

/**
 * Whether there is something to explain: accepted scanner settings must not hide an answer about the license.
 */
function explains(entry: LogEntry): boolean {
  return entry.answer !== null && (!isPlain(entry) || entry.warnings.length > 0);
}

/** The rules behind each result for a code; the core has their texts. */
const RULES: Record<Fate, string> = {
  counted: "SCAN-3",
  duplicate: "SCAN-3",
  untrusted: "SCAN-8",
  filtered: "SCAN-7",
  refused: "ITEM-7",
};

function rulesOf(entry: LogEntry): string[] {
  const rules = new Set(
    entry.marks.map(({ fate }) => (entry.kind === "image" && fate === "counted" ? "SCAN-6" : RULES[fate])),
  );
  if (entry.marks.some(({ fate }) => fate === "duplicate")) {
    rules.add("SCAN-4");
  }
  return [...rules].filter((rule) => rule !== entry.rule);
}

function headline(entry: LogEntry): string {
  if (entry.answer === null || isPlain(entry)) {
    return entry.title;
  }
  const counted =
    entry.counted === null ? "" : entry.counted === 0 ? ", nothing counted" : `, ${entry.counted} counted`;
  const subject =
    entry.marks.length > 0 && entry.kind !== "image" ? "" : entry.title === "" ? "" : `${entry.title}: `;
  const answer = headlineOf({ answer: entry.answer, rule: entry.rule });
  return `${subject}${subject === "" ? answer : answer.toLowerCase()}${counted}`;
}

function because(mark: Mark, entry: LogEntry): string {
  const window = duration(entry.forgetMs);
  switch (mark.fate) {
    case "counted":
      if (entry.kind === "image") {
        return "A still image stands alone: nothing is remembered.";
      }
      if (mark.gapMs === null) {
        return "Seen for the first time by this scanner.";
      }
      return `Seen ${duration(mark.gapMs)} before: more than the window of ${window}.`;
    case "duplicate":
      return `Seen ${duration(mark.gapMs ?? 0)} before: within the window of ${window}. It stays a duplicate for ${duration(mark.leftMs ?? 0)}.`;
    case "untrusted":
      return "A 1D code that was not in enough frames yet: neither counted nor remembered.";
    case "filtered":
      return "A filter removed it: it counts nothing and restarts nothing.";
    case "refused":
      return "The event was refused: nothing was counted, nothing remembered.";
  }
}

/** The gap since the earlier sighting and the window, drawn to scale; the words above say the same. */
function gapPicture(gapMs: number, forgetMs: number): TemplateResult {
  const most = Math.max(forgetMs * 1.5, Math.min(gapMs, forgetMs * 3), 1);
  const percent = (ms: number): number => 2 + (Math.min(ms, most) / most) * 96;
  return html`
    <svg class="gap" width="100%" height="22" aria-hidden="true">
      ${svg`
        <rect class="gap__window" x="2%" y="7" width="${percent(forgetMs) - 2}%" height="8"></rect>
        <line class="gap__line" x1="2%" x2="${percent(gapMs)}%" y1="11" y2="11"></line>
        <circle class="gap__then" cx="2%" cy="11" r="4"></circle>
        <circle class="gap__now" cx="${percent(gapMs)}%" cy="11" r="5"></circle>
      `}
    </svg>
  `;
}

customElements.define("sim-why", WhyElement);
