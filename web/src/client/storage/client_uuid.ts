/** The client's UUID in storage (ID-4). */

const KEY = "uuid";

/** The stored UUID of this origin; undefined before the first use. */
export function readClientUuid(transaction: IDBTransaction): IDBRequest<unknown> {
  return transaction.objectStore("identity").get(KEY);
}

/** Stores a UUID; it replaces the stored one. */
export function writeClientUuid(transaction: IDBTransaction, uuid: string): void {
  transaction.objectStore("identity").put(uuid, KEY);
}
