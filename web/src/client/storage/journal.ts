/**
 * The interface that makes decisions durable.
 *
 * Each tab has a copy of the ledger, in its Python core. A journal updates the copy with the commits of other
 * tabs, lets it decide, and stores the decision before its answer is sent.
 */
import type { Warning } from "../api/answers.ts";
import type { WireAnswer } from "../protocol/messages.ts";
import type { PageRequest, SavedAnswer } from "./saved_answers.ts";

/** A decision, valid once it is settled; `entry` is the change for the other tabs, null if there is none. */
export interface JournaledDecision {
  readonly answer: WireAnswer;
  readonly entry: string | null;
  /** Answers to the reports that were sent meanwhile (NET-4). */
  readonly notices?: readonly WireAnswer[];
  /** When the usage of a slot must be sent next. */
  readonly flush_at?: number | null;
}

/** This tab's copy of the ledger. */
export interface LedgerCopy {
  /** Loads a snapshot, if one is given, and then the entries that others committed after it, in order. */
  follow(snapshot: string | null, entries: readonly string[]): void;
  /** The whole ledger in its current state. */
  snapshot(): string;
}

/** The UUID in storage is not the one whose ledger this tab holds. */
export class ClientReplaced extends Error {
  /** Whether storage has no UUID: it was cleared or deleted. Else another tab forgot the client. */
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

/** Where decisions are stored. */
export interface Journal {
  /** Whether stored decisions outlive the page. */
  readonly durable: boolean;
  readonly warnings: readonly Warning[];
  /** The origin's UUID, created at first use. After this call the journal is read from its beginning. */
  identify(now: number): Promise<string>;
  /** Replaces the UUID by a new one. */
  renew(): Promise<void>;
  /**
   * Updates the copy with all commits, decides, and resolves when the decision is durable. If the decision
   * changed something, the answer to the page's `request` is saved with it.
   *
   * @throws StorageError the decision is not stored
   * @throws ClientReplaced the stored UUID is no longer the one of {@link identify}
   */
  decide(
    ledger: LedgerCopy,
    decision: () => JournaledDecision,
    request: PageRequest | null,
  ): Promise<WireAnswer>;
  /** Updates the copy; resolves to whether there was anything new. Throws as {@link decide} does. */
  catchUp(ledger: LedgerCopy): Promise<boolean>;
  /**
   * Stores an entry that was decided elsewhere, with the client's UUID and, if it is known, the answer that
   * the entry belongs to. The caller holds the lock of asks (ID-8) and has called {@link catchUp}. Throws as
   * {@link decide} does.
   */
  append(entry: string | null, uuid: string, answered: AnsweredRequest | null): Promise<void>;
  /** The answer that a dead worker has saved for a request; null if it saved none. */
  savedAnswer(request: PageRequest): Promise<SavedAnswer | null>;
  /**
   * Takes the origin's lock of asks if there are no Web Locks; resolves to 0, or to the milliseconds to wait
   * before the next try.
   */
  takeAskLock(holder: string, now: number): Promise<number>;
  releaseAskLock(holder: string): Promise<void>;
  /** Makes the storage full, or usable again: a simulated fault. */
  fill(full: boolean): void;
  /** Replaces the entries by a snapshot when there are many. */
  compact(ledger: LedgerCopy): Promise<void>;
  close(): void;
}
