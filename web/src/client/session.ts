/** One open license in the worker: the door's session, and the journal behind it. */
import type { DoorOperation, Warning } from "./api.ts";
import type { Decision, Door, Transact } from "./door.ts";
import { ClientReplaced, type Journal, type Replica } from "./journal.ts";
import type { LoadFields, Opening, WireAnswer, WireClient, WireEvent, WireFrame } from "./protocol.ts";

/** What a session tells whoever runs it. */
export interface SessionNews {
  /** Something was committed that other tabs do not know yet. */
  committed(): void;
  /** Storage was cleared, or another tab forgot the client: this one is a new client now. */
  replaced(client: WireClient): void;
}

type Settings = Record<string, unknown>;

/** Decides events one after the other; the caller never starts one before the last has ended. */
export class Session implements Replica {
  readonly #door: Door;
  readonly #journal: Journal;
  readonly #load: LoadFields;
  readonly #news: SessionNews;
  /** What scanners were told, merged: a new client of the same page keeps its settings. */
  readonly #settings = new Map<string, Settings>();
  #session = 0;

  constructor(door: Door, journal: Journal, load: LoadFields, news: SessionNews) {
    this.#door = door;
    this.#journal = journal;
    this.#load = load;
    this.#news = news;
  }

  /** Becomes the client that storage names, catches up with its ledger, and opens the license. */
  async open(now: number): Promise<Opening> {
    const uuid = await this.#journal.identify();
    const loaded = this.#door.call("load", { ...this.#load, uuid, now });
    this.#session = loaded["session"] as number;
    await this.#journal.catchUp(this);
    const answer = await this.#event({ type: "open" }, now);
    for (const [scanner, settings] of this.#settings) {
      await this.#event({ type: "settings", scanner, ...settings }, now);
    }
    const warnings = [...this.#journal.warnings, ...(loaded["warnings"] as Warning[])];
    return { client: { uuid, durable: this.#journal.durable, warnings }, answer };
  }

  /** Forgets the UUID and opens as a new client. */
  async renew(now: number): Promise<Opening> {
    await this.#journal.renew();
    this.#news.committed();
    return this.open(now);
  }

  frame(frame: WireFrame): Promise<WireAnswer> {
    return this.#asCurrentClient(frame[0], () => {
      const array = [this.#session, ...frame];
      return this.#decide(this.#door.frame(array), { now: frame[0], frame: array });
    });
  }

  async event(event: WireEvent, now: number): Promise<WireAnswer> {
    const answer = await this.#asCurrentClient(now, () => this.#event(event, now));
    if (event.type === "settings" && answer.answer !== "refused") {
      this.#remember(event);
    }
    return answer;
  }

  /** Asks an operation that decides nothing; how the license stands, with all that other tabs committed. */
  async call(op: DoorOperation, fields: Settings, now: number): Promise<Record<string, unknown>> {
    if (op === "status") {
      await this.#asCurrentClient(now, () => this.#journal.catchUp(this));
    }
    return this.#door.call(op, { ...fields, session: this.#session, now });
  }

  /** Learns what other tabs committed; a client that was replaced meanwhile notices at its next request. */
  async catchUp(): Promise<void> {
    try {
      await this.#journal.catchUp(this);
    } catch (error) {
      if (!(error instanceof ClientReplaced)) {
        throw error;
      }
    }
  }

  compact(): Promise<void> {
    return this.#journal.compact(this);
  }

  close(): void {
    this.#journal.close();
  }

  follow(snapshot: string | null, entries: readonly string[]): void {
    this.#door.call("catch_up", { session: this.#session, snapshot, entries });
  }

  snapshot(): string {
    return this.#door.call("snapshot", { session: this.#session })["snapshot"] as string;
  }

  settle(committed: boolean): void {
    this.#door.call("settle", { session: this.#session, committed });
  }

  async #event(event: WireEvent, now: number): Promise<WireAnswer> {
    const question = { session: this.#session, now, event };
    const reply = this.#door.call("event", question);
    return this.#decide("transact" in reply ? { transact: true } : (reply["answer"] as WireAnswer), question);
  }

  /** An answer that changes nothing durable stands; the others are decided again inside a transaction. */
  async #decide(first: WireAnswer | Transact, question: Settings): Promise<WireAnswer> {
    if (!("transact" in first)) {
      return first;
    }
    let appended = false;
    const answer = await this.#journal.decide(this, () => {
      const decision = this.#transact(question);
      appended = decision.entry !== null;
      return decision;
    });
    if (appended) {
      this.#news.committed();
    }
    return answer;
  }

  #transact(question: Settings): Decision {
    // The journal has already let the replica follow: no entries are left to hand over.
    const fields = { ...question, session: this.#session, entries: [] };
    return this.#door.call("transact", fields) as unknown as Decision;
  }

  /** Does `work`; when storage names another client, becomes that one and does it anew. */
  async #asCurrentClient<T>(now: number, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ClientReplaced)) {
        throw error;
      }
      const { client } = await this.open(now);
      this.#news.replaced(client);
      return work();
    }
  }

  #remember({ type, scanner, ...settings }: WireEvent): void {
    const name = scanner as string;
    this.#settings.set(name, { ...this.#settings.get(name), ...settings });
  }
}
