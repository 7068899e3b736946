import { type TemplateResult, html, nothing } from "lit";
import type { ItemStatus } from "../../../client/index.ts";
import type { Cast, CastStatus } from "../../deciding/cast.ts";
import { dayPicture } from "../../pictures/day.ts";
import { seatsPicture } from "../../pictures/seats.ts";
import { sharesPicture } from "../../pictures/shares.ts";
import type { Session } from "../../session/session.ts";
import { faultsOf } from "../../words/license_faults.ts";
import { many, whole } from "../../words/words.ts";
import { Panel } from "../panel.ts";

const HOUR_MS = 3_600_000;
const HOURS = {
  day: { words: "every day, 8 to 20 h", from: 8, to: 20, week: 7 },
  week: { words: "Monday to Friday, 8 to 18 h", from: 8, to: 18, week: 5 },
  always: { words: "day and night", from: 0, to: 24, week: 7 },
} as const;
type Hours = keyof typeof HOURS;
const FIELDS = {
  devices: { label: "Devices", most: 10_000 },
  days: { label: "Days", most: 366 },
  scans: { label: "Scans of each a day", most: 1000 },
  places: { label: "Origins or machines", most: 1000 },
} as const;
type FieldName = keyof typeof FIELDS;

/** Many devices at work over days under this license: their form, how far they are, and what happened. */
export class CastElement extends Panel {
  readonly #numbers: Record<FieldName, number> = { devices: 100, days: 7, scans: 5, places: 3 };
  #hours: Hours = "day";
  #fault = "";

  protected override render(): unknown {
    const session = this.session;
    if (session === undefined) {
      return nothing;
    }
    if (session.shared.server !== null) {
      return html`<p class="quiet">Simulated devices work where this page decides.</p>`;
    }
    const { phase, status } = session.cast;
    return html`
      <form class="row-form" @submit=${(event: Event) => this.#submitted(event, session)}>
        ${Object.keys(FIELDS).map((name) => this.#number(name as FieldName))}
        <div class="field">
          <label for="cast-hours">At work, UTC</label>
          <select id="cast-hours" @change=${(event: Event) => (this.#hours = (event.target as HTMLSelectElement).value as Hours)}>
            ${Object.entries(HOURS).map(([name, { words }]) => html`<option value=${name} ?selected=${name === this.#hours}>${words}</option>`)}
          </select>
        </div>
        <button class="button button--strong" ?disabled=${session.phase !== "ready" || phase === "works"}>Let them work</button>
        ${phase === "stopped" || phase === "done" ? html`<button type="button" class="button" @click=${() => session.cast.end()}>Back to mine</button>` : nothing}
      </form>
      <p class="quiet cast__note">They work under a copy of this license, and nothing of it is counted in your own session.</p>
      <div class="cast__found">
        <div class="cast__what">
          ${phase === "works" ? progressOf(session, status) : nothing}
          <div role="status" class="cast__said">${this.#fault === "" ? nothing : html`<p>${this.#fault}</p>`}${phase === "works" ? nothing : sentencesOf(status)}</div>
          ${status === null ? nothing : sharesPicture(status.noun, status.uses)}
        </div>
        ${status === null ? nothing : this.#pictures(session, status)}
      </div>
    `;
  }

  #number(name: FieldName): TemplateResult {
    const { label, most } = FIELDS[name];
    return html`
      <div class="field">
        <label for="cast-${name}">${label}</label>
        <input id="cast-${name}" type="number" min="1" max=${most} step="1" required .value=${String(this.#numbers[name])}
          @change=${(event: Event) => (this.#numbers[name] = (event.target as HTMLInputElement).valueAsNumber)} />
      </div>
    `;
  }

  #submitted(event: Event, session: Session): void {
    event.preventDefault();
    void this.#begin(session);
  }

  async #begin(session: Session): Promise<void> {
    const { from, to, week } = HOURS[this.#hours];
    const cast: Cast = { ...this.#numbers, from_ms: from * HOUR_MS, to_ms: to * HOUR_MS, week };
    this.#fault = "";
    try {
      await session.cast.begin(cast);
    } catch (error) {
      session.cast.end();
      this.#fault = wordsOf(error);
    }
    this.requestUpdate();
  }

  #pictures(session: Session, status: CastStatus): TemplateResult {
    const days = status.items.filter((item) => item["slots"] !== undefined);
    return html`
      <div class="cast__what">
        ${status.items.map((item) => overTime(item, status))} ${days.map((item) => this.#day(session, item, status))}
      </div>
    `;
  }

  #day(session: Session, item: ItemStatus, { days, day, slot }: CastStatus): TemplateResult {
    const slots = item["slots"] as Readonly<Record<string, number>>;
    const place = days.indexOf(day);
    const show = (to: number | undefined): void => void session.cast.show(to ?? day);
    return html`
      <div>
        ${dayPicture("device", { at: day, slots, quota: item.quota ?? 0, slot })}
        <div class="row-form" role="group" aria-label="Day of work shown">
          <button type="button" class="button button--small" ?disabled=${place <= 0} @click=${() => show(days[place - 1])}>Day before</button>
          <button type="button" class="button button--small" ?disabled=${place === days.length - 1} @click=${() => show(days[place + 1])}>Next day</button>
        </div>
      </div>
    `;
  }
}

function sentencesOf(status: CastStatus | null): readonly TemplateResult[] {
  return (status?.sentences ?? []).map((sentence) => html`<p>${sentence}</p>`);
}

function progressOf(session: Session, status: CastStatus | null): TemplateResult {
  const { events, of } = status ?? { events: 0, of: 1 };
  const words = status === null ? "They begin" : `${whole(events)} of ${many(of, "event")}`;
  return html`
    <p class="progress"><label>${words} <progress max="1" .value=${events / of}></progress></label>
    <button type="button" class="button button--small" @click=${() => session.cast.stop()}>Stop</button></p>
  `;
}

/** What an item has recorded over time: seats that are taken, or what is used; nothing for other items. */
function overTime(item: ItemStatus, { samples, t }: CastStatus): TemplateResult | typeof nothing {
  const { seats, used, quota } = item;
  if (seats === undefined && used === undefined) {
    return nothing;
  }
  const what = seats === undefined ? "Used" : "Seats";
  const limit = quota ?? 0;
  return seatsPicture(what, {
    samples: samples[item.id] ?? [],
    now: t,
    quota: limit,
    cap: item.cap ?? limit,
  });
}

function wordsOf(error: unknown): string {
  const faults = faultsOf(error) ?? [];
  const message = error instanceof Error ? error.message : String(error);
  return faults.length === 0
    ? message
    : faults.map(({ path, what }) => `The ${path.replace(".", "'s ")} ${what}.`).join(" ");
}

customElements.define("sim-cast", CastElement);
