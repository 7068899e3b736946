/** Transactions of this origin's database, which is opened again if it was closed. */
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

  /** Opens this origin's database; throws as {@link openDatabase} does. */
  static async open(listener: DatabaseListener): Promise<Transactions> {
    const transactions = new Transactions(listener);
    transactions.#database = await openDatabase(transactions.#listener);
    return transactions;
  }

  /** Runs `work` in one transaction and resolves when it is complete; a failed one changes nothing. */
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
        throw storageError(error); // the aborted transaction does not have this reason
      }
      // The error of `work` may be a consequence of an abort: then the transaction has the cause. It has none
      // if it had ended before (InvalidStateError).
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
      // The browser has closed the connection, as it does when the user clears the site's data.
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

/** The result of a request, as a promise. */
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
    // It has ended already.
  }
}
