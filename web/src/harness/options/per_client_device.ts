import { type TemplateResult, html, nothing } from "lit";
import type { ItemStatus } from "../../client/index.ts";
import { nameOf } from "../deciding/simulation.ts";
import { HERE, type SimulatedClient } from "../deciding/core_simulation.ts";
import { Panel } from "../elements/panel.ts";
import { type Said, saidText } from "../elements/said.ts";
import { seatsPicture } from "../pictures/seats.ts";
import type { Session } from "../session/session.ts";
import { instant, span } from "../words/words.ts";
import type { Picture } from "./picture.ts";

const KINDS = {
  browser: { words: "another browser here", host: null },
  private: { words: "a private window here", host: null },
  origin: { words: "this browser at another origin", host: (n: number) => `https://shop-${n}.example.com` },
} as const;
type Kind = keyof typeof KINDS;

/** Per client device: this client's seat, other clients that can be added, and the seats over time. */
export class DevicesElement extends Panel {
  #kind: Kind = "browser";
  #said: Said | null = null;
  #made = 0;

  protected override render(): unknown {
    const session = this.session;
    const item = session?.status?.items.find(({ option }) => option === "per_client_device");
    if (session === undefined || item === undefined) {
      return html`<p class="quiet">No item of this license is per client device.</p>`;
    }
    const { core, clock } = session.simulation;
    const now = clock.now();
    return html`
      ${this.#own(session, item, now)}
      <form class="row-form" @submit=${(event: Event) => this.#submitted(event, session)}>
        <div class="field">
          <label for="client-kind">One more client</label>
          <select id="client-kind" @change=${(event: Event) => (this.#kind = (event.target as HTMLSelectElement).value as Kind)}>
            ${Object.entries(KINDS).map(([kind, { words }]) => html`<option value=${kind}>${words}</option>`)}
          </select>
        </div>
        <button class="button">Add it</button>
      </form>
      ${saidText(this.#said, session)}
      ${core?.status == null ? nothing : this.#clients(session, item, core.status.clients, now)}
      ${
        core?.status == null
          ? nothing
          : seatsPicture("Seats", {
              samples: core.status.seats[item.id] ?? [],
              now,
              quota: item.quota ?? 0,
              cap: item.cap ?? item.quota ?? 0,
            })
      }
    `;
  }

  #own(session: Session, item: ItemStatus, now: number): TemplateResult {
    const here = session.simulation.core?.status?.clients.find(({ name }) => name === HERE);
    const until = here === undefined ? item.seatUntil : (here.seats[item.id] ?? null);
    if (until === null || until <= now) {
      return html`<p class="own" data-seat="none">This browser has no seat.</p>`;
    }
    return html`
      <p class="own" data-seat="taken">This browser has a seat for <b class="own__left">${span(until - now)}</b>, until ${instant(until)} UTC; each use prolongs it.</p>
    `;
  }

  #clients(
    session: Session,
    item: ItemStatus,
    clients: readonly SimulatedClient[],
    now: number,
  ): TemplateResult {
    return html`
      <ul class="peers">
        ${clients.filter(({ key }) => key === session.key).map((client) => this.#client(session, item, client, now))}
      </ul>
    `;
  }

  #client(session: Session, item: ItemStatus, client: SimulatedClient, now: number): TemplateResult {
    const until = client.seats[item.id];
    const seat = until === undefined || until <= now ? "no seat" : `seat for ${span(until - now)}`;
    const mine = client.name === HERE;
    return html`
      <li class="peer" data-client=${client.name} data-seat=${until === undefined ? "none" : "taken"}>
        <span class="peer__name">${nameOf(client.name)}</span>
        <span class="peer__what">${client.origin === null ? client.deployment : breakable(client.origin)}</span>
        <span class="peer__state">${seat}</span>
        <span class="peer__acts">
          ${mine ? nothing : html`<button type="button" class="button button--small" aria-label="Use ${client.name}" @click=${() => void this.#use(session, client)}>Use</button>`}
          <button type="button" class="button button--small" aria-label="Forget ${nameOf(client.name)}"
            @click=${() => void (mine ? session.forget() : this.#forget(session, client))}>Forget</button>
        </span>
      </li>
    `;
  }

  #submitted(event: Event, session: Session): void {
    event.preventDefault();
    void this.#add(session);
  }

  async #add(session: Session): Promise<void> {
    const kind = KINDS[this.#kind];
    const count = this.#nextNumber(session);
    const name = `${this.#kind}-${count}`;
    const origin = kind.host === null ? (session.identity?.origin ?? location.origin) : kind.host(count);
    const answer = await session.simulation.act(
      { type: "open", client: name, key: session.key, deployment: "browser", origin },
      `${name} opened`,
    );
    this.#tell(name, answer);
  }

  /** A number is used only once, even if its client is gone. */
  #nextNumber(session: Session): number {
    const taken = new Set(session.simulation.core?.status?.clients.map(({ name }) => name));
    do {
      this.#made += 1;
    } while (taken.has(`${this.#kind}-${this.#made}`));
    return this.#made;
  }

  async #use(session: Session, { name }: SimulatedClient): Promise<void> {
    const codes = [{ format: "QRCode", text: `${name} ${session.simulation.clock.now()}` }];
    this.#tell(name, await session.simulation.act({ type: "image", client: name, codes }, `${name} scanned`));
  }

  async #forget(session: Session, { name }: SimulatedClient): Promise<void> {
    this.#tell(
      name,
      await session.simulation.act({ type: "clear_storage", client: name }, `${name} was forgotten`),
    );
  }

  #tell(who: string, answer: Said["answer"]): void {
    this.#said = { who, answer };
    this.requestUpdate();
  }
}

/** An origin that breaks at its host or before a dot, if its line is too short. */
function breakable(origin: string): TemplateResult[] {
  return origin.split(/(?<=\/\/)|(?=\.)/).map((part) => html`${part}<wbr />`);
}

customElements.define("sim-devices", DevicesElement);

export const picture: Picture = {
  heading: "Devices and their seats",
  next: "add browsers until one is refused, then move time on by 90 days.",
  draw: (session) => html`<sim-devices .session=${session}></sim-devices>`,
};
