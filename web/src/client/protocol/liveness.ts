/**
 * How the page learns that its worker is gone.
 *
 * An uncaught error is an event, but a worker that ends or is killed sends none, and its ports send none
 * either. So the worker holds a Web Lock as long as it lives. On plain http there are no locks: only errors
 * are noticed there.
 */

/** Resolves to true when this worker holds the lock, to false when it cannot have one. */
export function holdLivenessLock(lock: string): Promise<boolean> {
  return new Promise((resolve) => {
    const held = locks()?.request(lock, () => {
      resolve(true);
      return new Promise(() => {}); // held until the worker ends
    });
    if (held) {
      held.catch(() => resolve(false)); // an origin without storage has no locks either
    } else {
      resolve(false);
    }
  });
}

/**
 * Calls `ended` when the worker that holds the lock is gone. Call it only after the worker holds the lock.
 */
export function watchLivenessLock(lock: string, ended: () => void): void {
  locks()
    ?.request(lock, ended)
    .catch(() => {});
}

/** Absent on plain http, although the types always have it. */
function locks(): LockManager | undefined {
  return navigator.locks;
}
