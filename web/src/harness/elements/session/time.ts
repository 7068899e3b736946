import { type TemplateResult, html, nothing } from "lit";
import { RATES, type Rate } from "../../deciding/clock.ts";
import type { ClockChange } from "../../deciding/license_server.ts";
import type { Session } from "../../session/session.ts";
import { instant, span } from "../../words/words.ts";
import { Panel } from "../panel.ts";

const DAY_MS = 86_400_000;
const JUMPS = [
  ["3 min", 180_000],
  ["24 h", DAY_MS],
  ["30 d", 30 * DAY_MS],
  ["90 d", 90 * DAY_MS],
] as const;
const RATE_NAMES: Readonly<Record<Rate, string>> = { 0: "Frozen", 1: "1×", 60: "60×", 1200: "1200×" };
const REDRAW_MS = 500;

/** The page's only clock: its time, its speed, the jumps, and the next change. */
export class TimeElement extends Panel {
  #timer: ReturnType<typeof setInterval> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#timer = setInterval(() => this.requestUpdate(), REDRAW_MS);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#timer);
  }

  protected override render(): unknown {
    const session = this.session;
    if (session === undefined) {
      return nothing;
    }
    const { clock, jumping } = session.simulation;
    const now = clock.now();
    if (session.shared.server !== null) {
      return this.#ofServer(session, now);
    }
    return html`
      <div class="time__face">
        <p class="time__now"><time>${instant(now)}</time> <span class="time__zone">UTC</span></p>
        <p class="time__state" data-moved=${clock.moved}>${stateOf(session, now)}</p>
      </div>
      <div class="segments" role="group" aria-label="How fast time goes">
        ${RATES.map((rate) => this.#rate(session, rate))}
      </div>
      <div class="time__jumps" role="group" aria-label="Move time on">
        ${jumping === null ? this.#jumps(session, now) : progressOf(session, now)}
      </div>
    `;
  }

  /** The clock of the server and of all clients that follow it, moved through the server's controls. */
  #ofServer(session: Session, now: number): TemplateResult {
    const { shared, simulation } = session;
    const { clock } = simulation;
    const off = shared.connecting || shared.description?.controls !== true;
    const due = session.status?.dueAt ?? null;
    const button = (name: string, change: ClockChange, title: string, none = false): TemplateResult =>
      html`<button type="button" class="button" ?disabled=${off || none} @click=${() => void shared.move(change, title)}>${name}</button>`;
    const rate = (one: Rate, change: ClockChange, title: string): TemplateResult => html`
      <button type="button" class="segment" aria-pressed=${clock.rate === one} ?disabled=${off} @click=${() => void shared.move(change, title)}>${RATE_NAMES[one]}</button>`;
    return html`
      <div class="time__face">
        <p class="time__now"><time>${instant(now)}</time> <span class="time__zone">UTC</span></p>
        <p class="time__state" data-moved=${clock.moved}>${stateOf(session, now)}</p>
      </div>
      <div class="segments" role="group" aria-label="How fast the server's time goes">
        ${rate(0, { frozen: true }, "The server's clock stands")} ${rate(1, { frozen: false }, "The server's clock goes on")}
      </div>
      <div class="time__jumps" role="group" aria-label="Move the server's time on">
        ${button("Next change", { advance_ms: Math.max(0, (due ?? now) - now) }, "To the next change", due === null)}
        ${JUMPS.map(([name, ms]) => button(`+${name}`, { advance_ms: ms }, `+${name} for everybody at this server`))}
        ${button("Real time", { real: true, frozen: false }, "The server is in real time again", !clock.moved)}
      </div>
      ${off && !shared.connecting ? html`<p class="time__limits">${limits(session)}</p>` : nothing}
    `;
  }

  #rate(session: Session, rate: Rate): TemplateResult {
    const { clock, jumping } = session.simulation;
    const choose = (): void => {
      if (clock.moved || rate !== 1) {
        void session.simulation.run(rate);
      }
    };
    return html`
      <button type="button" class="segment" aria-pressed=${clock.rate === rate} ?disabled=${session.phase !== "ready" || jumping !== null} @click=${choose}>
        ${RATE_NAMES[rate]}
      </button>
    `;
  }

  #jumps(session: Session, now: number): TemplateResult {
    const due = session.status?.dueAt ?? null;
    const end = endOf(session, now);
    const off = session.phase !== "ready";
    const jump = (to: number, title: string): void => void session.simulation.jump(to, title);
    return html`
      <button type="button" class="button" ?disabled=${off || due === null} @click=${() => jump(due ?? now, "To the next change")}>
        Next change
      </button>
      ${JUMPS.map(
        ([name, ms]) => html`
        <button type="button" class="button" ?disabled=${off} @click=${() => jump(session.simulation.clock.now() + ms, `+${name}`)}>+${name}</button>
      `,
      )}
      <button type="button" class="button" ?disabled=${off || end === null} @click=${() => jump(end?.at ?? now, `To the end of ${end?.what ?? ""}`)}>
        To ${end === null ? "expiry" : end.grace ? "the end of grace" : "expiry"}
      </button>
      <button type="button" class="button" ?disabled=${off || !session.simulation.clock.moved} @click=${() => void session.realTime()}>Real time</button>
    `;
  }
}

/** Why this page cannot move the server's time. */
function limits(session: Session): string {
  const { shared } = session;
  if (shared.description === null) {
    return "Its time cannot be moved while the server is not reached.";
  }
  if (shared.secretsOf(session.settings.server).token === "") {
    return "Its time is moved with the token of its controls: open the address that licensim serve prints, or type the token under Decided by.";
  }
  return "The token that this tab has is not the server's, which makes a new one at each start: open the address that it prints now.";
}

function stateOf(session: Session, now: number): string {
  const { clock } = session.simulation;
  const due = session.status?.dueAt ?? null;
  const next = due === null || due <= now ? "" : `; something changes in ${span(due - now)}`;
  const whose = session.shared.server === null ? "" : `, the clock of ${session.shared.server.name}`;
  if (!clock.moved) {
    return `Real time${next}`;
  }
  // Jumps stop the clock for a moment, so the difference is rounded to minutes.
  const exact = now - Date.now();
  const ahead = exact > 60_000 ? Math.round(exact / 60_000) * 60_000 : exact;
  return `Simulated${whose}${ahead > 1000 ? `, ${span(ahead)} ahead` : ""}${clock.rate === 0 ? ", frozen" : ""}${next}`;
}

/** The next end in the license, from the core: of an item, or of its grace. */
function endOf(
  session: Session,
  now: number,
): { readonly at: number; readonly what: string; readonly grace: boolean } | null {
  const ends = (session.status?.items ?? []).flatMap(({ id, expiresAt, worksUntil }) => [
    { at: expiresAt ?? 0, what: id, grace: false },
    { at: worksUntil ?? 0, what: `${id}'s grace`, grace: true },
  ]);
  return ends.filter(({ at }) => at > now).toSorted((a, b) => a.at - b.at)[0] ?? null;
}

function progressOf(session: Session, now: number): TemplateResult {
  const { from, to } = session.simulation.jumping ?? { from: now, to: now };
  const done = to === from ? 1 : (now - from) / (to - from);
  return html`
    <label class="progress">On the way to ${instant(to)} <progress max="1" .value=${done}></progress></label>
    <button type="button" class="button" @click=${() => session.simulation.halt()}>Stop here</button>
  `;
}

customElements.define("sim-time", TimeElement);
