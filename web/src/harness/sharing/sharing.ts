/** Makes a session into something that can be shared, and opens what somebody shared. */

import { RATES } from "../deciding/clock.ts";
import type { Looked } from "../deciding/core_simulation.ts";
import { lookAt } from "../deciding/core_simulation.ts";
import { type SharedSession, settingsOf, writeAll } from "../links/content.ts";
import type { StoryPlayer } from "../stories/player.ts";
import { many } from "../words/words.ts";
import type { LicenseOpening } from "../session/opening.ts";
import type { Parts } from "../session/parts.ts";
import type { SimulatedSession } from "../session/simulated_session.ts";

export class Sharing {
  readonly #parts: Parts;
  readonly #opening: LicenseOpening;
  readonly #simulated: SimulatedSession;
  readonly #story: StoryPlayer;
  readonly #began: () => void;

  /** `began` is called when another session has taken the place of this one. */
  constructor(
    parts: Parts,
    opening: LicenseOpening,
    simulated: SimulatedSession,
    story: StoryPlayer,
    began: () => void,
  ) {
    this.#parts = parts;
    this.#opening = opening;
    this.#simulated = simulated;
    this.#story = story;
    this.#began = began;
  }

  /** The session as it is now: with a license server only its settings, because the events are the server's. */
  async share(): Promise<SharedSession> {
    const { state, shared, simulation } = this.#parts;
    const { clock, core } = simulation;
    const { told } = this.#story;
    const base = {
      settings: writeAll(state.settings),
      key: state.key,
      document: null,
      trace: "",
      acts: [],
      at: clock.now(),
      moved: clock.moved,
      rate: clock.rate,
      story: null,
    };
    if (shared.server !== null) {
      return base;
    }
    if (told !== null) {
      return { ...base, story: { text: this.#story.text, played: this.#story.played } };
    }
    return { ...base, ...(core === null ? this.#simulated.recorded() : await core.saved()) };
  }

  /** What a shared session is, before it takes effect; null where only its settings count. Rejects with its faults. */
  async look({ story, document, trace, acts }: SharedSession): Promise<Looked | null> {
    const { license } = this.#parts.current;
    if (license === undefined) {
      throw new Error("the license is not open yet");
    }
    if (story !== null) {
      return lookAt(license, { story: story.text });
    }
    return document === null ? null : lookAt(license, { document, trace, acts });
  }

  /** Open a shared session in place of this one. Rejects with its faults; then this session goes on. */
  async open(session: SharedSession): Promise<void> {
    const { state, shared } = this.#parts;
    const { settings } = settingsOf(session);
    if (settings.server !== "") {
      this.#story.end();
      state.isOfLink = false;
      this.#began();
      return this.#opening.connect(settings);
    }
    if (shared.server !== null) {
      await this.#opening.connect({ server: "" });
    }
    const { settings: ownSettings, key, inStory } = state;
    state.settings = settings;
    try {
      await (session.story === null ? this.#restore(session) : this.#story.resume(session.story));
      this.#began();
    } catch (error) {
      Object.assign(state, { settings: ownSettings, key, inStory });
      throw error;
    }
  }

  /** The pictures of the source wait: they are not part of what was shared. */
  async #restore(session: SharedSession): Promise<void> {
    const { state, events } = this.#parts;
    const { key, document, rate, at } = session;
    if (document === null) {
      throw new Error("It has neither a license nor the address of a license server.");
    }
    state.key = key;
    state.inStory = true;
    const speed = RATES.find((one) => one === rate) ?? 1;
    const { events: count } = await this.#simulated.restore({ ...session, document }, at, speed);
    this.#story.end();
    this.#opening.opened(licenseAtEnd(session) ?? document, key, "The license of the link");
    // The newest answer of the session stays the page's: it is what somebody wanted to show.
    events.add("time", `A session of ${many(count, "event")} was opened`, null);
    state.isOfLink = true;
    state.dispatchEvent(new Event("change")); // now the source is held
    state.inStory = false;
    void this.#parts.refresh(); // the state that the last line of the log shows
  }
}

/** The license with which a session ends, if it was changed on the way. */
function licenseAtEnd({ acts }: SharedSession): string | null {
  const changes = (acts as readonly { readonly type: string; readonly document?: string }[]).filter(
    ({ type }) => type === "license",
  );
  return changes.at(-1)?.document ?? null;
}
