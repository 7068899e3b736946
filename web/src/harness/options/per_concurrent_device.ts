import { type TemplateResult, html, nothing } from "lit";
import type { ItemStatus } from "../../client/index.ts";
import { HERE, type SimulatedClient } from "../deciding/core_simulation.ts";
import { Panel } from "../elements/panel.ts";
import { dayPicture } from "../pictures/day.ts";
import type { Session } from "../session/session.ts";
import { many, span } from "../words/words.ts";
import type { Picture } from "./picture.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const RHYTHMS = [1, 3, 10, 60] as const;
const HOURS = { "0-24": "day and night", "8-18": "8 to 18 h UTC", "18-23": "18 to 23 h UTC" } as const;

/** Per concurrent device: devices that scan at a rhythm, and the day's slots with their activity. */
export class ConcurrentElement extends Panel {
  #count = 2;
  #every: number = 3;
  #hours: keyof typeof HOURS = "0-24";
  #made = 0;
  #day: number | null = null;

  protected override render(): unknown {
    const session = this.session;
    const item = session?.status?.items.find(({ option }) => option === "per_concurrent_device");
    if (session === undefined || item === undefined) {
      return html`<p class="quiet">No item of this license is per concurrent device.</p>`;
    }
    const devices = (session.simulation.core?.status?.clients ?? []).filter(({ name }) => name !== HERE);
    return html`
      <form class="row-form" @submit=${(event: Event) => this.#submitted(event, session)}>
        <div class="field">
          <label for="device-count">Devices</label>
          <input id="device-count" type="number" min="1" max="50" step="1" required .value=${String(this.#count)}
            @change=${(event: Event) => (this.#count = (event.target as HTMLInputElement).valueAsNumber || 1)} />
        </div>
        <div class="field">
          <label for="device-every">Each scans every</label>
          <select id="device-every" @change=${(event: Event) => (this.#every = Number((event.target as HTMLSelectElement).value))}>
            ${RHYTHMS.map((minutes) => html`<option value=${minutes} ?selected=${minutes === this.#every}>${minutes} min</option>`)}
          </select>
        </div>
        <div class="field">
          <label for="device-hours">At work</label>
          <select id="device-hours" @change=${(event: Event) => (this.#hours = (event.target as HTMLSelectElement).value as keyof typeof HOURS)}>
            ${Object.entries(HOURS).map(([hours, words]) => html`<option value=${hours} ?selected=${hours === this.#hours}>${words}</option>`)}
          </select>
        </div>
        <button class="button">Add them</button>
      </form>
      ${devices.length === 0 ? html`<p class="quiet">Each slot in which a device scans counts it once. Add devices, then move time.</p>` : this.#devices(session, devices)}
      ${this.#picture(session, item)}
    `;
  }

  #devices(session: Session, devices: readonly SimulatedClient[]): TemplateResult {
    return html`
      <ul class="peers peers--short">
        ${devices.map(
          ({ name, every_ms }) => html`
          <li class="peer" data-client=${name}>
            <span class="peer__name">${name}</span>
            <span class="peer__what">${every_ms === null ? "rests" : `every ${span(every_ms)}`}</span>
            <span class="peer__acts">
              <button type="button" class="button button--small" aria-label="${every_ms === null ? "Wake" : "Stop"} ${name}"
                @click=${() => void this.#turn(session, name, every_ms === null)}>${every_ms === null ? "Wake" : "Stop"}</button>
            </span>
          </li>
        `,
        )}
      </ul>
    `;
  }

  #picture(session: Session, item: ItemStatus): TemplateResult | typeof nothing {
    const { core, clock } = session.simulation;
    const now = clock.now();
    const day = core?.status?.day ?? now - (now % DAY_MS);
    const slots = (item["slots"] ?? {}) as Readonly<Record<string, number>>;
    return html`
      ${dayPicture("device", { at: day, slots, quota: item.quota ?? 0, slot: Number(item["slot"] ?? 0) })}
      ${
        core === null
          ? nothing
          : html`
        <div class="row-form" role="group" aria-label="Day shown">
          <button type="button" class="button button--small" @click=${() => this.#show(session, day - DAY_MS)}>Day before</button>
          <button type="button" class="button button--small" ?disabled=${this.#day === null} @click=${() => this.#show(session, null)}>Today</button>
        </div>`
      }
    `;
  }

  #show(session: Session, day: number | null): void {
    this.#day = day;
    session.simulation.core?.show(day);
    void session.refresh();
  }

  #submitted(event: Event, session: Session): void {
    event.preventDefault();
    void this.#add(session, Math.min(50, Math.max(1, this.#count)));
  }

  async #add(session: Session, count: number): Promise<void> {
    const taken = new Set(session.simulation.core?.status?.clients.map(({ name }) => name));
    for (let n = 0; n < count; n += 1) {
      do {
        this.#made += 1;
      } while (taken.has(`device-${this.#made}`));
      const name = `device-${this.#made}`;
      const answer = await session.simulation.act(
        { type: "open", client: name, key: session.key, deployment: "mobile" },
        `${name} opened`,
      );
      if (answer.answer !== "refused") {
        await this.#turn(session, name, true);
      }
    }
    session.say(`${many(count, "device")} at work`);
  }

  async #turn(session: Session, name: string, awake: boolean): Promise<void> {
    const [from = 0, to = 24] = this.#hours.split("-").map(Number);
    await session.simulation.core?.rhythm(name, awake ? this.#every * MINUTE_MS : null, [from, to]);
    await session.refresh();
  }
}

customElements.define("sim-concurrent", ConcurrentElement);

export const picture: Picture = {
  heading: "Devices at the same time",
  next: "add five devices, and move time on by 24 hours.",
  draw: (session) => html`<sim-concurrent .session=${session}></sim-concurrent>`,
};
