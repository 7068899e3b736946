/** Actions on this browser's client: forget it, copy its storage, cut it off, fill its storage. */

import { HERE } from "../deciding/core_simulation.ts";
import { logText } from "../words/faults.ts";
import { openingEvent } from "./follow_license.ts";
import type { LicenseOpening } from "./opening.ts";
import type { Parts } from "./parts.ts";

export class OwnClient {
  readonly #parts: Parts;
  readonly #opening: LicenseOpening;

  constructor(parts: Parts, opening: LicenseOpening) {
    this.#parts = parts;
    this.#opening = opening;
  }

  /** Become a new client, as after cleared storage (ID-4). */
  async forget(): Promise<void> {
    const { state, current, events, simulation } = this.#parts;
    if (current.license === undefined) {
      return;
    }
    if ((await simulation.begun()) !== null) {
      await simulation.act({ type: "clear_storage", client: HERE }, logText("clear_storage"));
      return this.#opening.reload("A new one opened");
    }
    try {
      state.identity = await current.license.forget();
    } catch (error) {
      return events.undecided(error);
    }
    current.recorder.add({ type: "clear_storage", client: HERE }, simulation.clock.now());
    current.recorder.follow(openingEvent(this.#parts));
    events.add("open", `${logText("clear_storage")}; a new one opened`, current.license.answer);
    await this.#parts.refresh();
  }

  /**
   * Copy this browser's storage to another client and open that client; then this client asks second (ID-8).
   */
  async copyStorage(copy: string): Promise<void> {
    const { simulation } = this.#parts;
    const core = await simulation.enter();
    await core.copy(HERE, copy);
    const opening = { ...openingEvent(this.#parts), client: copy };
    await simulation.act(opening, logText("clone", true, copy));
    await this.#opening.reload("This browser opened");
  }

  /** Make this browser's storage full, or usable again: while it is full, nothing is counted. */
  async fillStorage(full: boolean): Promise<void> {
    const { state, current, events, simulation } = this.#parts;
    const core = await simulation.begun();
    await (core === null ? current.license?.call("storage", { full }) : core.fill(HERE, full));
    state.storageFull = full;
    if (!full) {
      state.unstored = null;
    }
    await this.#parts.refresh();
    events.say(logText("storage_full", full));
  }

  /** Cut this browser off from its license server, as a simulated fault. */
  async cut(cut: boolean): Promise<void> {
    const { current, events, shared } = this.#parts;
    await current.license?.call("network", { up: !cut });
    shared.cut = cut;
    events.say(logText("offline", cut));
    await this.#parts.refresh();
  }
}
