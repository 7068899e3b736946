/** The story that is being played: its steps, and the visitor's way out of it. */

import type { StepPlayed, StoryTold } from "../deciding/core_simulation.ts";
import { type FormValues, usualFields } from "../settings/settings.ts";
import type { LicenseOpening } from "../session/opening.ts";
import type { Parts } from "../session/parts.ts";
import { logStep } from "../sharing/played.ts";
import { faultsOf } from "../words/license_faults.ts";

/** How long a caption is shown while the story plays: at least, and for each of its letters. */
const LEAST_MS = 2500;
const LETTER_MS = 55;

/** The fields of the form as the story's license has them. */
function fieldsOf({ document }: StoryTold, usual: FormValues): FormValues {
  const { projects } = JSON.parse(document) as { projects: { items: FormValues[] }[] };
  const item = projects[0]?.items[0] ?? {};
  return Object.fromEntries(Object.entries(usual).map(([name, value]) => [name, item[name] ?? value]));
}

export class StoryPlayer {
  /** The story whose steps are shown; null without one, and after the visitor has taken over. */
  told: StoryTold | null = null;
  /** The text of its file. */
  text = "";
  /** Why its next step could not be played; empty if it can. */
  fault = "";
  /** How many steps were played. */
  played = 0;
  playing = false;
  /** How fast captions follow each other. */
  speed = 1;
  /** Whether the session came from a story, so that the sources wait until the visitor goes on. */
  isOfStory = false;
  readonly #parts: Parts;
  readonly #opening: LicenseOpening;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stepping: Promise<void> | undefined;

  constructor(parts: Parts, opening: LicenseOpening) {
    this.#parts = parts;
    this.#opening = opening;
  }

  get isOver(): boolean {
    return this.told !== null && this.played === this.told.captions.length;
  }

  /** Begin a story, given as the text of its file, in place of this session. Rejects with its faults. */
  async begin(text: string, plays: boolean): Promise<void> {
    const { state, simulation } = this.#parts;
    this.pause(); // else a step of the story before could be one of this story
    const wasInStory = state.inStory;
    state.inStory = true;
    const { told, first } = await simulation.story(text, state.ownKey).catch((error: unknown) => {
      state.inStory = wasInStory;
      throw error;
    });
    this.#opening.playing(told.document, told.title);
    const { option } = told;
    state.settings = {
      ...state.settings,
      option,
      fields: fieldsOf(told, usualFields(option, state.settings.profile, "")),
    };
    state.log.clear();
    Object.assign(state, { selected: null, answer: null, unstored: null });
    state.isOfLink = false;
    Object.assign(this, { told, text, fault: "", played: 0, playing: false, isOfStory: true });
    this.#show(first);
    if (plays) {
      this.play();
    }
  }

  /** Begin a story, and play its steps up to a number at once. Rejects with its faults. */
  async resume({ text, played }: { readonly text: string; readonly played: number }): Promise<void> {
    await this.begin(text, false);
    while (this.played < played && !this.isOver && this.fault === "") {
      await this.step();
    }
  }

  /** Play the story from its beginning. */
  again(): Promise<void> {
    return this.begin(this.text, true);
  }

  /** Play the next step. If it cannot be played, the story stops, and shows why. */
  step(): Promise<void> {
    this.#stepping ??= this.#step().finally(() => (this.#stepping = undefined));
    return this.#stepping;
  }

  async #step(): Promise<void> {
    const { simulation } = this.#parts;
    const told = this.told;
    if (told === null || this.isOver) {
      return this.pause();
    }
    try {
      const answers = await simulation.step();
      if (this.told === told) {
        this.#show(answers);
      }
    } catch (error) {
      if (this.told === told) {
        this.#stopped(error);
      }
    }
  }

  /** A step could not be played: by its own faults, or because the license failed. */
  #stopped(error: unknown): void {
    this.pause();
    if (faultsOf(error) === null) {
      return this.#parts.events.undecided(error);
    }
    this.fault = error instanceof Error ? error.message : String(error);
  }

  /** Write a step that was played into the log, and show its caption. */
  #show(answers: StepPlayed): void {
    const { state, events } = this.#parts;
    this.played += 1;
    logStep(events, answers);
    if (this.isOver) {
      this.playing = false;
    }
    state.changed();
  }

  /** Play the steps one after the other. */
  play(): void {
    this.playing = !this.isOver;
    this.#wait();
    this.#parts.state.changed();
  }

  pause(): void {
    this.playing = false;
    clearTimeout(this.#timer);
    this.#parts.state.changed();
  }

  /** The session is the visitor's from here on: its license, its clients and its time stay. */
  takeOver(): void {
    this.pause();
    this.told = null;
    this.#parts.state.inStory = false;
    this.#parts.simulation.clock.run(1);
    this.#parts.state.changed();
  }

  /** Forget the story: another license or another session begins. */
  end(): void {
    clearTimeout(this.#timer);
    this.#parts.state.inStory = false;
    Object.assign(this, { told: null, playing: false, isOfStory: false });
  }

  #wait(): void {
    clearTimeout(this.#timer);
    if (!this.playing || this.told === null) {
      return;
    }
    const caption = this.told.captions[this.played - 1] ?? "";
    const ms = Math.max(LEAST_MS, caption.length * LETTER_MS) / this.speed;
    this.#timer = setTimeout(() => void this.step().then(() => this.#wait()), ms);
  }
}
