/** What was known right after an event of the log: decided again by the core, or as this page has seen it. */

import type { Status } from "../../client/index.ts";
import { HERE, type SimulatedClient, type SimulationStatus } from "../deciding/core_simulation.ts";
import type { Simulation } from "../deciding/simulation.ts";
import type { LogEntry } from "../words/log.ts";
import type { SessionState } from "../session/state.ts";

/** The state of the license at an instant. */
export interface Instant {
  readonly status: Status;
  /** The state of the simulated session; null in real time. */
  readonly simulated: {
    readonly t: number;
    readonly reachable: boolean;
    /** This browser; undefined before it was opened. */
    readonly here: SimulatedClient | undefined;
  } | null;
}

/** For how many events the state is kept: several share one of a few kB. */
const MAX_STATES = 2000;

export class Instants {
  readonly #state: SessionState;
  readonly #simulation: Simulation;
  readonly #seen = new Map<number, Instant>();
  #last = 0;
  #of: LogEntry | null = null;
  #found: Instant | null = null;

  constructor(state: SessionState, simulation: Simulation) {
    this.#state = state;
    this.#simulation = simulation;
  }

  /** Keep a state that was just asked for: it is that of all events since the one before. */
  keep(status: Status): void {
    const { count } = this.#state.log;
    const instant = instantOf(status, this.#simulation.core?.status ?? null);
    for (let n = Math.max(this.#last, count - MAX_STATES) + 1; n <= count; n++) {
      this.#seen.set(n, instant);
      this.#seen.delete(n - MAX_STATES);
    }
    this.#last = count;
  }

  /** The state after an event; null until it is known, or if this page did not see it. */
  after(entry: LogEntry): Instant | null {
    if (entry !== this.#of) {
      this.#of = entry;
      this.#found = null;
      void this.#decideAgain(entry);
    }
    return this.#found ?? this.#seen.get(entry.n) ?? null;
  }

  /** An event of the simulated session: the core decides the session again up to it. */
  async #decideAgain(entry: LogEntry): Promise<void> {
    const { core } = this.#simulation;
    const answer = this.#state.log.answerOf(entry);
    const line = answer === null ? null : (core?.lineOf(answer) ?? null);
    if (core === null || line === null) {
      return;
    }
    const found = await core.past(line, () => entry === this.#of).catch(() => null);
    if (found !== null && entry === this.#of) {
      this.#found = instantOf(found.status, found.simulated);
      this.#state.changed();
    }
  }
}

function instantOf(status: Status, simulated: SimulationStatus | null): Instant {
  if (simulated === null) {
    return { status, simulated };
  }
  const { t, reachable, clients } = simulated;
  return { status, simulated: { t, reachable, here: clients.find(({ name }) => name === HERE) } };
}
