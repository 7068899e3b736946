/**
 * One visit: the running license, its answers, and the visitor's settings. It holds no rule.
 *
 * Panels read `state.ts`; `event_log.ts` and `license_queries.ts` write it. `opening.ts` starts and changes
 * the license, `usage.ts` uses it, `simulated_session.ts` follows the simulation and its time,
 * `own_client.ts` has the actions on this browser's client, `stories/player.ts` plays a story. This file is their common interface for panels.
 */

import type { Answer, Coverage, Explanation, PageModule } from "../../client/index.ts";
import { CastWork } from "../deciding/cast.ts";
import { Shared } from "../deciding/shared.ts";
import { Simulation } from "../deciding/simulation.ts";
import { type Compared, HERE, type Loaded, type TraceEvent } from "../deciding/core_simulation.ts";
import type { Costs } from "../deciding/costs.ts";
import type { Feed } from "../feeding/feeding.ts";
import { describeChange } from "../settings/address.ts";
import { type Settings, offeredFields, sameTerms } from "../settings/settings.ts";
import type { LogEntry } from "../words/log.ts";
import { standingOf } from "../words/standing.ts";
import { CurrentLicense } from "./current_license.ts";
import { EventLog } from "./event_log.ts";
import { openingEvent } from "./follow_license.ts";
import { LicenseQueries } from "./license_queries.ts";
import { LicenseOpening } from "./opening.ts";
import { OwnClient } from "./own_client.ts";
import type { Parts } from "./parts.ts";
import { SimulatedSession } from "./simulated_session.ts";
import { Sharing } from "../sharing/sharing.ts";
import { type Instant, Instants } from "../sharing/instants.ts";
import { Opener } from "../sharing/opener.ts";
import { StoryPlayer } from "../stories/player.ts";
import { SessionState } from "./state.ts";
import { UseRecorder } from "./usage.ts";

export class Session extends SessionState {
  readonly #current = new CurrentLicense();
  readonly simulation = new Simulation({
    license: () => this.#current.license,
    document: () => this.documentText(),
    trace: () => this.#current.recorder.toString(),
    opening: () => this.opening(),
    between: (act) => this.#current.decisions.between(act),
    entered: (goesOn) => this.#simulated.entered(goesOn),
    answered: (title, answer, client) => this.#events.add("client", title, answer, client),
    ran: (title, answer) => this.#events.add("rhythm", title, answer, "A device"),
    moved: (title, answer) => {
      const client = answer === null ? HERE : "A device";
      this.#events.add("time", title, answer ?? standingOf(this.status), client);
      void this.refresh(); // the state that this line shows when it is selected
    },
    refresh: () => this.refresh(),
    changed: () => this.changed(),
  });

  /** Many devices at work under a copy of the license. */
  readonly cast = new CastWork({
    license: () => this.#current.license,
    document: () => this.documentText(),
    key: () => this.key,
    now: () => this.simulation.clock.now(),
    here: () => this.identity?.origin ?? location.origin,
    changed: () => this.changed(),
  });

  readonly shared = new Shared({
    clock: () => this.simulation.clock,
    timeMoved: (title) => this.#simulated.timeMoved(title),
    refresh: () => this.refresh(),
    changed: () => this.changed(),
  });

