/**
 * The port through which decisions become durable.
 *
 * Each tab has a copy of the ledger, in its Python core. A journal brings the copy up to date with what other
 * tabs committed, lets it decide, and keeps the decision before anyone hears of it.
 */
import type { Warning } from "../api/answers.ts";
import type { WireAnswer } from "../protocol/messages.ts";
import type { PageRequest, SavedAnswer } from "./saved_answers.ts";

/** A decision that stands when it is settled; `entry` is what the other tabs must learn, null if nothing. */
export interface JournaledDecision {
  readonly answer: WireAnswer;
  readonly entry: string | null;
  /** Answers of the reports that were sent on the way (NET-4). */
  readonly notices?: readonly WireAnswer[];
  /** When the usage of a slot is to be sent next. */
  readonly flush_at?: number | null;
}

/** This tab's copy of the ledger. */
export interface LedgerCopy {
  /** Takes over a snapshot, if one is given, and then what others committed after it, in order. */
  follow(snapshot: string | null, entries: readonly string[]): void;
  /** The whole ledger as it stands. */
  snapshot(): string;
}

/** This tab holds the ledger of another UUID than the one in storage. */
export class ClientReplaced extends Error {
  /** Whether storage has none: it was cleared or deleted. Else the client was forgotten in another tab. */
  readonly isCleared: boolean;

  constructor(isCleared: boolean) {
    super();
    this.isCleared = isCleared;
  }
}

/** A request of the page with its answer. */
export interface AnsweredRequest {
  readonly request: PageRequest;
  readonly answer: WireAnswer;
}

/** Where decisions are kept. */
export interface Journal {
  /** Whether what is kept outlives the page. */
  readonly durable: boolean;
  readonly warnings: readonly Warning[];
  /** The origin's UUID, made at first use; from then on this journal is read from its beginning. */
  identify(now: number): Promise<string>;
  /** Puts a new UUID in place of the old one. */
  renew(): Promise<void>;
  /**
   * Decides with all that was committed before, and resolves when the decision is durable. With a decision that changed
   * something, the answer to the page's `request` is saved.
   *
   * @throws StorageError the decision, if there was one already, is not kept
   * @throws ClientReplaced the UUID is not the one of {@link identify} any more
   */
  decide(
    ledger: LedgerCopy,
    decision: () => JournaledDecision,
    request: PageRequest | null,
  ): Promise<WireAnswer>;
  /** Brings the copy up to date; tells whether there was anything new. Throws as {@link decide}. */
  catchUp(ledger: LedgerCopy): Promise<boolean>;
  /**
   * Keeps an entry that was decided elsewhere, and the client's UUID with it; also the answer that it is part of,
   * where that is known by now. The caller holds the lock of asks (ID-8) and is caught up. Throws as {@link decide}.
   */
  append(entry: string | null, uuid: string, answered: AnsweredRequest | null): Promise<void>;
  /** The answer that a worker that died has saved for a request; null where it did not come to that. */
  savedAnswer(request: PageRequest): Promise<SavedAnswer | null>;
  /** Takes the origin's lock of asks where there are no Web Locks; resolves to 0, or to the milliseconds after which to
   * try again. */
  takeAskLock(holder: string, now: number): Promise<number>;
  releaseAskLock(holder: string): Promise<void>;
  /** Leaves no room in the storage, or room again: a simulated fault. */
  fill(full: boolean): void;
  /** Puts a snapshot in place of the entries when they have become many. */
  compact(ledger: LedgerCopy): Promise<void>;
  close(): void;
}
