/** What becomes of this browser's client: forgotten, copied, cut off, without room in its storage. */

import { HERE } from "../deciding/world.ts";
import { said } from "../words/faults.ts";
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

  /** Become a new client, as cleared storage would (ID-4). */
  async forget(): Promise<void> {
    const { state, current, events, simulation } = this.#parts;
    if (current.license === undefined) {
      return;
    }
    if ((await simulation.begun()) !== null) {
      await simulation.act({ type: "clear_storage", client: HERE }, said("clear_storage"));
      return this.#opening.reload("A new one opened");
    }
    try {
      state.identity = await current.license.forget();
    } catch (error) {
      return events.undecided(error);
    }
    current.recorder.add({ type: "clear_storage", client: HERE }, simulation.clock.now());
    current.recorder.follow(openingEvent(this.#parts));
    events.add("open", `${said("clear_storage")}; a new one opened`, current.license.answer);
    await this.#parts.refresh();
  }

  /** Copy this browser's storage into another one, which opens; then this one asks, and is the second to do so (ID-8). */
  async copyStorage(copy: string): Promise<void> {
    const { simulation } = this.#parts;
    const world = await simulation.enter();
    await world.copy(HERE, copy);
    const opening = { ...openingEvent(this.#parts), client: copy };
    await simulation.act(opening, said("clone", true, copy));
    await this.#opening.reload("This browser opened");
  }

  /** Leave no room in this browser's storage, or room again: what must be stored then is not counted. */
  async fillStorage(full: boolean): Promise<void> {
    const { state, current, events, simulation } = this.#parts;
    const world = await simulation.begun();
    await (world === null ? current.license?.call("storage", { full }) : world.fill(HERE, full));
    state.storageFull = full;
    if (!full) {
      state.unstored = null;
    }
    await this.#parts.refresh();
    events.say(said("storage_full", full));
  }

  /** Cut this browser off from its license server, as a fault. */
  async cut(cut: boolean): Promise<void> {
    const { current, events, shared } = this.#parts;
    await current.license?.call("network", { up: !cut });
    shared.cut = cut;
    events.say(said("offline", cut));
    await this.#parts.refresh();
  }
}
