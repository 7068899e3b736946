/** Decisions of the authority in this worker: each is one transaction of the journal. */
import type { Decision, Journal } from "../storage/journal.ts";
import type { Asked } from "../storage/saved_answers.ts";
import type { WireScan } from "../protocol/messages.ts";
import type { DoorReplica } from "./core_session.ts";
import { type Question, UsageNews, type SessionNews, type Way } from "./decider.ts";

/** Decides on top of what was committed before, inside the transaction that keeps the decision. */
export class EmbeddedWay implements Way {
  readonly #replica: DoorReplica;
  readonly #journal: Journal;
  readonly #news: SessionNews;
  readonly #usage: UsageNews;

  constructor(replica: DoorReplica, journal: Journal, news: SessionNews) {
    this.#replica = replica;
    this.#journal = journal;
    this.#news = news;
    this.#usage = new UsageNews(news);
  }

  async begin(): Promise<void> {}

  async decide(question: Question, atHand: WireScan | null, asked: Asked | null): Promise<WireScan> {
    return this.#keep("transact", question, atHand, asked);
  }

  async flush(now: number): Promise<void> {
    this.#usage.sending();
    await this.#keep("flush", { now }, null, null);
  }

  async call(op: string, fields: Question): Promise<Record<string, unknown>> {
    return this.#replica.call(op, fields);
  }

  async #keep(
    op: "transact" | "flush", question: Question, atHand: WireScan | null, asked: Asked | null,
  ): Promise<WireScan> {
    const replica = this.#replica;
    let decision: Decision | null = atHand && { answer: atHand, entry: this.#entry() };
    replica.unsettled = atHand !== null;
    const decide = (): Decision => {
      // The one at hand stands no more where others have committed since.
      decision = decision !== null && replica.unsettled ? decision : this.#transact(op, question);
      return decision;
    };
    try {
      const answer = await this.#journal.decide(replica, decide, asked);
      replica.settle(true);
      if (decision?.entry != null) {
        this.#news.committed();
      }
      if (decision?.flush_at !== undefined) {
        this.#usage.tell(decision.notices ?? [], decision.flush_at);
      }
      return answer;
    } catch (error) {
      replica.settle(false);
      throw error;
    }
  }

  /** What the last decision changed. */
  #entry(): string {
    return this.#replica.call("entry")["entry"] as string;
  }

  #transact(op: "transact" | "flush", question: Question): Decision {
    this.#replica.unsettled = true;
    // The journal has already let the replica follow: no entries are left to hand over.
    return this.#replica.call(op, { ...question, entries: [] }) as unknown as Decision;
  }
}