  readonly #events = new EventLog(this, this.#current, this.shared, this.simulation.clock, () =>
    this.refresh(),
  );
  readonly #usage = new UseRecorder(
    this,
    this.#current,
    this.#events,
    () => this.refresh(),
    () => this.#opening.load("The app opened"),
  );
  readonly #queries = new LicenseQueries(
    this,
    this.#current,
    this.shared,
    () => this.#usage.feeding.live,
    () => this.simulation.clock.now(),
    (status) => this.#instants.keep(status),
  );
  readonly #instants = new Instants(this, this.simulation);
  readonly #parts: Parts = {
    state: this,
    current: this.#current,
    events: this.#events,
    shared: this.shared,
    simulation: this.simulation,
    feeding: this.#usage.feeding,
    refresh: () => this.refresh(),
  };
  readonly #opening = new LicenseOpening(this.#parts);
  readonly #simulated = new SimulatedSession(this.#parts);
  readonly #client = new OwnClient(this.#parts, this.#opening);
  readonly story = new StoryPlayer(this.#parts, this.#opening);
  /** Makes this session into a link, and opens one. */
  readonly sharing = new Sharing(this.#parts, this.#opening, this.#simulated, this.story, () =>
    this.cast.end(),
  );
  /** Opens what a visitor chose, dropped, pasted or followed. */
  readonly opener = new Opener(this);

  /** A license document that was written by hand, in force instead of the form's; null for the form. */
  get document(): string | null {
    return this.#opening.document;
  }

  /** Whose that document is, as the beginning of a sentence. */
  get whose(): string {
    return this.#opening.whose;
  }

  /** Boot and open. Never rejects: a failure becomes the phase `failed`. */
  start(): Promise<void> {
    return this.#opening.start();
  }

  /** Let a license server decide; with an empty address, this page. */
  connect(change: Partial<Settings>): Promise<void> {
    this.#leave();
    this.cast.end();
    return this.#opening.connect(change);
  }

  /** Change the license or its simulation; in force from the next event on. */
  async set(change: Partial<Settings>): Promise<void> {
    const before = this.settings;
    const after = { ...before, ...change };
    this.settings = { ...after, fields: offeredFields(after) };
    this.#opening.keep();
    this.changed(); // sources are held from now on, if the option does not serve frames
    const title = describeChange(before, this.settings);
    if (!sameTerms(this.settings, before)) {
      this.story.end();
      await this.license(null, title);
    } else if (this.settings.edition !== before.edition) {
      await this.#opening.reload(title);
    } else {
      await this.#usage.tune(title);
    }
  }

  /**
   * Put a license in force: a document, or null for the form's. A simulated session so far is judged again.
   */
  license(document: string | null, title: string, anew = true, whose?: string): Promise<void> {
    this.cast.end();
    return this.#opening.license(document, title, anew, whose);
  }

  /** The license document in force, as JSON text. */
  documentText(): string {
    return this.#opening.documentText();
  }

  /** Start over in real time under a new project key: nothing is counted yet; this client stays the same. */
  reset(): Promise<void> {
    this.#leave();
    this.cast.end();
    return this.#opening.reset();
  }

  /**
   * The event with which this page opens its license; another `key` than the project's is a simulated fault.
   */
  opening(key?: string): TraceEvent {
    return openingEvent(this.#parts, key);
  }

  /** Begin a new source; pictures of the former one are not judged any more. */
  feed(): Feed {
    return this.#usage.feed();
  }

  /** Count pages of a module that succeeded (PAGE-4). */
  pages(module: PageModule, count: number, title: string): Promise<Answer | null> {
    return this.#usage.pages(module, count, title);
  }

  /** Become a new client, as after cleared storage (ID-4). */
  forget(): Promise<void> {
    return this.#client.forget();
  }

  /**
   * Copy this browser's storage to another client and open that client; then this client asks second (ID-8).
   */
  copyStorage(copy: string): Promise<void> {
    return this.#client.copyStorage(copy);
  }

  /** Make this browser's storage full, or usable again: while it is full, nothing is counted. */
  fillStorage(full: boolean): Promise<void> {
    return this.#client.fillStorage(full);
  }

  /** Cut this browser off from its license server, as a simulated fault. */
  cut(cut: boolean): Promise<void> {
    return this.#client.cut(cut);
  }

  /** End the simulated session: real time again, with this browser's real usage. */
  realTime(): Promise<void> {
    const isOfOther = this.story.isOfStory || this.isOfLink;
    this.#leave();
    return this.#opening.realTime(isOfOther);
  }

  /** The license's state changed without an event: write a line with its new state. */
  moved(title: string): Promise<void> {
    return this.#events.moved(title);
  }

  /** The session so far as a trace, JSON lines. */
  trace(): Promise<string> {
    return this.#simulated.trace();
  }

  /** Replace this session by a recorded one and go on after it. Rejects with its faults. */
  async loadTrace(trace: string): Promise<Loaded> {
    const loaded = await this.#simulated.loadTrace(trace);
    this.#leave();
    return loaded;
  }

  /** What was known right after an event; null until it is known. */
  after(entry: LogEntry): Instant | null {
    return this.#instants.after(entry);
  }

  /** Another session begins: that of a story or of a link is over. */
  #leave(): void {
    this.story.end();
    this.isOfLink = false;
  }

  /** The usage of this session under each option and edition. */
  compare(): Promise<Compared | null> {
    return this.#simulated.compare();
  }

  /** What this session would cost under each option by a price file. Rejects with the faults of the file. */
  costs(prices: string): Promise<Costs> {
    return this.#simulated.costs(prices);
  }

  /** Ask for the license's state. */
  refresh(): Promise<void> {
    return this.#queries.refresh();
  }

  coverage(host: string): Promise<Coverage> {
    const { license } = this.#current;
    if (license === undefined) {
      return Promise.reject(new Error("the license is not open yet"));
    }
    return license.coverage(host);
  }

  /** The meaning of a rule or reason, in the core's words; null until it has come. */
  explanation(what: string | null): Explanation | null {
    return this.#queries.explanation(what);
  }

  /** An answer in the core's words, with its figures; null until they have come. */
  words(answer: Answer): Explanation | null {
    return this.#queries.words(answer);
  }

  /** Write a line into the log without a decision: a source that began or ended. */
  say(title: string): void {
    this.#events.say(title);
  }
}
