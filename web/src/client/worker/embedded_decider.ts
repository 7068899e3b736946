/** Decisions of the authority in this worker: each that changes something is a transaction of the journal. */
import type { WireScan } from "../protocol/messages.ts";
import type { JournaledDecision, Journal } from "../storage/journal.ts";
import type { PageRequest } from "../storage/saved_answers.ts";
import type { CoreSession } from "./core_session.ts";
import { type CoreFields, type Decider, type SessionListener, UsageNotices } from "./decider.ts";

/** Decides with everything that was committed before the transaction that stores the decision. */
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

  decide(fields: CoreFields, request: PageRequest | null): Promise<WireScan> {
    return this.#decide("decide", fields, request);
  }

  async flush(now: number): Promise<void> {
    this.#usage.sending();
    await this.#decide("flush", { now }, null);
  }

  async call(op: string, fields: CoreFields): Promise<Record<string, unknown>> {
    return this.#core.call(op, fields);
  }

  /** Decides at once. A decision that changes something is stored if no other tab has committed meanwhile. */
  async #decide(op: "decide" | "flush", fields: CoreFields, request: PageRequest | null): Promise<WireScan> {
    const core = this.#core;
    let decision = this.#ask(op, fields);
    if (decision.entry === null) {
      return this.#notify(decision);
    }
    try {
      const answer = await this.#journal.decide(
        core,
        () => {
          if (!core.unsettled) {
            decision = this.#ask(op, fields); // the copy now has the commits of other tabs
          }
          return decision;
        },
        request,
      );
      core.settle(true);
      if (decision.entry !== null) {
        this.#listener.committed();
      }
      this.#notify(decision);
      return answer;
    } catch (error) {
      core.settle(false);
      throw error;
    }
  }

  #ask(op: "decide" | "flush", fields: CoreFields): JournaledDecision {
    const decision = this.#core.call(op, fields) as unknown as JournaledDecision;
    this.#core.unsettled = decision.entry !== null;
    return decision;
  }

  #notify({ answer, notices, flush_at }: JournaledDecision): WireScan {
    this.#usage.tell(notices ?? [], flush_at ?? null);
    return answer;
  }
}
