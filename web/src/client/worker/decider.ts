/** The port between a session and who decides its events: the authority in this worker, or a shared license server. */
import type { Notice, WireAnswer, WireClient, WireScan } from "../protocol/messages.ts";
import type { PageRequest } from "../storage/saved_answers.ts";

/** An event as the core reads it, with its instants. */
export type CoreFields = Readonly<Record<string, unknown>>;

/** Who listens to a session. */
export interface SessionListener {
  /** Something was committed that other tabs do not know yet. */
  committed(): void;
  /** The client is a new one: storage was cleared, another tab forgot it, or it was a clone (ID-8). */
  replaced(client: WireClient): void;
  notify(notice: Notice): void;
}

/** Tells the page what became of stored usage, and when the next is to be sent (NET-4). */
export class UsageNotices {
  readonly #listener: SessionListener;
  #flushAt: number | null = null;

  constructor(listener: SessionListener) {
    this.#listener = listener;
  }

  /** The page has just come to send what was due: its timer is spent. */
  sending(): void {
    this.#flushAt = null;
  }

  /** `notices` are the answers of reports, `flushAt` is the end of the next slot that has usage. */
  tell(notices: readonly WireAnswer[], flushAt: number | null): void {
    for (const answer of notices) {
      this.#listener.notify({ kind: "report", answer });
    }
    if (flushAt !== this.#flushAt) {
      this.#flushAt = flushAt;
      this.#listener.notify({ kind: "flush", at: flushAt });
    }
  }
}

/** How events are decided. */
export interface Decider {
  /** Does what must be done before the client's first event. */
  begin(now: number): Promise<void>;
  /**
   * Decides an event; resolves when the decision is durable, or changes nothing.
   *
   * @param request the page's request that is answered; null for an event that no request asked for
   * @throws StorageError the event has not happened
   * @throws ClientReplaced the event has not happened: the client is another one
   */
  decide(fields: CoreFields, request: PageRequest | null): Promise<WireScan>;
  /** Sends what waits for the end of its slot (NET-4). */
  flush(now: number): Promise<void>;
  /** Asks an operation of the core that decides nothing. */
  call(op: string, fields: CoreFields): Promise<Record<string, unknown>>;
}
