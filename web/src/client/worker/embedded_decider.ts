/** Decisions of the authority in this worker: each is one transaction of the journal. */
import type { WireScan } from "../protocol/messages.ts";
import type { Decision, Journal } from "../storage/journal.ts";
import type { PageRequest } from "../storage/saved_answers.ts";
import type { CoreSession } from "./core_session.ts";
import { type CoreFields, type Decider, type SessionListener, UsageNotices } from "./decider.ts";

/** Decides on top of what was committed before, inside the transaction that keeps the decision. */
export class EmbeddedDecider implements Decider {
  readonly #core: CoreSession;
  readonly #journal: Journal;
  readonly #listener: SessionListener;
  readonly #usage: UsageNotices;

  constructor(core: CoreSession, journal: Journal, listener: SessionListener) {
    this.#core = core;
    this.#journal = journal;
    this.#listener = listener;
    this.#usage = new UsageNotices(listener);
  }

  async begin(): Promise<void> {}

  async decide(fields: CoreFields, atHand: WireScan | null, request: PageRequest | null): Promise<WireScan> {
    return this.#keep("transact", fields, atHand, request);
  }

  async flush(now: number): Promise<void> {
    this.#usage.sending();
    await this.#keep("flush", { now }, null, null);
  }

  async call(op: string, fields: CoreFields): Promise<Record<string, unknown>> {
    return this.#core.call(op, fields);
  }

  async #keep(
    op: "transact" | "flush", fields: CoreFields, atHand: WireScan | null, request: PageRequest | null,
  ): Promise<WireScan> {
    const core = this.#core;
    let decision: Decision | null = atHand && { answer: atHand, entry: this.#entry() };
    core.unsettled = atHand !== null;
    const decide = (): Decision => {
      // The one at hand stands no more where others have committed since.
      decision = decision !== null && core.unsettled ? decision : this.#transact(op, fields);
      return decision;
    };
    try {
      const answer = await this.#journal.decide(core, decide, request);
      core.settle(true);
      if (decision?.entry != null) {
        this.#listener.committed();
      }
      if (decision?.flush_at !== undefined) {
        this.#usage.tell(decision.notices ?? [], decision.flush_at);
      }
      return answer;
    } catch (error) {
      core.settle(false);
      throw error;
    }
  }

  /** What the last decision changed. */
  #entry(): string {
    return this.#core.call("entry")["entry"] as string;
  }

  #transact(op: "transact" | "flush", fields: CoreFields): Decision {
    this.#core.unsettled = true;
    // The journal has already brought the copy up to date: no entries are left to hand over.
    return this.#core.call(op, { ...fields, entries: [] }) as unknown as Decision;
  }
}
