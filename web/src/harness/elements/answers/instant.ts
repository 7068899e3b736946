import { type TemplateResult, html, nothing } from "lit";
import type { ItemStatus } from "../../../client/index.ts";
import type { Instant } from "../../sharing/instants.ts";
import type { Session } from "../../session/session.ts";
import { unsentOf } from "../../deciding/shared.ts";
import type { LogEntry } from "../../words/log.ts";
import { readingOf } from "../../words/reading.ts";
import { clock, duration, headlineOf, instant, many, optionTitle, whole } from "../../words/words.ts";
import { Panel } from "../panel.ts";

/** What was known right after the selected event: the answer, every item, and this browser. */
export class InstantElement extends Panel {
  protected override render(): unknown {
    const session = this.session;
    const entry = session?.selected ?? null;
    if (session === undefined || entry === null) {
      return nothing;
    }
    const known = session.after(entry);
    return html`
      <div class="instant" role="group" aria-label="What was known then">
        <p class="instant__head">
          <b>At ${clock(entry.at)}</b> <span class="instant__answer">${answerOf(entry)}</span>
          <button type="button" class="link" @click=${() => session.select(null)}>Back to the present</button>
        </p>
        ${known === null ? html`<p class="quiet">The state of that instant was not recorded.</p>` : this.#known(session, known)}
      </div>
    `;
  }

  #known(session: Session, known: Instant): TemplateResult {
    const { status } = known;
    return html`
      <dl class="instant__facts">
        ${status.items.map((item) => html`<div data-item=${item.id}><dt>${item.id}</dt><dd>${itemWords(item)}</dd></div>`)}
        ${status.items.length === 0 ? html`<div><dt>Items</dt><dd>none was in force for this client</dd></div>` : nothing}
        <div><dt>This browser</dt><dd data-client>${clientWords(known, session)}</dd></div>
      </dl>
    `;
  }
}

function answerOf({ answer, rule, number, title }: LogEntry): string {
  if (answer === null) {
    return title;
  }
  return `${headlineOf({ answer, rule })}${number === null ? "" : ` (${number})`}`;
}

/** "per barcode scan: 12 of 1,000 scans; in force to 2027-11-29 00:00 UTC". */
function itemWords(item: ItemStatus): string {
  const reading = readingOf(item);
  const use = reading === null ? "no limit" : `${whole(reading.value)} ${reading.of}`;
  const ends = item.expiresAt === null ? "" : `; to ${instant(item.expiresAt)} UTC`;
  const next =
    item.answer === "ok"
      ? ""
      : `; the next use: ${item.answer}${item.reason === null ? "" : `, ${item.reason}`}`;
  return `${optionTitle(item.option)}: ${use}${next}${ends}`;
}

/** What the client itself had: its local license, usage that was not sent, and what was wrong with it. */
function clientWords({ status, simulated }: Instant, { simulation }: Session): string {
  const here = simulated?.here;
  const at = simulated?.t ?? simulation.clock.now();
  const license = status.client?.license ?? here?.license ?? [];
  const held = license.map(({ item, until }) => `${item} to ${instant(until)} UTC`);
  const unsent = here?.unsent ?? unsentOf(status);
  const said = [
    held.length === 0 ? "no local license" : `local license for ${held.join(", ")}`,
    unsent === 0 ? "" : `${many(unsent, "use")} not reported yet`,
    simulated?.reachable === false ? "server unreachable" : "",
    (here?.behind_ms ?? 0) > 0 ? `clock ${duration(here?.behind_ms ?? 0)} behind` : "",
    here?.full === true ? "storage full" : "",
    status.dueAt === null || status.dueAt <= at ? "" : `next change at ${instant(status.dueAt)} UTC`,
  ];
  return said.filter((one) => one !== "").join("; ");
}

customElements.define("sim-instant", InstantElement);
