/**
 * Decisions of a shared license server. The Python core says step by step what is to be done: each entry is written
 * to the journal before its step is performed, so that whatever gets lost on the way is made good (ID-8, NET-5).
 */
import type { Warning } from "../api/answers.ts";
import type { Errands } from "./page_tasks.ts";
import type { Journal } from "../storage/journal.ts";
import type { Asked } from "../storage/saved_answers.ts";
import type { LoadFields, WireAnswer, WireScan } from "../protocol/messages.ts";
import type { DoorReplica } from "./core_session.ts";
import { type Signed, verify } from "./signature.ts";
import { Turns } from "./ask_lock.ts";
import { type Question, UsageNews, type SessionNews, type Way } from "./decider.ts";

/** What a reply of the door tells to do; without fetch and verify it is the last. */
interface Told {
  readonly entry: string | null;
  readonly uuid: string;
  readonly fetch?: { place: "main" | "standby"; path: string; body: unknown; limit_ms: number };
  readonly verify?: Signed;
  readonly answer?: WireScan;
  readonly notices?: readonly WireAnswer[];
  readonly flush_at?: number | null;
}

const UNREACHED = ["SERVER_UNREACHABLE", "OFFLINE_CACHED", "CLOCK_CHANGED"];
const USAGE_LIMIT_MS = 3000;

/** Asks the license server through the page; one tab of the origin at a time. */
export class SharedWay implements Way {
  readonly #replica: DoorReplica;
  readonly #journal: Journal;
  readonly #errands: Errands;
  readonly #load: LoadFields;
  readonly #news: SessionNews;
  readonly #turns: Turns;
  readonly #usage: UsageNews;
  /** Why the servers could not be asked in the event under way. */
  #troubles: Warning[] = [];
  /** The simulated network is down. */
  #isCut = false;
  /** The server does not know the project: it has no usage to tell. */
  #isUnknown = false;

  /** `load` names the servers, `page` is the name of the page among those of its origin. */
  constructor(
    replica: DoorReplica, journal: Journal, errands: Errands, load: LoadFields, page: string, news: SessionNews,
  ) {
    this.#replica = replica;
    this.#journal = journal;
    this.#errands = errands;
    this.#load = load;
    this.#news = news;
    this.#turns = new Turns(journal, errands, page);
    this.#usage = new UsageNews(news);
  }

  /** Checks the local license that the journal holds before it is used (NET-7). */
  async begin(now: number): Promise<void> {
    if (this.#isCut) {
      await this.#cut(true);
    }
    await this.#perform("trust", { now }, null);
  }

  async decide(question: Question, _atHand: WireScan | null, asked: Asked | null): Promise<WireScan> {
    // Asked again after a crash, it is the same report: the server counts it once (NET-5).
    const report = asked && { report: `${asked.page}:${asked.id}` };
    const answer = await this.#perform("begin", { ...question, ...report }, asked);
    this.#isUnknown = answer.reason === "KEY_UNKNOWN";
    const troubles = UNREACHED.includes(answer.reason ?? "") ? this.#troubles : [];
    return troubles.length > 0 ? { ...answer, warnings: [...answer.warnings, ...troubles] } : answer;
  }

  async flush(now: number): Promise<void> {
    this.#usage.sending();
    await this.#perform("flush", { now }, null);
  }

  async call(op: string, fields: Question): Promise<Record<string, unknown>> {
    if (op === "network") {
      return this.#cut(fields["up"] !== true);
    }
    return this.#replica.call(op, op === "status" ? { ...fields, usage: await this.#askUsage() } : fields);
  }

  /** A simulated fault: a new client of this page is as cut off as the one before. */
  async #cut(isCut: boolean): Promise<Record<string, unknown>> {
    this.#isCut = isCut;
    return this.#replica.call("network", { up: !isCut });
  }

  /** How the items stand, as the server tells it; null where it does not. */
  async #askUsage(): Promise<string | null> {
    if (this.#isCut || this.#isUnknown) {
      return null;
    }
    const url = `${this.#address("main")}v1/projects/${encodeURIComponent(this.#load.key)}/usage`;
    const { status, text } = await this.#errands.fetch(url, null, USAGE_LIMIT_MS);
    return status === 200 ? text : null;
  }

  async #perform(op: string, fields: Question, asked: Asked | null): Promise<WireScan> {
    const { answer, notices = [], flush_at = null } = await this.#turns.take(fields["now"] as number, async () => {
      await this.#journal.catchUp(this.#replica);
      return this.#stepByStep(op, fields, asked);
    });
    this.#usage.tell(notices, flush_at);
    return answer!;
  }

  async #stepByStep(op: string, fields: Question, asked: Asked | null): Promise<Told> {
    this.#troubles = [];
    let told = await this.#step(op, { ...fields, entries: [] }, asked);
    while (told.fetch || told.verify) {
      const result = told.fetch
        ? { fetched: await this.#fetch(told.fetch) }
        : { verified: await this.#verify(told.verify!) };
      told = await this.#step("resume", result, asked);
    }
    return told;
  }

  /** One reply of the door, written down. */
  async #step(op: string, fields: Question, asked: Asked | null): Promise<Told> {
    const told = this.#replica.call(op, fields) as unknown as Told;
    const isNew = told.uuid !== this.#replica.uuid;
    if (told.entry === null && !isNew) {
      return told;
    }
    this.#replica.unsettled = true;
    try {
      await this.#journal.append(told.entry, told.uuid, asked && told.answer ? { asked, answer: told.answer } : null);
    } catch (error) {
      this.#replica.settle(false);
      throw error;
    }
    this.#replica.settle(true);
    this.#news.committed();
    if (isNew) {
      this.#become(told.uuid);
    }
    return told;
  }

  #become(uuid: string): void {
    this.#replica.rename(uuid);
    this.#news.replaced({ uuid, durable: this.#journal.durable, warnings: [] });
  }

  async #fetch({ place, path, body, limit_ms }: NonNullable<Told["fetch"]>): Promise<Record<string, unknown>> {
    const url = this.#address(place) + path.slice(1);
    const { elapsedMs, status, text, trouble } = await this.#errands.fetch(url, body, limit_ms);
    if (trouble !== null && !this.#troubles.some(({ reason }) => reason === trouble.reason)) {
      this.#troubles.push(trouble);
    }
    return { elapsed_ms: elapsedMs, status, text };
  }

  #address(place: "main" | "standby"): string {
    return (place === "standby" ? this.#load.standby : undefined) ?? this.#load.server!;
  }

  async #verify(signed: Signed): Promise<boolean> {
    return (await verify(signed)) ?? (this.#replica.call("verify", { ...signed })["verified"] as boolean);
  }
}
