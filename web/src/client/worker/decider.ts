/** The port between a session and whoever decides its events: the authority in this worker, or a shared server. */
import type { Asked } from "../storage/saved_answers.ts";
import type { Notice, WireAnswer, WireClient, WireScan } from "../protocol/messages.ts";

/** An event or a frame as the door reads it, with its instants. */
export type Question = Readonly<Record<string, unknown>>;

/** What the run of a session tells. */
export interface SessionNews {
  /** Something was committed that other tabs do not know yet. */
  committed(): void;
  /** The client is a new one: storage was cleared, another tab forgot it, or it was a clone (ID-8). */
  replaced(client: WireClient): void;
  notify(notice: Notice): void;
}

/** Tells the page what became of kept usage, and when the next is to be sent (NET-4). */
export class UsageNews {
  readonly #news: SessionNews;
  #flushAt: number | null = null;

  constructor(news: SessionNews) {
    this.#news = news;
  }

  /** The page has just come to send what was due: its timer is spent. */
  sending(): void {
    this.#flushAt = null;
  }

  /** `notices` are the answers of reports, `flushAt` is the end of the next slot that has usage. */
  tell(notices: readonly WireAnswer[], flushAt: number | null): void {
    for (const answer of notices) {
      this.#news.notify({ kind: "report", answer });
    }
    if (flushAt !== this.#flushAt) {
      this.#flushAt = flushAt;
      this.#news.notify({ kind: "flush", at: flushAt });
    }
  }
}

/** How decisions that change something durable are made. */
export interface Way {
  /** Does what must be done before the client's first event. */
  begin(now: number): Promise<void>;
  /**
   * Decides an event, and resolves when the decision is durable.
   *
   * @param atHand an answer that the door has already decided, to be kept where it still holds; or null
   * @param asked the page's question that the event is the answer to; null for an event that nobody asked for
   * @throws StorageError the event has not happened
   * @throws ClientReplaced the event has not happened: the client is another one
   */
  decide(question: Question, atHand: WireScan | null, asked: Asked | null): Promise<WireScan>;
  /** Sends what waits for the end of its slot (NET-4). */
  flush(now: number): Promise<void>;
  /** Asks an operation of the door that decides nothing. */
  call(op: string, fields: Question): Promise<Record<string, unknown>>;
}
