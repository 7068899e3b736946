/**
 * Answers that are kept until the page has heard them. Each is written in the transaction that makes its decision
 * durable: a worker that takes the place of one that died finds there what was decided, and decides it no second time.
 */
import type { WireAnswer } from "../protocol/messages.ts";

/** What a page is being answered. */
export interface Asked {
  /** The page's name: ids are its own. */
  readonly page: string;
  readonly id: number;
  /** The replies to all ids up to this one have come. */
  readonly heard: number;
  /** The page's clock. */
  readonly at: number;
}

/** A decision that is durable. */
export interface Kept {
  readonly answer: WireAnswer;
  readonly at: number;
}

const NAME = "answered";
/** A page that died leaves its last rows behind: those of any page are needed for seconds only. */
const KEPT_MS = 600_000;

/** Keeps an answer, and lets go of those that the page has heard. */
export function keepAnswer(identity: IDBObjectStore, { page, id, heard, at }: Asked, answer: WireAnswer): void {
  identity.delete(IDBKeyRange.bound([NAME, page, 0], [NAME, page, heard]));
  identity.put({ answer, at } satisfies Kept, [NAME, page, id]);
}

/** What was kept of a page's question. */
export function readKept(identity: IDBObjectStore, { page, id }: Asked): IDBRequest<Kept | undefined> {
  return identity.get([NAME, page, id]);
}

/** Drops what pages left behind; by any clock that was set back since, too. */
export function sweepKept(identity: IDBObjectStore, now: number): void {
  const cursors = identity.openCursor(IDBKeyRange.bound([NAME], [NAME, []]));
  cursors.onsuccess = () => {
    const cursor = cursors.result;
    if (cursor === null) {
      return;
    }
    const { at = 0 } = (cursor.value as Partial<Kept> | null) ?? {}; // what others wrote there is as old as can be
    if (Math.abs(now - at) > KEPT_MS) {
      cursor.delete();
    }
    cursor.continue();
  };
}
