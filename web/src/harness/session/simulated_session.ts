/** How the visit follows the simulated session and its time; loads and compares sessions. */

import type { Rate } from "../deciding/clock.ts";
import { SimulatedLicense } from "../deciding/judge.ts";
import {
  type Compared,
  HERE,
  type Loaded,
  type SavedSession,
  compareTrace,
} from "../deciding/core_simulation.ts";
import { type Costs, costsOf } from "../deciding/costs.ts";
import { many } from "../words/words.ts";
import type { Parts } from "./parts.ts";
import { logLoaded } from "../sharing/played.ts";

export class SimulatedSession {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /**
   * The simulation judges from now on; if it has all events so far (`goesOn`), the scanner keeps its memory.
   */
  async entered(goesOn: boolean): Promise<void> {
    const { state, current, simulation, feeding } = this.#parts;
    const { core } = simulation;
    if (core === null) {
      return;
    }
    const judge = new SimulatedLicense(core);
    if (state.storageFull) {
      await core.fill(HERE, true);
    }
    if (goesOn && current.recorder.whole) {
      feeding.goOn(judge);
    } else {
      feeding.restart();
    }
    current.judge = judge;
    await this.#parts.refresh();
  }

  /** The server's clock was moved: open this page's license again by the new time. */
  async timeMoved(title: string): Promise<void> {
    const { events, feeding } = this.#parts;
    feeding.restart();
    await this.#parts.refresh();
    events.add("time", title, null);
  }

  /** The session so far as a trace, JSON lines. */
  async trace(): Promise<string> {
    return (await this.#parts.simulation.core?.saved())?.trace ?? this.recorded().trace;
  }

  /** The session in real time, as the core can load it. */
  recorded(): SavedSession {
    const { current, simulation } = this.#parts;
    return simulation.own(current.recorder.toString());
  }

  /** Replace this session by a recorded one and go on after it. Rejects with its faults. */
  async loadTrace(trace: string): Promise<Loaded> {
    const loaded = await this.restore(this.#parts.simulation.own(trace), 0);
    await this.#parts.events.moved(`A session of ${many(loaded.events, "event")} was loaded`);
    return loaded;
  }

  /** Replace this session by a saved one, at `t` or at its end, and go on after it. Rejects with its faults. */
  async restore(saved: SavedSession, t: number, rate?: Rate): Promise<Loaded> {
    const { state, events, simulation } = this.#parts;
    const loaded = await simulation.restore(saved, t, rate);
    state.log.clear();
    Object.assign(state, { selected: null, unstored: null });
    logLoaded(events, loaded.played);
    return loaded;
  }

  /** The usage of this session under each option and edition. */
  async compare(): Promise<Compared | null> {
    const { license } = this.#parts.current;
    return license === undefined ? null : compareTrace(license, await this.trace());
  }

  /** What this session would cost under each option by a price file. Rejects with the faults of the file. */
  async costs(prices: string): Promise<Costs> {
    const { state, current } = this.#parts;
    if (current.license === undefined) {
      throw new Error("the license is not open yet");
    }
    return costsOf(current.license, await this.trace(), prices, state.settings.edition);
  }
}
