/**
 * The journal in IndexedDB: one `readwrite` transaction per decision, so that the browser itself puts the tabs of
 * an origin in order, and gives up what a dying tab had not finished.
 */
import { type DatabaseWatch, openDatabase, outdated, STORES } from "./database.ts";
import type { Decision } from "../door.ts";
import { StorageError } from "../errors.ts";
import { isIdentity, newUuid, readIdentity, writeIdentity } from "../identity.ts";
import { giveLease, takeLease } from "./lease.ts";
import { type Answered, ClientReplaced, type Journal, type Replica } from "./journal.ts";
import { type Asked, type Kept, keepAnswer, readKept, sweepKept } from "./kept.ts";
import type { WireAnswer } from "../protocol.ts";

/** Entries that may lie behind a snapshot before they are compacted: a reload replays at most these. */
const MAX_ENTRIES = 200;

/** What the page is told when storage changes under it. */
export type StorageNews = DatabaseWatch;

/** Decisions kept in this origin's database, under a project's key. */
export class StoredJournal implements Journal {
  readonly durable = true;
  readonly warnings = [];
  readonly #key: string;
  readonly #watch: DatabaseWatch;
  #database: IDBDatabase | null = null;
  #outdated = false;
  /** A simulated fault: every write fails as one beyond the browser's quota does. */
  #full = false;
  #uuid = "";
  /** The last entry that the replica has. */
  #position = 0;
  /** The last entry that the stored snapshot has. */
  #compacted = 0;

  private constructor(key: string, news: StorageNews) {
    this.#key = key;
    this.#watch = {
      blocked: news.blocked,
      gone: () => {
        this.#database = null;
        news.gone();
      },
      outdated: () => {
        this.#outdated = true;
        news.outdated();
      },
    };
  }

  /** Opens this origin's database; throws as {@link openDatabase}. */
  static async open(key: string, news: StorageNews): Promise<StoredJournal> {
    const journal = new StoredJournal(key, news);
    journal.#database = await openDatabase(journal.#watch);
    return journal;
  }

  async identify(now: number): Promise<string> {
    this.#uuid = await this.#run("readwrite", async (transaction) => {
      sweepKept(transaction.objectStore("identity"), now);
      const known = await result(readIdentity(transaction));
      if (isIdentity(known)) {
        return known;
      }
      const uuid = newUuid();
      this.#demandRoom();
      writeIdentity(transaction, uuid);
      return uuid;
    });
    this.#position = this.#compacted = 0;
    return this.#uuid;
  }

  async renew(): Promise<void> {
    await this.#run("readwrite", async (transaction) => {
      this.#demandRoom();
      writeIdentity(transaction, newUuid());
    });
  }

  async decide(replica: Replica, decision: () => Decision, asked: Asked | null): Promise<WireAnswer> {
    const [answer, position] = await this.#run("readwrite", async (transaction) => {
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
    return this.#run("readonly", (transaction) => this.#follow(transaction, replica));
  }

  async append(entry: string | null, uuid: string, answered: Answered | null): Promise<void> {
    this.#position = await this.#run("readwrite", async (transaction) => {
      this.#demandSame(await result(readIdentity(transaction)));
      this.#demandRoom();
      writeIdentity(transaction, uuid);
      if (answered !== null) {
        keepAnswer(transaction.objectStore("identity"), answered.asked, answered.answer);
      }
      return entry === null ? this.#position : this.#append(transaction, entry);
    });
    this.#uuid = uuid;
  }

  async kept(asked: Asked): Promise<Kept | null> {
    const found = await this.#run("readonly", (transaction) =>
      result(readKept(transaction.objectStore("identity"), asked)),
    );
    return found ?? null;
  }

  lease(holder: string, now: number): Promise<number> {
    return this.#run("readwrite", (transaction) => takeLease(transaction.objectStore("identity"), holder, now));
  }

  endLease(holder: string): Promise<void> {
    return this.#run("readwrite", (transaction) => giveLease(transaction.objectStore("identity"), holder));
  }

  fill(full: boolean): void {
    this.#full = full;
  }

  async compact(replica: Replica): Promise<void> {
    if (this.#position - this.#compacted <= MAX_ENTRIES) {
      return;
    }
    this.#compacted = await this.#run("readwrite", async (transaction) => {
      await this.#follow(transaction, replica);
      if (this.#position - this.#compacted > MAX_ENTRIES) {
        this.#replaceEntries(transaction, replica.snapshot());
        return this.#position;
      }
      return this.#compacted; // another tab was faster
    });
  }

  close(): void {
    this.#database?.close();
    this.#database = null;
  }

  /**
   * Brings the replica up to date inside a transaction. What it reads was committed by others, so the replica keeps
   * it even when this transaction is aborted.
   */
  async #follow(transaction: IDBTransaction, replica: Replica): Promise<boolean> {
    const [journal, snapshots] = [transaction.objectStore("journal"), transaction.objectStore("snapshots")];
    const news = after(this.#key, this.#position);
    const [uuid, snapshotKeys, keys, entries] = await Promise.all([
      result(readIdentity(transaction)),
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

  /** Runs `work` in one transaction and resolves when it is complete; nothing of a failed one remains. */
  async #run<T>(mode: IDBTransactionMode, work: (transaction: IDBTransaction) => Promise<T>): Promise<T> {
    const transaction = await this.#begin(mode);
    const completed = completion(transaction);
    let value: T;
    try {
      value = await work(transaction);
    } catch (error) {
      abort(transaction);
      const cause = await completed.catch((reason) => reason);
      if (error instanceof DOMException && error.name === "QuotaExceededError") {
        throw storageError(error); // the transaction that was given up for it knows no reason
      }
      // What `work` met may be no more than the echo of an abort: then the transaction knows why. One that had ended
      // already (InvalidStateError) does not.
      throw error instanceof DOMException ? (cause ?? storageError(error)) : error;
    }
    await completed;
    return value;
  }

  async #begin(mode: IDBTransactionMode): Promise<IDBTransaction> {
    if (this.#outdated) {
      throw outdated();
    }
    try {
      return this.#transaction(mode, this.#database ?? (await this.#reopen()));
    } catch (error) {
      if (error instanceof StorageError) {
        throw error;
      }
      // The browser closed the connection under us, as it does when the user clears the site's data.
      return this.#transaction(mode, await this.#reopen());
    }
  }

  #transaction(mode: IDBTransactionMode, database: IDBDatabase): IDBTransaction {
    return database.transaction(STORES, mode, { durability: "strict" });
  }

  async #reopen(): Promise<IDBDatabase> {
    try {
      this.#database = await openDatabase(this.#watch);
      return this.#database;
    } catch (error) {
      throw error instanceof StorageError ? error : new StorageError("STORAGE_ABORTED", String(error));
    }
  }
}

/** Everything of a project's key behind a position. */
function after(key: string, position: number): IDBKeyRange {
  return IDBKeyRange.bound([key, position], [key, Number.POSITIVE_INFINITY], true);
}

function positionOf(key: IDBValidKey | undefined): number {
  return Array.isArray(key) ? (key[1] as number) : 0;
}

function result<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function completion(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(storageError(transaction.error));
  });
}

function storageError(error: DOMException | null): StorageError {
  const full = error?.name === "QuotaExceededError";
  const message = `the decision could not be stored, nothing was counted: ${error?.message || "aborted"}`;
  return new StorageError(full ? "STORAGE_FULL" : "STORAGE_ABORTED", message);
}

function abort(transaction: IDBTransaction): void {
  try {
    transaction.abort();
  } catch {
    // It has ended already, which is what was wanted.
  }
}
