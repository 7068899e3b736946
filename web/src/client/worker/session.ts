/** One open license in the worker: the client that storage names, its events, and its scanners' settings. */
import type { DoorOperation } from "../api/license.ts";
import type { Transact } from "./python_core.ts";
import { ClientReplaced, type Journal } from "../storage/journal.ts";
import type { Asked } from "../storage/saved_answers.ts";
import type { BootFields, Opening, WireAnswer, WireEvent, WireFrame, WireScan } from "../protocol/messages.ts";
import type { DoorReplica } from "./core_session.ts";
import { counts, frameBody, isShort, Scans } from "./frame_encoding.ts";
import type { Question, SessionNews, Way } from "./decider.ts";

type Settings = Readonly<Record<string, unknown>>;

const CLEARED = {
  reason: "STORAGE_CLEARED",
  rule: "ID-4",
  text:
    "this origin's storage was cleared while the page was open: the client and what it had counted here are gone, and " +
    "the next event comes from a new client",
};

/** Decides events one after the other; the caller never starts one before the last has ended. */
export class Session {
  readonly #replica: DoorReplica;
  readonly #journal: Journal;
  readonly #load: BootFields["load"];
  readonly #way: Way;
  readonly #news: SessionNews;
  /** What scanners were told, merged: a new client of the same page keeps its settings. */
  readonly #settings: Map<string, Settings>;
  readonly #scans = new Scans();
  /** Whether the page was told that its storage is gone, and has not become another client since. */
  #isCleared = false;

  constructor(replica: DoorReplica, journal: Journal, boot: BootFields, way: Way, news: SessionNews) {
    this.#replica = replica;
    this.#journal = journal;
    this.#load = boot.load;
    this.#settings = new Map(boot.settings);
    this.#way = way;
    this.#news = news;
  }

  /** Becomes the client that storage names, catches up with its journal, and opens the license. */
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
    const told = this.#replica.load({ ...this.#load }, await this.#journal.identify(now), now);
    this.#isCleared = false;
    await this.#journal.catchUp(this.#replica);
    await this.#way.begin(now);
    const answer = await this.#event({ type: "open" }, now);
    for (const [scanner, settings] of this.#settings) {
      await this.#event({ type: "settings", scanner, ...settings }, now);
    }
    const warnings = [...this.#journal.warnings, ...told];
    return { client: { uuid: this.#replica.uuid, durable: this.#journal.durable, warnings }, answer };
  }

  /** Forgets the UUID and opens as a new client. */
  async renew(now: number): Promise<Opening> {
    await this.#journal.renew();
    this.#news.committed();
    return this.open(now);
  }

  /** What a worker that died has decided of a question; null: nothing, ask it anew. */
  async kept(asked: Asked): Promise<WireAnswer | null> {
    return (await this.#journal.kept(asked))?.answer ?? null;
  }

  frame({ now, at, scanner, codes }: WireFrame, asked: Asked): Promise<WireScan> {
    return this.#asCurrentClient(now, async () => {
      const frame = frameBody(this.#replica.session, scanner, codes);
      const reply = this.#replica.frame(now, at, frame);
      if (isShort(reply)) {
        const answer = this.#scans.expand(reply, codes, at);
        return counts(reply) ? this.#commit({ now, at, frame }, answer, asked) : answer;
      }
      return this.#decide(reply, { now, at, frame }, asked);
    });
  }

  async event(event: WireEvent, now: number, at: number, asked: Asked): Promise<WireAnswer> {
    const answer = await this.#asCurrentClient(now, () => this.#event(event, now, at, asked));
    if (event.type === "settings" && answer.answer !== "refused") {
      this.#remember(event);
    }
    return answer;
  }

  /** Sends the usage of the slots that have ended. */
  flush(now: number): Promise<void> {
    return this.#asCurrentClient(now, () => this.#way.flush(now));
  }

  /** Asks an operation that decides nothing; how the license stands, with all that other tabs committed. */
  async call(op: DoorOperation, fields: Settings, now: number): Promise<Record<string, unknown>> {
    if (op === "status") {
      await this.#asCurrentClient(now, () => this.#journal.catchUp(this.#replica));
    }
    if (op === "storage") {
      this.#journal.fill(fields["full"] === true);
      return {};
    }
    return this.#way.call(op, { ...fields, now });
  }

  /** Learns what other tabs committed; a client that was replaced meanwhile becomes another at its next request. */
  async catchUp(): Promise<void> {
    try {
      await this.#journal.catchUp(this.#replica);
    } catch (error) {
      this.#sayIfCleared(error);
    }
  }

  compact(): Promise<void> {
    return this.#journal.compact(this.#replica);
  }

  close(): void {
    this.#journal.close();
  }

  async #event(event: WireEvent, now: number, at = now, asked: Asked | null = null): Promise<WireAnswer> {
    const reply = this.#replica.call("event", { now, at, event });
    const first = "transact" in reply ? { transact: true as const } : (reply["answer"] as WireAnswer);
    return this.#decide(first, { now, at, event }, asked);
  }

  /** An answer that changes nothing durable stands; the others are decided where the decision can be kept. */
  async #decide(first: WireAnswer | Transact, question: Question, asked: Asked | null): Promise<WireScan> {
    return "transact" in first ? this.#commit(question, null, asked) : this.#scans.learn(first);
  }

  async #commit(question: Question, atHand: WireScan | null, asked: Asked | null): Promise<WireScan> {
    return this.#scans.learn(await this.#way.decide(question, atHand, asked));
  }

  /** Does `work`; when storage names another client, becomes that one and does it anew. */
  async #asCurrentClient<T>(now: number, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      this.#sayIfCleared(error);
      const { client } = await this.open(now);
      this.#news.replaced(client);
      return work();
    }
  }

  /** Tells the page once that its storage is gone; throws what is no word of another client. */
  #sayIfCleared(error: unknown): void {
    if (!(error instanceof ClientReplaced)) {
      throw error;
    }
    if (error.isCleared && !this.#isCleared) {
      this.#isCleared = true;
      this.#news.notify({ kind: "warning", warning: CLEARED });
    }
  }

  #remember({ type, scanner, ...settings }: WireEvent): void {
    const name = scanner as string;
    this.#settings.set(name, { ...this.#settings.get(name), ...settings });
  }
}
