/**
 * One visit: the license that runs, what it answered, and what the visitor set. Holds no rule: it asks.
 *
 * What panels read is in `state.ts`; `event_log.ts` and `license_queries.ts` write it. `opening.ts` starts and changes the
 * license, `usage.ts` uses it, `simulated_session.ts` follows the simulation and its time, `own_client.ts` is what becomes of
 * this browser's client. Here they are put together, as panels see them.
 */

import type { Answer, Coverage, Explanation, PageModule } from "../../client/index.ts";
import { Shared } from "../deciding/shared.ts";
import { Simulation } from "../deciding/simulation.ts";
import { type Compared, HERE, type Loaded, type TraceEvent } from "../deciding/world.ts";
import type { Feed } from "../feeding/feeding.ts";
import { describeChange } from "../settings/address.ts";
import { type Settings, offeredFields, sameTerms } from "../settings/settings.ts";
import { standingOf } from "../words/standing.ts";
import { CurrentLicense } from "./current_license.ts";
import { EventLog } from "./event_log.ts";
import { openingEvent } from "./follow_license.ts";
import { LicenseQueries } from "./license_queries.ts";
import { LicenseOpening } from "./opening.ts";
import { OwnClient } from "./own_client.ts";
import type { Parts } from "./parts.ts";
import { SimulatedSession } from "./simulated_session.ts";
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
    told: (title, answer, client) => this.#events.add("client", title, answer, client),
    ran: (title, answer) => this.#events.add("rhythm", title, answer, "A device"),
    moved: (title, answer) =>
      this.#events.add("time", title, answer ?? standingOf(this.status), answer === null ? HERE : "A device"),
    refresh: () => this.refresh(),
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
  readonly #usage = new UseRecorder(this, this.#current, this.#events, () => this.refresh());
  readonly #queries = new LicenseQueries(this, this.#current, this.shared, () => this.#usage.feeding.live);
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
    const after = { ...before, ...change };
    this.settings = { ...after, fields: offeredFields(after) };
    this.#opening.keep();
    this.changed(); // sources wait from now on where the option has no use for frames
    const title = describeChange(before, this.settings);
    if (!sameTerms(this.settings, before)) {
      await this.license(null, title);
    } else if (this.settings.edition !== before.edition) {
      await this.#opening.reload(title);
    } else {
      await this.#usage.tune(title);
    }
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
    return this.#usage.feed();
  }

  /** Pages of a module that succeeded (PAGE-4). */
  pages(module: PageModule, count: number, title: string): Promise<Answer | null> {
    return this.#usage.pages(module, count, title);
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
    return this.#events.moved(title);
  }

  /** The session so far as a trace, JSON lines. */
  trace(): Promise<string> {
    return this.#simulated.trace();
  }

  /** Take a recorded session in the place of this one: it goes on after it. Rejects with its faults. */
  loadTrace(trace: string): Promise<Loaded> {
    return this.#simulated.loadTrace(trace);
  }

  /** What this session would use under each option and edition. */
  compare(): Promise<Compared | null> {
    return this.#simulated.compare();
  }

  /** Ask how the license stands. */
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

  /** What a rule or reason means, in the core's words; null while they are on their way. */
  explanation(what: string | null): Explanation | null {
    return this.#queries.explanation(what);
  }

  /** An answer in the core's words, with its figures; null while they are on their way. */
  words(answer: Answer): Explanation | null {
    return this.#queries.words(answer);
  }

  /** Write something into the log that is no decision: a source that began or ended. */
  say(title: string): void {
    this.#events.say(title);
  }
}
