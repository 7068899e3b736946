/**
 * How the page learns that its worker is gone.
 *
 * An uncaught error is an event, but a worker that ends or is killed says nothing, and its ports stay silent too. So
 * it holds a Web Lock as long as it lives. On plain http there are no locks: there only errors are noticed.
 */

/** Resolves when this worker holds the lock, or to false when it cannot have one. */
export function holdLivenessLock(lock: string): Promise<boolean> {
  return new Promise((resolve) => {
    const held = locks()?.request(lock, () => {
      resolve(true);
      return new Promise(() => {}); // until the worker is no more
    });
    if (held) {
      held.catch(() => resolve(false)); // an origin without storage has no locks either
    } else {
      resolve(false);
    }
  });
}

/** Calls `ended` when the worker that holds the lock is gone. Not before it holds it. */
export function watchLivenessLock(lock: string, ended: () => void): void {
  locks()
    ?.request(lock, ended)
    .catch(() => {});
}

/** Absent on plain http, whatever the types say. */
function locks(): LockManager | undefined {
  return navigator.locks;
}
