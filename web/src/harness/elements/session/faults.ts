import { type TemplateResult, html, nothing } from "lit";
import type { FaultFacts } from "../../../facts/fault.ts";
import { HERE, type SimulatedClient } from "../../deciding/core_simulation.ts";
import type { Session } from "../../session/session.ts";
import { type FaultName, OFFERED, logText } from "../../words/faults.ts";
import { Panel } from "../panel.ts";

const DAY_MS = 86_400_000;
const STRANGE_KEY = "NO-SUCH-KEY";

/** The code of one fault. */
interface FaultSwitch {
  /** Starts the fault, or with `on` false ends it. */
  readonly turn: (session: Session, on: boolean) => Promise<unknown>;
  /** Whether the fault is active; left out for a fault that does not end. */
  readonly isOn?: (session: Session) => boolean;
  /** Whether the fault can be started now; left out if it always can. */
  readonly isPossible?: (session: Session) => boolean;
}

/** Switches for the faults of the core's table: what can go wrong between a client and its license. */
export class FaultsElement extends Panel {
  #revoked = false;
  #wrongKey = false;
  #copies = 0;

  readonly #switches: Readonly<Record<FaultName, FaultSwitch>> = {
    offline: { turn: cutOff, isOn: isCutOff },
    unknown_key: { turn: (session, on) => this.#key(session, on), isOn: () => this.#wrongKey },
    revoke: { turn: (session, on) => this.#revoke(session, on), isOn: () => this.#revoked },
    clock_back: { turn: setClock, isOn: (session) => (here(session)?.behind_ms ?? 0) > 0 },
    clone: { turn: (session, on) => this.#clone(session, on), isOn: (session) => copyOf(session) !== null },
    storage_full: {
      turn: (session, on) => session.fillStorage(on),
      isOn: (session) => session.storageFull,
      isPossible: (session) => session.identity?.durable ?? false,
    },
    clear_storage: { turn: (session) => session.forget() },
    expire: { turn: expire },
  };

  protected override render(): unknown {
    const session = this.session;
    if (session === undefined) {
      return nothing;
    }
    const shared = session.shared.server !== null;
    if (session.simulation.core === null) {
      this.#revoked = this.#wrongKey = false;
    }
    const offered = OFFERED.filter(([, facts]) => !shared || facts.shared !== null);
    const off = session.phase !== "ready" || (shared && session.shared.connecting);
    return html`
      <div class="switches">${offered.filter(([, { ends }]) => ends !== null).map((one) => this.#switch(session, one, off))}</div>
      <div class="acts">${offered.filter(([, { ends }]) => ends === null).map((one) => this.#button(session, one, off))}</div>
      ${shared ? OF_THE_SERVER : unsent(session)}
    `;
  }

  #switch(session: Session, [name, { id, label }]: [FaultName, FaultFacts], off: boolean): TemplateResult {
    const { turn, isOn, isPossible } = this.#switches[name];
    const changed = (event: Event): void =>
      void turn(session, (event.target as HTMLInputElement).checked).then(() => this.requestUpdate());
    return html`<label class="check"><input type="checkbox" role="switch" id="fault-switch-${id}" .checked=${isOn?.(session) ?? false}
      ?disabled=${off || isPossible?.(session) === false} @change=${changed} /> ${label}</label>`;
  }

  #button(session: Session, [name, { id, label }]: [FaultName, FaultFacts], off: boolean): TemplateResult {
    const { turn } = this.#switches[name];
    return html`<button type="button" class="button" id="fault-button-${id}" ?disabled=${off} @click=${() => void turn(session, true)}>${label}</button>`;
  }

  async #key(session: Session, wrong: boolean): Promise<void> {
    await session.simulation.enter();
    await session.simulation.act(
      session.opening(wrong ? STRANGE_KEY : session.key),
      logText("unknown_key", wrong),
    );
    this.#wrongKey = wrong;
  }

  /** In force from now on: earlier usage stays counted. */
  async #revoke(session: Session, revoked: boolean): Promise<void> {
    const core = await session.simulation.enter();
    const license = JSON.parse(session.documentText()) as {
      projects: { items: Record<string, unknown>[] }[];
    };
    const items = license.projects.flatMap((project) => project.items);
    if (revoked) {
      for (const item of items) {
        item["status"] = "revoked";
      }
    }
    await core.relicense(JSON.stringify(license), false);
    this.#revoked = revoked;
    await session.moved(logText("revoke", revoked));
  }

  /** Off: the copy's storage is cleared, and it becomes a client of its own. */
  async #clone(session: Session, on: boolean): Promise<void> {
    if (on) {
      return session.copyStorage(`copy-${(this.#copies += 1)}`);
    }
    const copy = copyOf(session);
    if (copy !== null) {
      await session.simulation.act({ type: "clear_storage", client: copy }, logText("clone", false, copy));
    }
  }
}

/** With a license server, this browser's faults are real, and faults of the license belong to the server. */
const OF_THE_SERVER = html`
  <p class="quiet">
    What else can go wrong here is the server's: its license document, its clock above, and the faults of
    <code>/sim/faults</code>. For another key, connect with it.
  </p>
`;

function unsent(session: Session): TemplateResult | typeof nothing {
  const waiting = here(session)?.unsent ?? 0;
  return waiting === 0
    ? nothing
    : html`<p class="quiet" data-unsent=${waiting}>This browser keeps ${waiting} that the server does not know yet.</p>`;
}

function clients(session: Session): readonly SimulatedClient[] {
  return session.simulation.core?.status?.clients ?? [];
}

function here(session: Session): SimulatedClient | undefined {
  return clients(session).find(({ name }) => name === HERE);
}

function copyOf(session: Session): string | null {
  return clients(session).find(({ copy_of }) => copy_of === HERE)?.name ?? null;
}

function isCutOff({ shared, simulation }: Session): boolean {
  return shared.server === null ? simulation.core?.status?.reachable === false : shared.cut;
}

function cutOff(session: Session, cut: boolean): Promise<unknown> {
  return session.shared.server === null
    ? session.simulation.act({ type: "network", up: !cut }, logText("offline", cut))
    : session.cut(cut);
}

async function setClock(session: Session, back: boolean): Promise<void> {
  const core = await session.simulation.enter();
  await core.setBack(HERE, back ? DAY_MS : 0);
  session.say(logText("clock_back", back));
  await session.refresh();
}

async function expire(session: Session): Promise<void> {
  const ends = (session.status?.items ?? []).map(({ worksUntil }) => worksUntil ?? 0);
  await session.simulation.jump(Math.max(session.simulation.clock.now(), ...ends), logText("expire"));
}

customElements.define("sim-faults", FaultsElement);
