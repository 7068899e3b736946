/**
 * The lease row: whose turn it is to ask where there are no Web Locks. A tab that died gives no lease back, so each
 * ends by itself: after longer than the longest ask takes (NET-1), by the clocks of the pages.
 */

const KEY = "asks";
/** Two whole attempts without a local license, and time to store what came of them. */
export const LEASE_MS = 40_000;
const RETRY_MS = 50;

interface Lease {
  readonly holder: string;
  readonly until: number;
}

/** Takes the lease if it is free; resolves to 0, or to the time after which to try again. */
export function takeLease(identity: IDBObjectStore, holder: string, now: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const request: IDBRequest<Lease | undefined> = identity.get(KEY);
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      if (isTaken(request.result, holder, now)) {
        resolve(RETRY_MS);
        return;
      }
      identity.put({ holder, until: now + LEASE_MS } satisfies Lease, KEY);
      resolve(0);
    };
  });
}

/** Gives it back, unless somebody else has it by now. */
export function giveLease(identity: IDBObjectStore, holder: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const request: IDBRequest<Lease | undefined> = identity.get(KEY);
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      if (request.result?.holder === holder) {
        identity.delete(KEY);
      }
      resolve();
    };
  });
}

/** A lease that ends later than any can is of a clock that was set back since. */
function isTaken(lease: Lease | null | undefined, holder: string, now: number): boolean {
  return lease != null && lease.holder !== holder && now < lease.until && lease.until <= now + LEASE_MS;
}
