/** The client's UUID as storage has it (ID-4). */

const KEY = "uuid";

/** What is stored as the UUID of this origin; before the first use it is undefined. */
export function readClientUuid(transaction: IDBTransaction): IDBRequest<unknown> {
  return transaction.objectStore("identity").get(KEY);
}

/** Keeps a UUID in place of any other. */
export function writeClientUuid(transaction: IDBTransaction, uuid: string): void {
  transaction.objectStore("identity").put(uuid, KEY);
}
