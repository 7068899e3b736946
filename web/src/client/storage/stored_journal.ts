/**
 * The journal in IndexedDB: one `readwrite` transaction per decision, so that the browser itself puts the tabs of
 * an origin in order, and gives up what a dying tab had not finished.
 */
import { isUuid, newUuid } from "../protocol/uuid.ts";
import { readClientUuid, writeClientUuid } from "./client_uuid.ts";
import { giveLease, takeLease } from "./lock_row.ts";
import { type Answered, ClientReplaced, type Decision, type Journal, type Replica } from "./journal.ts";
import { type Asked, type Kept, keepAnswer, readKept, sweepKept } from "./saved_answers.ts";
import type { WireAnswer } from "../protocol/messages.ts";
import { result, type StorageNews, Transactions } from "./transactions.ts";

/** Entries that may lie behind a snapshot before they are compacted: a reload replays at most these. */
const MAX_ENTRIES = 200;

/** Decisions kept in this origin's database, under a project's key. */
export class StoredJournal implements Journal {
  readonly durable = true;
  readonly warnings = [];
  readonly #key: string;
  readonly #transactions: Transactions;
  /** A simulated fault: every write fails as one beyond the browser's quota does. */
  #full = false;
  #uuid = "";
  /** The last entry that the replica has. */
  #position = 0;
  /** The last entry that the stored snapshot has. */
  #compacted = 0;

  private constructor(key: string, transactions: Transactions) {
    this.#key = key;
    this.#transactions = transactions;
  }

  /** Opens this origin's database; throws as {@link openDatabase}. */
  static async open(key: string, news: StorageNews): Promise<StoredJournal> {
    return new StoredJournal(key, await Transactions.open(news));
  }

  async identify(now: number): Promise<string> {
    this.#uuid = await this.#transactions.run("readwrite", async (transaction) => {
      sweepKept(transaction.objectStore("identity"), now);
      const known = await result(readClientUuid(transaction));
      if (isUuid(known)) {
        return known;
      }
      const uuid = newUuid();
      this.#demandRoom();
      writeClientUuid(transaction, uuid);
      return uuid;
    });
    this.#position = this.#compacted = 0;
    return this.#uuid;
  }

  async renew(): Promise<void> {
    await this.#transactions.run("readwrite", async (transaction) => {
      this.#demandRoom();
      writeClientUuid(transaction, newUuid());
    });
  }

  async decide(replica: Replica, decision: () => Decision, asked: Asked | null): Promise<WireAnswer> {
    const [answer, position] = await this.#transactions.run("readwrite", async (transaction) => {
      await this.#follow(transaction, replica);
      const { answer, entry } = decision();
      if (entry === null) {
        return [answer, this.#position];
      }
      if (asked !== null) {
        keepAnswer(transaction.objectStore("identity"), asked, answer);
      }
      return [answer, this.#append(transaction, entry)];
    });
    this.#position = position;
    return answer;
  }

  async catchUp(replica: Replica): Promise<boolean> {
    return this.#transactions.run("readonly", (transaction) => this.#follow(transaction, replica));
  }

  async append(entry: string | null, uuid: string, answered: Answered | null): Promise<void> {
    this.#position = await this.#transactions.run("readwrite", async (transaction) => {
      this.#demandSame(await result(readClientUuid(transaction)));
      this.#demandRoom();
      writeClientUuid(transaction, uuid);
      if (answered !== null) {
        keepAnswer(transaction.objectStore("identity"), answered.asked, answered.answer);
      }
      return entry === null ? this.#position : this.#append(transaction, entry);
    });
    this.#uuid = uuid;
  }

  async kept(asked: Asked): Promise<Kept | null> {
    const found = await this.#transactions.run("readonly", (transaction) =>
      result(readKept(transaction.objectStore("identity"), asked)),
    );
    return found ?? null;
  }

  lease(holder: string, now: number): Promise<number> {
    return this.#transactions.run("readwrite", (transaction) => takeLease(transaction.objectStore("identity"), holder, now));
  }

  endLease(holder: string): Promise<void> {
    return this.#transactions.run("readwrite", (transaction) => giveLease(transaction.objectStore("identity"), holder));
  }

  fill(full: boolean): void {
    this.#full = full;
  }

  async compact(replica: Replica): Promise<void> {
    if (this.#position - this.#compacted <= MAX_ENTRIES) {
      return;
    }
    this.#compacted = await this.#transactions.run("readwrite", async (transaction) => {
      await this.#follow(transaction, replica);
      if (this.#position - this.#compacted > MAX_ENTRIES) {
        this.#replaceEntries(transaction, replica.snapshot());
        return this.#position;
      }
      return this.#compacted; // another tab was faster
    });
  }

  close(): void {
    this.#transactions.close();
  }

  /**
   * Brings the replica up to date inside a transaction. What it reads was committed by others, so the replica keeps
   * it even when this transaction is aborted.
   */
  async #follow(transaction: IDBTransaction, replica: Replica): Promise<boolean> {
    const [journal, snapshots] = [transaction.objectStore("journal"), transaction.objectStore("snapshots")];
    const news = after(this.#key, this.#position);
    const [uuid, snapshotKeys, keys, entries] = await Promise.all([
      result(readClientUuid(transaction)),
      result(snapshots.getAllKeys(after(this.#key, 0))),
      result(journal.getAllKeys(news)),
      result<string[]>(journal.getAll(news)),
    ]);
    this.#demandSame(uuid);
    const compacted = positionOf(snapshotKeys.at(-1));
    const behind = compacted > this.#position;
    const snapshot = behind ? await result<string>(snapshots.get([this.#key, compacted])) : null;
    this.#compacted = compacted;
    if (snapshot === null && entries.length === 0) {
      return false;
    }
    replica.follow(snapshot, entries);
    this.#position = Math.max(compacted, this.#position, positionOf(keys.at(-1)));
    return true;
  }

  #demandSame(uuid: unknown): void {
    if (uuid !== this.#uuid) {
      throw new ClientReplaced(uuid === undefined);
    }
  }

  #demandRoom(): void {
    if (this.#full) {
      throw new DOMException("the storage is full", "QuotaExceededError");
    }
  }

  #append(transaction: IDBTransaction, entry: string): number {
    this.#demandRoom();
    const position = this.#position + 1;
    transaction.objectStore("journal").add(entry, [this.#key, position]);
    return position;
  }

  #replaceEntries(transaction: IDBTransaction, snapshot: string): void {
    this.#demandRoom();
    const [journal, snapshots] = [transaction.objectStore("journal"), transaction.objectStore("snapshots")];
    journal.delete(after(this.#key, 0));
    snapshots.delete(after(this.#key, 0));
    snapshots.put(snapshot, [this.#key, this.#position]);
  }
}

/** Everything of a project's key behind a position. */
function after(key: string, position: number): IDBKeyRange {
  return IDBKeyRange.bound([key, position], [key, Number.POSITIVE_INFINITY], true);
}

function positionOf(key: IDBValidKey | undefined): number {
  return Array.isArray(key) ? (key[1] as number) : 0;
}
