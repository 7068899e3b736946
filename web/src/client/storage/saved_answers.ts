/**
 * Answers that are saved until the page has heard them. Each is written in the transaction that makes its decision
 * durable: a worker that takes the place of one that died finds there what was decided, and decides it no second time.
 */
import type { WireAnswer } from "../protocol/messages.ts";

/** The request of a page that is being answered. */
export interface PageRequest {
  /** The page's name: ids are its own. */
  readonly page: string;
  readonly id: number;
  /** The replies to all ids up to this one have come. */
  readonly heard: number;
  /** The page's clock. */
  readonly at: number;
}

/** A decision that is durable. */
export interface SavedAnswer {
  readonly answer: WireAnswer;
  readonly at: number;
}

const NAME = "answered";
/** A page that died leaves its last answers behind: those of any page are needed for seconds only. */
const SAVED_MS = 600_000;

/** Saves an answer, and deletes those that the page has heard. */
export function saveAnswer(
  identity: IDBObjectStore,
  { page, id, heard, at }: PageRequest,
  answer: WireAnswer,
): void {
  identity.delete(IDBKeyRange.bound([NAME, page, 0], [NAME, page, heard]));
  identity.put({ answer, at } satisfies SavedAnswer, [NAME, page, id]);
}

/** The answer that was saved for a page's request. */
export function readSavedAnswer(
  identity: IDBObjectStore,
  { page, id }: PageRequest,
): IDBRequest<SavedAnswer | undefined> {
  return identity.get([NAME, page, id]);
}

/** Drops what pages left behind; by any clock that was set back since, too. */
export function sweepSavedAnswers(identity: IDBObjectStore, now: number): void {
  const cursors = identity.openCursor(IDBKeyRange.bound([NAME], [NAME, []]));
  cursors.onsuccess = () => {
    const cursor = cursors.result;
    if (cursor === null) {
      return;
    }
    const { at = 0 } = (cursor.value as Partial<SavedAnswer> | null) ?? {}; // what others wrote there is as old as can be
    if (Math.abs(now - at) > SAVED_MS) {
      cursor.delete();
    }
    cursor.continue();
  };
}
