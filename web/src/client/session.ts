/** One open license in the worker: the door's session, and the journal behind it. */
import type { Warning } from "./answers.ts";
import type { DoorOperation } from "./api.ts";
import type { Decision, Door, Transact } from "./door.ts";
import { ClientReplaced, type Journal, type Replica } from "./journal.ts";
import type {
  LoadFields,
  Opening,
  WireAnswer,
  WireClient,
  WireEvent,
  WireFrame,
  WireScan,
} from "./protocol.ts";
import { counts, frameBody, isShort, Scans } from "./short.ts";

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
  /** Whether the door has decided something that is not settled. */
  #unsettled = false;
  readonly #scans = new Scans();

  constructor(door: Door, journal: Journal, load: LoadFields, news: SessionNews) {
    this.#door = door;
    this.#journal = journal;
    this.#load = load;
    this.#news = news;
  }

  /** Becomes the client that storage names, catches up with its ledger, and opens the license. */
  async open(now: number): Promise<Opening> {
    try {
      return await this.#open(now);
    } catch (error) {
      if (error instanceof ClientReplaced) {
        return this.open(now); // another tab forgot the client in this very moment
      }
      throw error;
    }
  }

  async #open(now: number): Promise<Opening> {
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

  frame({ now, at, scanner, codes }: WireFrame): Promise<WireScan> {
    return this.#asCurrentClient(now, async () => {
      const frame = frameBody(this.#session, scanner, codes);
      const reply = this.#door.frame(now, at, frame);
      if (isShort(reply)) {
        const answer = this.#scans.expand(reply, codes, at);
        return counts(reply) ? this.#commit({ now, at, frame }, { answer, entry: this.#entry() }) : answer;
      }
      return this.#decide(reply, { now, at, frame });
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
    // A decision made without knowing of these does not hold: it will be made anew.
    this.#settle(false);
    this.#door.call("catch_up", { session: this.#session, snapshot, entries });
  }

  snapshot(): string {
    return this.#door.call("snapshot", { session: this.#session })["snapshot"] as string;
  }

  async #event(event: WireEvent, now: number): Promise<WireAnswer> {
    const question = { session: this.#session, now, event };
    const reply = this.#door.call("event", question);
    return this.#decide("transact" in reply ? { transact: true } : (reply["answer"] as WireAnswer), question);
  }

  /** An answer that changes nothing durable stands; the others are decided again inside a transaction. */
  async #decide(first: WireAnswer | Transact, question: Settings): Promise<WireScan> {
    return "transact" in first ? this.#commit(question, null) : this.#scans.learn(first);
  }

  /** Makes a decision durable: the one at hand or, where there is none or others committed since, a new one. */
  async #commit(question: Settings, atHand: Decision | null): Promise<WireScan> {
    let decision = atHand;
    this.#unsettled = atHand !== null;
    const decide = (): Decision => {
      decision = decision !== null && this.#unsettled ? decision : this.#transact(question);
      return decision;
    };
    try {
      const answer = await this.#journal.decide(this, decide);
      this.#settle(true);
      if (decision?.entry != null) {
        this.#news.committed();
      }
      return this.#scans.learn(answer);
    } catch (error) {
      this.#settle(false);
      throw error;
    }
  }

  /** What the last decision changed. */
  #entry(): string {
    return this.#door.call("entry", { session: this.#session })["entry"] as string;
  }

  /** Tells the door whether its last decision stands. */
  #settle(committed: boolean): void {
    if (this.#unsettled) {
      this.#unsettled = false;
      this.#door.call("settle", { session: this.#session, committed });
    }
  }

  #transact(question: Settings): Decision {
    this.#unsettled = true;
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
