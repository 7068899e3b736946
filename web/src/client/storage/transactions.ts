/** Transactions of this origin's database, which is opened anew where it went away. */
import { StorageError } from "../api/errors.ts";
import { type DatabaseListener, openDatabase, outdated, STORES } from "./database.ts";

/** The database of one journal. */
export class Transactions {
  readonly #listener: DatabaseListener;
  #database: IDBDatabase | null = null;
  #outdated = false;

  private constructor(listener: DatabaseListener) {
    this.#listener = {
      blocked: listener.blocked,
      gone: () => {
        this.#database = null;
        listener.gone();
      },
      outdated: () => {
        this.#outdated = true;
        listener.outdated();
      },
    };
  }

  /** Opens this origin's database; throws as {@link openDatabase}. */
  static async open(listener: DatabaseListener): Promise<Transactions> {
    const transactions = new Transactions(listener);
    transactions.#database = await openDatabase(transactions.#listener);
    return transactions;
  }

  /** Runs `work` in one transaction and resolves when it is complete; nothing of a failed one remains. */
  async run<T>(mode: IDBTransactionMode, work: (transaction: IDBTransaction) => Promise<T>): Promise<T> {
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

  close(): void {
    this.#database?.close();
    this.#database = null;
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
      this.#database = await openDatabase(this.#listener);
      return this.#database;
    } catch (error) {
      throw error instanceof StorageError ? error : new StorageError("STORAGE_ABORTED", String(error));
    }
  }
}

/** What a request of a transaction resolves to. */
export function result<T>(request: IDBRequest<T>): Promise<T> {
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
