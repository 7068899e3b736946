/**
 * The port through which decisions become durable.
 *
 * A replica is the ledger as the Python core of this tab holds it. A journal brings it up to date with what other
 * tabs committed, lets it decide, and keeps the decision before anyone hears of it.
 */
import type { Warning } from "../api/answers.ts";
import type { Asked, Kept } from "./saved_answers.ts";
import type { WireAnswer } from "../protocol/messages.ts";

/** A decision that stands when it is settled; `entry` is what the other tabs must learn, null if nothing. */
export interface Decision {
  readonly answer: WireAnswer;
  readonly entry: string | null;
  /** Answers of the reports that were sent on the way (NET-4). */
  readonly notices?: readonly WireAnswer[];
  /** When the usage of a slot is to be sent next. */
  readonly flush_at?: number | null;
}

/** This tab's ledger. */
export interface Replica {
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

/** A question of the page with its answer. */
export interface Answered {
  readonly asked: Asked;
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
   * Decides with all that was committed before, and resolves when the decision is durable. Where a page `asked`, its
   * answer is kept with a decision that changed something.
   *
   * @throws StorageError the decision, if there was one already, is not kept
   * @throws ClientReplaced the UUID is not the one of {@link identify} any more
   */
  decide(replica: Replica, decision: () => Decision, asked: Asked | null): Promise<WireAnswer>;
  /** Brings the replica up to date; tells whether there was anything new. Throws as {@link decide}. */
  catchUp(replica: Replica): Promise<boolean>;
  /**
   * Keeps an entry that was decided elsewhere, and the client's UUID with it; also the answer that it is part of,
   * where that is known by now. The caller has the turn (ID-8) and is caught up. Throws as {@link decide}.
   */
  append(entry: string | null, uuid: string, answered: Answered | null): Promise<void>;
  /** What a worker that died has kept of a question; null where it did not come to that. */
  kept(asked: Asked): Promise<Kept | null>;
  /** Takes the lease of the origin's asks; resolves to 0, or to the milliseconds after which to try again. */
  lease(holder: string, now: number): Promise<number>;
  endLease(holder: string): Promise<void>;
  /** Leaves no room in the storage, or room again: a simulated fault. */
  fill(full: boolean): void;
  /** Puts a snapshot in place of the entries when they have become many. */
  compact(replica: Replica): Promise<void>;
  close(): void;
}
