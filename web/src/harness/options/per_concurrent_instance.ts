import { type TemplateResult, html, nothing } from "lit";
import type { ItemStatus } from "../../client/index.ts";
import { SLOT_MS } from "../../facts/core.ts";
import type { SimulatedClient } from "../deciding/core_simulation.ts";
import { Panel } from "../elements/panel.ts";
import { type Said, saidText } from "../elements/said.ts";
import { dayPicture } from "../pictures/day.ts";
import type { Session } from "../session/session.ts";
import type { Picture } from "./picture.ts";

const DAY_MS = 86_400_000;

/** Per concurrent instance: servers that ask for X and create instances, and the slots in which X is recorded. */
export class InstancesElement extends Panel {
  #asks = 4;
  #said: Said | null = null;
  #working = "";

  protected override render(): unknown {
    const session = this.session;
    const item = session?.status?.items.find(({ option }) => option === "per_concurrent_instance");
    if (session === undefined || item === undefined) {
      return html`<p class="quiet">No item of this license is per concurrent instance.</p>`;
    }
    const servers = serversOf(session);
    return html`
      <p class="own">Only servers can use this license: this page is a browser. A server asks for some instances, and creates up to so many.</p>
      <form class="row-form" @submit=${(event: Event) => this.#submitted(event, session, servers.length)}>
        <div class="field">
          <label for="instances-ask">Instances to ask for</label>
          <input id="instances-ask" type="number" min="1" max=${Number.MAX_SAFE_INTEGER} step="1" required .value=${String(this.#asks)}
            @change=${(event: Event) => this.#change(event.target as HTMLInputElement)} />
        </div>
        <button class="button">New server asks</button>
        <button type="button" class="button" ?disabled=${this.#working !== ""} @click=${() => void this.#example(session)}>Ten servers, 112 slots</button>
      </form>
      ${this.#working === "" ? nothing : html`<p class="quiet" aria-live="polite">${this.#working}</p>`}
      ${saidText(this.#said, session)}
      ${servers.length === 0 ? nothing : html`<ul class="peers">${servers.map((server) => this.#server(session, server))}</ul>`}
      ${this.#picture(session, item)}
    `;
  }

  #server(session: Session, server: SimulatedClient): TemplateResult {
    const { name, asked, alive, idle } = server;
    const act = (
      label: string,
      event: Readonly<Record<string, unknown>> & { type: string },
      title: string,
    ): TemplateResult => html`
      <button type="button" class="button button--small" aria-label="${label}, ${name}" @click=${() => void this.#act(session, name, event, title)}>${label}</button>`;
    return html`
      <li class="peer" data-client=${name}>
        <span class="peer__name">${name}</span>
        <span class="peer__what">asked for ${asked}, ${alive} alive</span>
        <span class="peer__state" data-idle=${idle}>${idle < 0 ? "must be renewed" : `${idle} idle`}</span>
        <span class="peer__acts">
          ${act("Create", { type: "instance", op: "create" }, `${name} creates an instance`)}
          ${act("Destroy", { type: "instance", op: "destroy" }, `${name} destroys an instance`)}
          ${act(`Ask ${this.#asks}`, { type: "instances", ask: this.#asks }, `${name} asks for ${this.#asks}`)}
        </span>
      </li>
    `;
  }

  #picture(session: Session, item: ItemStatus): TemplateResult {
    const { core, clock } = session.simulation;
    const now = clock.now();
    const at = core?.status?.day ?? now - (now % DAY_MS);
    const slots = (item["slots"] ?? {}) as Readonly<Record<string, number>>;
    return dayPicture("instance", { at, slots, quota: item.quota ?? 0, slot: Number(item["slot"] ?? 0) });
  }

  /** Change X; an invalid number changes nothing. */
  #change(field: HTMLInputElement): void {
    if (!field.reportValidity()) {
      return;
    }
    this.#asks = field.valueAsNumber;
    this.requestUpdate();
  }

  #submitted(event: Event, session: Session, count: number): void {
    event.preventDefault();
    void this.#open(session, `server-${count + 1}`, this.#asks);
  }

  async #open(session: Session, name: string, asks: number): Promise<void> {
    const opening = { type: "open", client: name, key: session.key, deployment: "server", server_id: name };
    const opened = await session.simulation.act(opening, `${name} opened`);
    if (opened.answer === "refused") {
      return this.#tell(name, opened);
    }
    await this.#act(session, name, { type: "instances", ask: asks }, `${name} asks for ${asks}`);
  }

  async #act(
    session: Session,
    client: string,
    event: Readonly<Record<string, unknown>> & { type: string },
    title: string,
  ): Promise<void> {
    this.#tell(client, await session.simulation.act({ ...event, client }, title));
  }

  /** The worked example of the license page: N = 10, ten servers with X = 10, all active from the next slot on. */
  async #example(session: Session): Promise<void> {
    this.#working = "Starting over with ten servers.";
    try {
      await session.reset();
      await session.set({ option: "per_concurrent_instance", fields: { quota: 10, allowance: null } });
      await session.simulation.run(0);
      const { clock } = session.simulation;
      // The whole example is within one day, so that one picture shows it.
      const first = Math.ceil(clock.now() / DAY_MS) * DAY_MS;
      await session.simulation.jump(first, "To the next day");
      for (let n = 1; n <= 10; n += 1) {
        await this.#open(session, `server-${n}`, 10);
      }
      for (let n = 1; n <= 10; n += 1) {
        await session.simulation.core?.rhythm(`server-${n}`, SLOT_MS);
      }
      this.#working = "112 slots with ten servers, then one more.";
      await session.simulation.jump(
        first + 112 * SLOT_MS + 1000,
        "112 slots, and the first second of one more",
      );
    } finally {
      this.#working = "";
      this.requestUpdate();
    }
  }

  #tell(who: string, answer: Said["answer"]): void {
    this.#said = { who, answer };
    this.requestUpdate();
  }
}

function serversOf(session: Session): readonly SimulatedClient[] {
  return (session.simulation.core?.status?.clients ?? []).filter(({ deployment }) => deployment === "server");
}

customElements.define("sim-instances", InstancesElement);

export const picture: Picture = {
  heading: "Instances at the same time",
  next: "press “Ten servers, 112 slots”: the vendor's own example, played.",
  draw: (session) => html`<sim-instances .session=${session}></sim-instances>`,
};
