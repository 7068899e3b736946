/**
 * The interface to what decides a session's events: the authority in this worker, or a shared license server.
 */
import type { Notice, WireAnswer, WireClient, WireScan } from "../protocol/messages.ts";
import type { PageRequest } from "../storage/saved_answers.ts";

/** An event as the core reads it, with its instants. */
export type CoreFields = Readonly<Record<string, unknown>>;

/** What a session calls. */
export interface SessionListener {
  /** Something was committed; the other tabs must be informed. */
  committed(): void;
  /** A new client replaced this one: storage was cleared, another tab forgot it, or it was a clone (ID-8). */
  replaced(client: WireClient): void;
  notify(notice: Notice): void;
}

/** Sends the page the answers to reported usage, and the instant of the next report (NET-4). */
export class UsageNotices {
  readonly #listener: SessionListener;
  #flushAt: number | null = null;

  constructor(listener: SessionListener) {
    this.#listener = listener;
  }

  /** The page's timer has fired and is not set any more. */
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
   * Decides an event; resolves when the decision is durable or has changed nothing.
   *
   * @param request the page's request; null for an event without a request
   * @throws StorageError the event has not happened
   * @throws ClientReplaced the event has not happened: the client is another one
   */
  decide(fields: CoreFields, request: PageRequest | null): Promise<WireScan>;
  /** Sends what waits for the end of its slot (NET-4). */
  flush(now: number): Promise<void>;
  /** Calls an operation of the core that decides nothing. */
  call(op: string, fields: CoreFields): Promise<Record<string, unknown>>;
}
