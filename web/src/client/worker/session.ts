/** One open license in the worker: the client that storage names, its events, and its scanners' settings. */
import type { CoreOperation } from "../api/license.ts";
import type { BootFields, Opening, WireAnswer, WireEvent, WireScan } from "../protocol/messages.ts";
import { ClientReplaced, type Journal } from "../storage/journal.ts";
import type { PageRequest } from "../storage/saved_answers.ts";
import type { CoreSession } from "./core_session.ts";
import type { Decider, SessionListener } from "./decider.ts";

type Settings = Readonly<Record<string, unknown>>;

const CLEARED = {
  reason: "STORAGE_CLEARED",
  rule: "ID-4",
  text:
    "this origin's storage was cleared while the page was open: the client and what it had counted here are gone, and " +
    "the next event comes from a new client",
};

/** Decides events one after the other; the caller never starts one before the last has ended. */
export class WorkerSession {
  readonly #core: CoreSession;
  readonly #journal: Journal;
  readonly #load: BootFields["load"];
  readonly #decider: Decider;
  readonly #listener: SessionListener;
  /** The settings of the scanners, merged: a new client of the same page keeps them. */
  readonly #settings: Map<string, Settings>;
  /** Whether the page was warned that its storage was cleared; reset when it becomes another client. */
  #isCleared = false;

  constructor(
    core: CoreSession,
    journal: Journal,
    boot: BootFields,
    decider: Decider,
    listener: SessionListener,
  ) {
    this.#core = core;
    this.#journal = journal;
    this.#load = boot.load;
    this.#settings = new Map(boot.settings);
    this.#decider = decider;
    this.#listener = listener;
  }

  /** Becomes the client whose UUID is in storage, reads its journal, and opens the license. */
  async open(now: number): Promise<Opening> {
    try {
      return await this.#open(now);
    } catch (error) {
      if (error instanceof ClientReplaced) {
        return this.open(now); // another tab forgot the client at this moment
      }
      throw error;
    }
  }

  async #open(now: number): Promise<Opening> {
    const loaded = this.#core.load({ ...this.#load }, await this.#journal.identify(now), now);
    this.#isCleared = false;
    await this.#journal.catchUp(this.#core);
    await this.#decider.begin(now);
    const answer = await this.#event({ type: "open" }, now);
    for (const [scanner, settings] of this.#settings) {
      await this.#event({ type: "settings", scanner, ...settings }, now);
    }
    const warnings = [...this.#journal.warnings, ...loaded];
    return { client: { uuid: this.#core.uuid, durable: this.#journal.durable, warnings }, answer };
  }

  /** Forgets the UUID and opens as a new client. */
  async renew(now: number): Promise<Opening> {
    await this.#journal.renew();
    this.#listener.committed();
    return this.open(now);
  }

  /** The answer that a dead worker has saved for a request; null if there is none: then decide. */
  async savedAnswer(request: PageRequest): Promise<WireAnswer | null> {
    return (await this.#journal.savedAnswer(request))?.answer ?? null;
  }

  async event(event: WireEvent, now: number, at: number, request: PageRequest): Promise<WireScan> {
    const answer = await this.#asCurrentClient(now, () => this.#event(event, now, at, request));
    if (event.type === "settings" && answer.answer !== "refused") {
      this.#remember(event);
    }
    return answer;
  }

  /** Sends the usage of the slots that have ended. */
  flush(now: number): Promise<void> {
    return this.#asCurrentClient(now, () => this.#decider.flush(now));
  }

  /** Calls an operation that decides nothing; for `status` it first reads the commits of other tabs. */
  async call(op: CoreOperation, fields: Settings, now: number): Promise<Record<string, unknown>> {
    if (op === "status") {
      await this.#asCurrentClient(now, () => this.#journal.catchUp(this.#core));
    }
    if (op === "storage") {
      this.#journal.fill(fields["full"] === true);
      return {};
    }
    return this.#decider.call(op, { ...fields, now });
  }

  /**
   * Reads the commits of other tabs; if the client was replaced meanwhile, the next request uses the new one.
   */
  async catchUp(): Promise<void> {
    try {
      await this.#journal.catchUp(this.#core);
    } catch (error) {
      this.#sayIfCleared(error);
    }
  }

  compact(): Promise<void> {
    return this.#journal.compact(this.#core);
  }

  close(): void {
    this.#journal.close();
  }

  #event(event: WireEvent, now: number, at = now, request: PageRequest | null = null): Promise<WireScan> {
    return this.#decider.decide({ now, at, event }, request);
  }

  /** Does `work`; if storage has another client's UUID, becomes that client and does it again. */
  async #asCurrentClient<T>(now: number, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      this.#sayIfCleared(error);
      const { client } = await this.open(now);
      this.#listener.replaced(client);
      return work();
    }
  }

  /** Warns the page once that its storage was cleared; rethrows any error but ClientReplaced. */
  #sayIfCleared(error: unknown): void {
    if (!(error instanceof ClientReplaced)) {
      throw error;
    }
    if (error.isCleared && !this.#isCleared) {
      this.#isCleared = true;
      this.#listener.notify({ kind: "warning", warning: CLEARED });
    }
  }

  #remember({ type, scanner, ...settings }: WireEvent): void {
    const name = scanner as string;
    this.#settings.set(name, { ...this.#settings.get(name), ...settings });
  }
}
