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

/** A license document in which one project key replaces another; its lines stay. */
export function rekeyed(document: string, from: string, to: string): string {
  return document.replaceAll(/("key"\s*:\s*)"([^"\\]*)"/g, (whole, name: string, key: string) =>
    key === from ? name + JSON.stringify(to) : whole,
  );
}

/** A license document for this page's project: if it has no project of this key, its first one gets the key. */
export function forKey(document: string, own: string): string {
  const keys = keysOf(document);
  return keys[0] === undefined || keys.includes(own) ? document : rekeyed(document, keys[0], own);
}

/** The keys of a document's projects; none if it is no document: the core names its faults. */
function keysOf(document: string): readonly string[] {
  try {
    const { projects } = JSON.parse(document) as { projects: readonly { key: unknown }[] };
    return projects.map(({ key }) => String(key));
  } catch {
    return [];
  }
}

/** Use the first key again at the next load. */
export function forgetKey(): void {
  try {
    localStorage.removeItem(NAME);
  } catch {
    // Storage is denied: the next load uses the first key anyway.
  }
}
