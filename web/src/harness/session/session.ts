/**
 * One visit: the license that runs, what it answered, and what the visitor set. Holds no rule: it asks.
 *
 * What panels read is in `state.ts`, what is written there in `notes.ts` and `asking.ts`. `opening.ts` starts and changes
 * the license, `using.ts` uses it, `moving.ts` is the simulated session and its time, `own_client.ts` what becomes of this
 * browser's client. Here they are put together, as panels see them.
 */

import type { Answer, Coverage, Explanation, PageModule } from "../../client/index.ts";
import { Shared } from "../deciding/shared.ts";
import { Simulation } from "../deciding/simulation.ts";
import { type Compared, HERE, type Loaded, type TraceEvent } from "../deciding/world.ts";
import type { Feed } from "../feeding/feeding.ts";
import { describeChange } from "../settings/address.ts";
import { type Settings, sameTerms } from "../settings/settings.ts";
import { standingOf } from "../words/standing.ts";
import { Asking } from "./asking.ts";
import { Moving } from "./moving.ts";
import { Notes } from "./notes.ts";
import { openingEvent } from "./opened.ts";
import { Opening } from "./opening.ts";
import { OwnClient } from "./own_client.ts";
import type { Parts } from "./parts.ts";
import { Running } from "./running.ts";
import { SessionState } from "./state.ts";
import { Using } from "./using.ts";

export class Session extends SessionState {
  readonly #running = new Running();
  readonly simulation = new Simulation({
    license: () => this.#running.license,
    document: () => this.documentText(),
    trace: () => this.#running.recorder.toString(),
    opening: () => this.opening(),
    between: (act) => this.#running.decisions.between(act),
    entered: (goesOn) => this.#moving.entered(goesOn),
    told: (title, answer, client) => this.#notes.add("client", title, answer, client),
    ran: (title, answer) => this.#notes.add("rhythm", title, answer, "A device"),
    moved: (title, answer) => this.#notes.add("time", title, answer ?? standingOf(this.status), answer === null ? HERE : "A device"),
    refresh: () => this.refresh(),
    changed: () => this.changed(),
  });

  readonly shared = new Shared({
    clock: () => this.simulation.clock,
    timeMoved: (title) => this.#moving.timeMoved(title),
    refresh: () => this.refresh(),
    changed: () => this.changed(),
  });

  readonly #notes = new Notes(this, this.#running, this.shared, this.simulation.clock, () => this.refresh());
  readonly #using = new Using(this, this.#running, this.#notes, () => this.refresh());
  readonly #asking = new Asking(this, this.#running, this.shared, () => this.#using.feeding.live);
  readonly #parts: Parts = {
    state: this, running: this.#running, notes: this.#notes, shared: this.shared, simulation: this.simulation,
    feeding: this.#using.feeding, refresh: () => this.refresh(),
  };
  readonly #opening = new Opening(this.#parts);
  readonly #moving = new Moving(this.#parts);
  readonly #client = new OwnClient(this.#parts, this.#opening);

  /** A license document that was written by hand, in force instead of the form's; null for the form. */
  get document(): string | null {
    return this.#opening.document;
  }

  /** Boot and open; the page's state follows. Never rejects: a failure is a phase. */
  start(): Promise<void> {
    return this.#opening.start();
  }

  /** Have a license server decide, or with an empty address this page itself. */
  connect(change: Partial<Settings>): Promise<void> {
    return this.#opening.connect(change);
  }

  /** Change what is licensed or how it is simulated; in force from the next event on. */
  async set(change: Partial<Settings>): Promise<void> {
    const before = this.settings;
    this.settings = { ...before, ...change };
    this.#opening.keep();
    this.changed(); // sources wait from now on where the option has no use for frames
    const title = describeChange(before, this.settings);
    if (!sameTerms(this.settings, before)) await this.license(null, title);
    else if (this.settings.edition !== before.edition) await this.#opening.reload(title);
    else await this.#using.tune(title);
  }

  /** Put a license in force: a document, or null for the form's. Simulated, the session so far is judged by it anew. */
  license(document: string | null, title: string, anew = true): Promise<void> {
    return this.#opening.license(document, title, anew);
  }

  /** The license document in force, as JSON text. */
  documentText(): string {
    return this.#opening.documentText();
  }

  /** Begin anew in real time under a new project key: nothing is counted yet; this client stays who it is. */
  reset(): Promise<void> {
    return this.#opening.reset();
  }

  /** The event with which this page opens its license; `key` other than the project's own is a fault. */
  opening(key?: string): TraceEvent {
    return openingEvent(this.#parts, key);
  }

  /** For a source that begins; what the one before it still hands in is not judged any more. */
  feed(): Feed {
    return this.#using.feed();
  }

  /** Pages of a module that succeeded (PAGE-4). */
  pages(module: PageModule, count: number, title: string): Promise<Answer | null> {
    return this.#using.pages(module, count, title);
  }

  /** Become a new client, as cleared storage would (ID-4). */
  forget(): Promise<void> {
    return this.#client.forget();
  }

  /** Copy this browser's storage into another one, which opens; then this one asks, and is the second to do so (ID-8). */
  copyStorage(copy: string): Promise<void> {
    return this.#client.copyStorage(copy);
  }

  /** Leave no room in this browser's storage, or room again: what must be stored then is not counted. */
  fillStorage(full: boolean): Promise<void> {
    return this.#client.fillStorage(full);
  }

  /** Cut this browser off from its license server, as a fault. */
  cut(cut: boolean): Promise<void> {
    return this.#client.cut(cut);
  }

  /** Be in real time again, with what this browser has really used: the simulated session is given up. */
  realTime(): Promise<void> {
    return this.#opening.realTime();
  }

  /** The license stands otherwise without an event: say so, and how it stands. */
  moved(title: string): Promise<void> {
    return this.#notes.moved(title);
  }

  /** The session so far as a trace, JSON lines. */
  trace(): Promise<string> {
    return this.#moving.trace();
  }

  /** Take a recorded session in the place of this one: it goes on after it. Rejects with its faults. */
  loadTrace(trace: string): Promise<Loaded> {
    return this.#moving.loadTrace(trace);
  }

  /** What this session would use under each option and edition. */
  compare(): Promise<Compared | null> {
    return this.#moving.compare();
  }

  /** Ask how the license stands. */
  refresh(): Promise<void> {
    return this.#asking.refresh();
  }

  coverage(host: string): Promise<Coverage> {
    const { license } = this.#running;
    if (license === undefined) return Promise.reject(new Error("the license is not open yet"));
    return license.coverage(host);
  }

  /** What a rule or reason means, in the core's words; null while they are on their way. */
  explanation(what: string | null): Explanation | null {
    return this.#asking.explanation(what);
  }

  /** An answer in the core's words, with its figures; null while they are on their way. */
  words(answer: Answer): Explanation | null {
    return this.#asking.words(answer);
  }

  /** Write something into the log that is no decision: a source that began or ended. */
  say(title: string): void {
    this.#notes.say(title);
  }
}
