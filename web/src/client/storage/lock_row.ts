/**
 * A row that serves as a lock if there are no Web Locks: its holder may ask the license server. A tab that
 * died does not release it, so it expires after longer than the longest ask takes (NET-1), by the pages'
 * clocks.
 */

const KEY = "asks";
/** Two full attempts without a local license, and time to store their outcome. */
export const LOCK_MS = 40_000;
const RETRY_MS = 50;

interface LockRow {
  readonly holder: string;
  readonly until: number;
}

/** Takes the lock if it is free; resolves to 0, or to the milliseconds to wait before the next try. */
export function takeLockRow(identity: IDBObjectStore, holder: string, now: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const request: IDBRequest<LockRow | undefined> = identity.get(KEY);
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      if (isTaken(request.result, holder, now)) {
        resolve(RETRY_MS);
        return;
      }
      identity.put({ holder, until: now + LOCK_MS } satisfies LockRow, KEY);
      resolve(0);
    };
  });
}

/** Releases the lock, unless another tab holds it by now. */
export function releaseLockRow(identity: IDBObjectStore, holder: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const request: IDBRequest<LockRow | undefined> = identity.get(KEY);
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      if (request.result?.holder === holder) {
        identity.delete(KEY);
      }
      resolve();
    };
  });
}

/** A lock whose end is too far in the future does not count: the clock was set back since. */
function isTaken(row: LockRow | null | undefined, holder: string, now: number): boolean {
  return row != null && row.holder !== holder && now < row.until && row.until <= now + LOCK_MS;
}
