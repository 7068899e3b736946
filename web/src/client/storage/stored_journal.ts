/**
 * The journal in IndexedDB: one `readwrite` transaction per decision. So the browser itself orders the tabs
 * of an origin, and aborts the unfinished transaction of a tab that dies.
 */
import type { WireAnswer } from "../protocol/messages.ts";
import { isUuid, newUuid } from "../protocol/uuid.ts";
import { readClientUuid, writeClientUuid } from "./client_uuid.ts";
import type { DatabaseListener } from "./database.ts";
import {
  type AnsweredRequest,
  ClientReplaced,
  type JournaledDecision,
  type Journal,
  type LedgerCopy,
} from "./journal.ts";
import { releaseLockRow, takeLockRow } from "./lock_row.ts";
import {
  type PageRequest,
  readSavedAnswer,
  saveAnswer,
  type SavedAnswer,
  sweepSavedAnswers,
} from "./saved_answers.ts";
import { result, Transactions } from "./transactions.ts";

/** How many entries may follow a snapshot before they are compacted: a reload replays at most these. */
const MAX_ENTRIES = 200;

/** Decisions stored in this origin's database, under a project's key. */
export class StoredJournal implements Journal {
  readonly durable = true;
  readonly warnings = [];
  readonly #key: string;
  readonly #transactions: Transactions;
  /** A simulated fault: every write fails as if the browser's quota were used up. */
  #full = false;
  #uuid = "";
  /** The last entry that this tab's copy has. */
  #position = 0;
  /** The last entry that the stored snapshot has. */
  #compacted = 0;

  private constructor(key: string, transactions: Transactions) {
    this.#key = key;
    this.#transactions = transactions;
  }

  /** Opens this origin's database; throws as {@link openDatabase} does. */
  static async open(key: string, listener: DatabaseListener): Promise<StoredJournal> {
    return new StoredJournal(key, await Transactions.open(listener));
  }

  async identify(now: number): Promise<string> {
    this.#uuid = await this.#transactions.run("readwrite", async (transaction) => {
      sweepSavedAnswers(transaction.objectStore("identity"), now);
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

  async decide(
    ledger: LedgerCopy,
    decision: () => JournaledDecision,
    request: PageRequest | null,
  ): Promise<WireAnswer> {
    const [answer, position] = await this.#transactions.run("readwrite", async (transaction) => {
      await this.#follow(transaction, ledger);
      const decided = decision();
      if (decided.entry === null) {
        return [decided.answer, this.#position];
      }
      if (request !== null) {
        saveAnswer(transaction.objectStore("identity"), request, decided.answer);
      }
      return [decided.answer, this.#append(transaction, decided.entry)];
    });
    this.#position = position;
    return answer;
  }

  async catchUp(ledger: LedgerCopy): Promise<boolean> {
    return this.#transactions.run("readonly", (transaction) => this.#follow(transaction, ledger));
  }

  async append(entry: string | null, uuid: string, answered: AnsweredRequest | null): Promise<void> {
    this.#position = await this.#transactions.run("readwrite", async (transaction) => {
      this.#demandSame(await result(readClientUuid(transaction)));
      this.#demandRoom();
      writeClientUuid(transaction, uuid);
      if (answered !== null) {
        saveAnswer(transaction.objectStore("identity"), answered.request, answered.answer);
      }
      return entry === null ? this.#position : this.#append(transaction, entry);
    });
    this.#uuid = uuid;
  }

  async savedAnswer(request: PageRequest): Promise<SavedAnswer | null> {
    const found = await this.#transactions.run("readonly", (transaction) =>
      result(readSavedAnswer(transaction.objectStore("identity"), request)),
    );
    return found ?? null;
  }

  takeAskLock(holder: string, now: number): Promise<number> {
    return this.#transactions.run("readwrite", (transaction) =>
      takeLockRow(transaction.objectStore("identity"), holder, now),
    );
  }

  releaseAskLock(holder: string): Promise<void> {
    return this.#transactions.run("readwrite", (transaction) =>
      releaseLockRow(transaction.objectStore("identity"), holder),
    );
  }

  fill(full: boolean): void {
    this.#full = full;
  }

  async compact(ledger: LedgerCopy): Promise<void> {
    if (this.#position - this.#compacted <= MAX_ENTRIES) {
      return;
    }
    this.#compacted = await this.#transactions.run("readwrite", async (transaction) => {
      await this.#follow(transaction, ledger);
      if (this.#position - this.#compacted > MAX_ENTRIES) {
        this.#replaceEntries(transaction, ledger.snapshot());
        return this.#position;
      }
      return this.#compacted; // another tab was faster
    });
  }

  close(): void {
    this.#transactions.close();
  }

  /**
   * Updates the copy inside a transaction. The entries that it reads are committed, so the copy keeps them
   * even if this transaction is aborted.
   */
  async #follow(transaction: IDBTransaction, ledger: LedgerCopy): Promise<boolean> {
    const [journal, snapshots] = [transaction.objectStore("journal"), transaction.objectStore("snapshots")];
    const newer = after(this.#key, this.#position);
    const [uuid, snapshotKeys, keys, entries] = await Promise.all([
      result(readClientUuid(transaction)),
      result(snapshots.getAllKeys(after(this.#key, 0))),
      result(journal.getAllKeys(newer)),
      result<string[]>(journal.getAll(newer)),
    ]);
    this.#demandSame(uuid);
    const compacted = positionOf(snapshotKeys.at(-1));
    const behind = compacted > this.#position;
    const snapshot = behind ? await result<string>(snapshots.get([this.#key, compacted])) : null;
    this.#compacted = compacted;
    if (snapshot === null && entries.length === 0) {
      return false;
    }
    ledger.follow(snapshot, entries);
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

/** All positions of a project's key after a position. */
function after(key: string, position: number): IDBKeyRange {
  return IDBKeyRange.bound([key, position], [key, Number.POSITIVE_INFINITY], true);
}

function positionOf(key: IDBValidKey | undefined): number {
  return Array.isArray(key) ? (key[1] as number) : 0;
}
