/** The newest answer to an event of a panel, shown in that panel. */

import { type TemplateResult, html, nothing } from "lit";
import type { Answer } from "../../client/index.ts";
import type { Session } from "../session/session.ts";
import { headlineOf } from "../words/words.ts";

export interface Said {
  readonly who: string;
  readonly answer: Answer;
}

/** The client, its answer, and why; nothing before the first answer. */
export function saidText(said: Said | null, session: Session): TemplateResult | typeof nothing {
  if (said === null) {
    return nothing;
  }
  const { who, answer } = said;
  const because = session.words(answer)?.text ?? session.explanation(answer.reason)?.text ?? "";
  const rule = session.explanation(answer.rule)?.title ?? answer.rule;
  return html`
    <p class="said" data-answer=${answer.answer} data-number=${answer.number ?? ""} aria-live="polite">
      <b>${who}: ${headlineOf(answer).toLowerCase()}</b>${answer.number === null ? "" : ` (${answer.number})`}. ${because}
      <span class="said__rule">${rule}</span>
    </p>
  `;
}
