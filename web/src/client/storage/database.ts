/** The IndexedDB database of this origin: its schema, and what happens when another tab changes it. */
import { StorageError } from "../api/errors.ts";

/** The database's name, one per origin. */
export const DATABASE = "licensim";
/** Raised with every change of the stores or of their content. */
export const SCHEMA = 1;

/**
 * - `identity`: the UUID, under the key `uuid`; the tab that may ask the license server, under `asks` (see
 *   `lock_row.ts`); answers that the page has not received yet (see `saved_answers.ts`).
 * - `journal`: the changes of a decision, as the Python core wrote them, under `[journal, position]`. The
 *   name of a journal is the project's key; for a shared server it is a zero character and the key.
 * - `snapshots`: the ledger up to and including a position, under `[journal, position]`.
 */
export const STORES = ["identity", "journal", "snapshots"] as const;

/** Why there is no database here: ID-5, ID-10. */
export class StorageUnavailable extends Error {
  readonly reason: "STORAGE_MISSING" | "STORAGE_DENIED";

  constructor(reason: "STORAGE_MISSING" | "STORAGE_DENIED", message: string) {
    super(message);
    this.reason = reason;
  }
}

/** What the user of a database is called for later. */
export interface DatabaseListener {
  /** The connection is closed: the database was deleted, or the browser closed it. Open it again. */
  gone(): void;
  /** A newer version needs the database: this page must reload. The connection is closed. */
  outdated(): void;
  /** A tab of an older version keeps the database open; opening waits for that tab. */
  blocked(): void;
}

/**
 * Opens the database; creates it if there is none.
 *
 * @throws StorageUnavailable if this page can have no database
 * @throws StorageError `STORAGE_OUTDATED` if a newer version created it, `STORAGE_DAMAGED` if its stores are
 * missing
 */
export function openDatabase(listener: DatabaseListener): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = requestDatabase();
    request.onupgradeneeded = () => createStores(request.result);
    request.onblocked = () => listener.blocked();
    request.onerror = () => reject(refusal(request.error));
    request.onsuccess = () => {
      const database = request.result;
      const lacks = STORES.filter((name) => !database.objectStoreNames.contains(name));
      if (lacks.length > 0) {
        database.close();
        reject(
          new StorageError("STORAGE_DAMAGED", `this origin's ledger lacks its stores: ${lacks.join(", ")}`),
        );
        return;
      }
      observe(database, listener);
      resolve(database);
    };
  });
}

function requestDatabase(): IDBOpenDBRequest {
  // Even reading this property throws if storage is denied.
  let factory: IDBFactory | undefined;
  try {
    factory = globalThis.indexedDB;
  } catch (error) {
    throw new StorageUnavailable("STORAGE_DENIED", String(error));
  }
  if (!factory) {
    throw new StorageUnavailable("STORAGE_MISSING", "this browser has no IndexedDB here");
  }
  try {
    return factory.open(DATABASE, SCHEMA);
  } catch (error) {
    throw new StorageUnavailable("STORAGE_DENIED", String(error));
  }
}

function createStores(database: IDBDatabase): void {
  for (const name of STORES) {
    database.createObjectStore(name);
  }
}

function refusal(error: DOMException | null): Error {
  return error?.name === "VersionError"
    ? outdated()
    : new StorageUnavailable("STORAGE_DENIED", String(error));
}

/** The error of every call after a newer version has taken over. */
export function outdated(): StorageError {
  const message = "a newer version of licensim has taken over this origin's ledger: reload the page";
  return new StorageError("STORAGE_OUTDATED", message);
}

function observe(database: IDBDatabase, listener: DatabaseListener): void {
  database.onclose = () => listener.gone();
  database.onversionchange = ({ newVersion }) => {
    // The tab that upgrades or deletes the database waits for all connections: close this one at once.
    database.close();
    if (newVersion === null) {
      listener.gone();
    } else {
      listener.outdated();
    }
  };
}
