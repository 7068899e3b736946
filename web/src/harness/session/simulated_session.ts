/** How the visit follows the simulated session and its time; loads and compares sessions. */

import { SimulatedLicense } from "../deciding/judge.ts";
import { type Compared, HERE, type Loaded, compareTrace } from "../deciding/core_simulation.ts";
import { type Costs, costsOf } from "../deciding/costs.ts";
import { many } from "../words/words.ts";
import type { Parts } from "./parts.ts";

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
    const { current, simulation } = this.#parts;
    return (await simulation.core?.trace()) ?? current.recorder.toString();
  }

  /** Replace this session by a recorded one and go on after it. Rejects with its faults. */
  async loadTrace(trace: string): Promise<Loaded> {
    const { state, events, simulation } = this.#parts;
    if (trace.trim() === "") {
      throw new Error("It is empty: there is no event in it.");
    }
    const loaded = await simulation.load(trace);
    state.log.clear();
    state.selected = null;
    await events.moved(`A session of ${many(loaded.events, "event")} was loaded`);
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
