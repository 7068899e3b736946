/** The key of the page's project; to start over takes the next key, under which nothing is counted. */

const FIRST = "DEMO-1";
const NAME = "licensim.harness.key";
const KEY = /^DEMO-1(?:\.([1-9]\d{0,9}))?$/;

/** The key in use; it lasts as long as the ledger, or without storage as long as the page. */
export function readKey(): string {
  try {
    const stored = localStorage.getItem(NAME) ?? "";
    return KEY.test(stored) ? stored : FIRST; // another script may have written it
  } catch {
    return FIRST;
  }
}

/** Take the next key: after `DEMO-1` come `DEMO-1.2`, `DEMO-1.3`. */
export function nextKey(key: string): string {
  const [, turn] = KEY.exec(key) ?? [];
  const next = `${FIRST}.${Number(turn ?? 1) + 1}`;
  try {
    localStorage.setItem(NAME, next);
  } catch {
    // Storage is denied: the next load begins with the first key again.
  }
  return next;
}

/** Use the first key again at the next load. */
export function forgetKey(): void {
  try {
    localStorage.removeItem(NAME);
  } catch {
    // Storage is denied: the next load uses the first key anyway.
  }
}
