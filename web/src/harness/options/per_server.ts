import { type TemplateResult, html, nothing } from "lit";
import type { ItemStatus } from "../../client/index.ts";
import type { SimulatedClient } from "../deciding/core_simulation.ts";
import { Panel } from "../elements/panel.ts";
import { type Said, saidText } from "../elements/said.ts";
import { seatsPicture } from "../pictures/seats.ts";
import type { Session } from "../session/session.ts";
import type { Picture } from "./picture.ts";

/** The uses of a machine, in the words of SRV-1; the core decides whether they make it a server. */
const SERVES = {
  web: "it is a web server that sends the scanner to browsers",
  service: "it scans as a service for other machines or programs",
  users: "several people operate it from other machines",
  kiosk: "it is a kiosk or scan station for several people",
  one: "one person uses it",
} as const;
const KINDS = {
  server: "server program",
  browser: "web page from this host",
  desktop: "desktop program",
  mobile: "phone app",
  embedded: "embedded device",
} as const;
type Kind = keyof typeof KINDS;

/** Per server: which machines serve, why each one is a server or is not, and the seats that they take. */
export class ServersElement extends Panel {
  #kind: Kind = "server";
  #serves: keyof typeof SERVES = "service";
  #said: Said | null = null;
  #name = "server-1";

  protected override render(): unknown {
    const session = this.session;
    const item = session?.status?.items.find(({ option }) => option === "per_server");
    if (session === undefined || item === undefined) {
      return html`<p class="quiet">No item of this license is per server.</p>`;
    }
    const { core, clock } = session.simulation;
    return html`
      <form class="machine" @submit=${(event: Event) => this.#submitted(event, session)}>
        <div class="field">
          <label for="machine-name">Machine</label>
          <input id="machine-name" type="text" required maxlength="60" spellcheck="false" autocomplete="off" .value=${this.#name}
            @input=${(event: Event) => (this.#name = (event.target as HTMLInputElement).value)} />
        </div>
        <div class="field">
          <label for="machine-kind">Runs a</label>
          <select id="machine-kind" @change=${(event: Event) => (this.#kind = (event.target as HTMLSelectElement).value as Kind)}>
            ${Object.entries(KINDS).map(([kind, words]) => html`<option value=${kind} ?selected=${kind === this.#kind}>${words}</option>`)}
          </select>
        </div>
        <fieldset class="choices">
          <legend>What it does</legend>
          ${Object.entries(SERVES).map(
            ([serves, words]) => html`
            <label class="choice"><input type="radio" name="serves" value=${serves} .checked=${serves === this.#serves}
              @change=${() => (this.#serves = serves as keyof typeof SERVES)} /> ${words}</label>
          `,
          )}
        </fieldset>
        <button class="button">Start it</button>
      </form>
      ${saidText(this.#said, session)}
      ${core?.status == null ? nothing : this.#machines(session, item, core.status.clients)}
      ${
        core?.status == null
          ? nothing
          : seatsPicture("Servers", {
              samples: core.status.seats[item.id] ?? [],
              now: clock.now(),
              quota: item.quota ?? 0,
              cap: item.cap ?? item.quota ?? 0,
            })
      }
    `;
  }

  #machines(session: Session, item: ItemStatus, clients: readonly SimulatedClient[]): TemplateResult {
    return html`
      <ul class="peers">
        ${machinesOf(clients).map(
          (client) => html`
          <li class="peer" data-client=${client.name} data-seat=${client.seats[item.id] === undefined ? "none" : "taken"}>
            <span class="peer__name">${client.server.replace(/^(server_id|host):/, "")}</span>
            <span class="peer__what">${client.deployment}, ${client.serves}</span>
            <span class="peer__state">${client.seats[item.id] === undefined ? "no seat" : "seat"}</span>
            <span class="peer__acts">
              <button type="button" class="button button--small" aria-label="Release ${client.name}" @click=${() => void this.#release(session, client)}>Release</button>
            </span>
          </li>
        `,
        )}
      </ul>
    `;
  }

  #submitted(event: Event, session: Session): void {
    event.preventDefault();
    void this.#start(session, this.#name.trim());
  }

  async #start(session: Session, machine: string): Promise<void> {
    if (machine === "") {
      return;
    }
    const page = this.#kind === "browser" ? { origin: `https://${hostOf(machine)}` } : { server_id: machine };
    const client = `${machine}, ${this.#kind}`;
    const event = {
      type: "open",
      client,
      key: session.key,
      deployment: this.#kind,
      serves: this.#serves,
      ...page,
    };
    this.#tell(machine, await session.simulation.act(event, `${machine} started`));
    const number = /^(.*?)(\d+)$/.exec(machine);
    if (number !== null) {
      this.#name = `${number[1]}${Number(number[2]) + 1}`;
    }
    this.requestUpdate();
  }

  async #release(session: Session, { name, server }: SimulatedClient): Promise<void> {
    this.#tell(
      server.replace(/^(server_id|host):/, ""),
      await session.simulation.act({ type: "release", client: name }, `${name} released its seat`),
    );
  }

  #tell(who: string, answer: Said["answer"]): void {
    this.#said = { who, answer };
    this.requestUpdate();
  }
}

/** One client of each machine: the users behind it are not counted (SRV-2). */
function machinesOf(clients: readonly SimulatedClient[]): readonly SimulatedClient[] {
  return [...new Map(clients.map((client) => [client.server, client])).values()];
}

/** The host of a machine: a name without a domain gets one below example.com. */
function hostOf(machine: string): string {
  const host = machine.toLowerCase().replaceAll(/[^\p{L}\p{N}.-]+/gu, "-");
  return host.includes(".") ? host : `${host}.example.com`;
}

customElements.define("sim-servers", ServersElement);

export const picture: Picture = {
  heading: "Servers and their seats",
  next: "start a second server, then give the first one up.",
  draw: (session) => html`<sim-servers .session=${session}></sim-servers>`,
};
