/** The simulated session and moved time, as the visit follows them; sessions that are loaded and compared. */

import { SimulatedLicense } from "../deciding/judge.ts";
import { type Compared, HERE, type Loaded, compareTrace } from "../deciding/world.ts";
import { many } from "../words/words.ts";
import type { Parts } from "./parts.ts";

export class SimulatedSession {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** From here on the simulation judges; where it `goesOn` from what was seen, the source's scanner does too. */
  async entered(goesOn: boolean): Promise<void> {
    const { state, current, simulation, feeding } = this.#parts;
    const { world } = simulation;
    if (world === null) {
      return;
    }
    const judge = new SimulatedLicense(world);
    if (state.storageFull) {
      await world.fill(HERE, true);
    }
    if (goesOn && current.recorder.whole) {
      feeding.goOn(judge);
    } else {
      feeding.restart();
    }
    current.judge = judge;
    await this.#parts.refresh();
  }

  /** The server's clock is another one: the license of this page follows, and what it is told stands anew. */
  async timeMoved(title: string): Promise<void> {
    const { events, feeding } = this.#parts;
    feeding.restart();
    await this.#parts.refresh();
    events.add("time", title, null);
  }

  /** The session so far as a trace, JSON lines. */
  async trace(): Promise<string> {
    const { current, simulation } = this.#parts;
    return (await simulation.world?.trace()) ?? current.recorder.toString();
  }

  /** Take a recorded session in the place of this one: it goes on after it. Rejects with its faults. */
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

  /** What this session would use under each option and edition. */
  async compare(): Promise<Compared | null> {
    const { license } = this.#parts.current;
    return license === undefined ? null : compareTrace(license, await this.trace());
  }
}
