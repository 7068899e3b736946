import { type TemplateResult, html, nothing } from "lit";
import { HERE } from "../../deciding/world.ts";
import type { Session } from "../../session/session.ts";
import { Panel } from "../panel.ts";

const DAY_MS = 86_400_000;
const STRANGE_KEY = "NO-SUCH-KEY";

/** What can go wrong between a client and its license, at the press of a switch. */
export class FaultsElement extends Panel {
  #revoked = false;
  #wrongKey = false;
  #copies = 0;

  protected override render(): unknown {
    const session = this.session;
    if (session === undefined) return nothing;
    if (session.shared.server !== null) return this.#atServer(session);
    const { world } = session.simulation;
    if (world === null) this.#revoked = this.#wrongKey = false;
    const status = world?.status ?? null;
    const here = status?.clients.find(({ name }) => name === HERE);
    const copy = status?.clients.find(({ copy_of }) => copy_of === HERE)?.name ?? null;
    const off = session.phase !== "ready";
    const kept = session.identity?.durable ?? false;
    return html`
      <div class="switches">
        ${this.#switch("unreachable", "License server unreachable", status?.reachable === false, off, (on) => this.#network(session, !on))}
        ${this.#switch("key", "Opened with a key nobody knows", this.#wrongKey, off, (on) => this.#key(session, on))}
        ${this.#switch("revoked", "License revoked", this.#revoked, off, (on) => this.#revoke(session, on))}
        ${this.#switch("clock", "This browser's clock a day behind", (here?.behind_ms ?? 0) > 0, off, (on) => this.#clock(session, on))}
        ${this.#switch("cloned", "This browser's storage copied to another", copy !== null, off, (on) => this.#clone(session, on, copy))}
        ${this.#switch("full", "This browser's storage full", session.storageFull, off || !kept, (on) => session.fillStorage(on))}
      </div>
      <div class="acts">
        <button type="button" class="button" ?disabled=${off} @click=${() => void session.forget()}>Clear this browser's storage</button>
        <button type="button" class="button" ?disabled=${off} @click=${() => void this.#expire(session)}>Let the license expire for good</button>
      </div>
      ${here === undefined || here.unsent === 0 ? nothing : html`<p class="quiet" data-unsent=${here.unsent}>This browser keeps ${here.unsent} that the server does not know yet.</p>`}
    `;
  }

  /** With a license server the faults of this browser are real ones; those of the license are the server's. */
  #atServer(session: Session): TemplateResult {
    const off = session.phase !== "ready" || session.shared.connecting;
    const kept = session.identity?.durable ?? false;
    return html`
      <div class="switches">
        ${this.#switch("unreachable", "License server unreachable", session.shared.cut, off, (on) => session.cut(on))}
        ${this.#switch("full", "This browser's storage full", session.storageFull, off || !kept, (on) => session.fillStorage(on))}
      </div>
      <div class="acts">
        <button type="button" class="button" ?disabled=${off} @click=${() => void session.forget()}>Clear this browser's storage</button>
      </div>
      <p class="quiet">
        What else can go wrong here is the server's: its license document, its clock above, and the faults of
        <code>/sim/faults</code>. For another key, connect with it.
      </p>
    `;
  }

  #switch(id: string, words: string, on: boolean, off: boolean, turn: (on: boolean) => Promise<unknown>): TemplateResult {
    const changed = (event: Event): void => void turn((event.target as HTMLInputElement).checked).then(() => this.requestUpdate());
    return html`<label class="check"><input type="checkbox" role="switch" id="fault-switch-${id}" .checked=${on} ?disabled=${off} @change=${changed} /> ${words}</label>`;
  }

  #network(session: Session, up: boolean): Promise<unknown> {
    return session.simulation.act({ type: "network", up }, up ? "The license server is back" : "The license server is unreachable");
  }

  async #key(session: Session, wrong: boolean): Promise<void> {
    await session.simulation.enter();
    await session.simulation.act(session.opening(wrong ? STRANGE_KEY : session.key), wrong ? "Opened with an unknown key" : "Opened with its own key");
    this.#wrongKey = wrong;
  }

  /** From here on: what was used before stays used. */
  async #revoke(session: Session, revoked: boolean): Promise<void> {
    const world = await session.simulation.enter();
    const license = JSON.parse(session.documentText()) as { projects: { items: Record<string, unknown>[] }[] };
    const items = license.projects.flatMap((project) => project.items);
    if (revoked) for (const item of items) item["status"] = "revoked";
    await world.relicense(JSON.stringify(license), false);
    this.#revoked = revoked;
    await session.moved(revoked ? "The license was revoked" : "The license is in force again");
  }

  async #clock(session: Session, back: boolean): Promise<void> {
    const world = await session.simulation.enter();
    await world.setBack(HERE, back ? DAY_MS : 0);
    session.say(back ? "This browser's clock was set back by a day" : "This browser's clock is right again");
    await session.refresh();
  }

  /** Off: the copy's storage is cleared, and it is a client of its own. */
  async #clone(session: Session, on: boolean, copy: string | null): Promise<void> {
    if (on) return session.copyStorage(`copy-${(this.#copies += 1)}`);
    if (copy !== null) await session.simulation.act({ type: "clear_storage", client: copy }, `${copy} was cleared`);
  }

  async #expire(session: Session): Promise<void> {
    const ends = (session.status?.items ?? []).map(({ worksUntil }) => worksUntil ?? 0);
    await session.simulation.jump(Math.max(session.simulation.clock.now(), ...ends), "To the end of the license and its grace");
  }
}

customElements.define("sim-faults", FaultsElement);
