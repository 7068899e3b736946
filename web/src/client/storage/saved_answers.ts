/**
 * Answers that are saved until the page has received them. Each is written in the transaction that makes its
 * decision durable: a worker that replaces a dead one finds the answer there and does not decide a second
 * time.
 */
import type { WireAnswer } from "../protocol/messages.ts";

/** A page's request, as the key of its saved answer. */
export interface PageRequest {
  /** The page's name: each page counts its own ids. */
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
/** A page that died leaves its last answers in storage. An answer is needed only for seconds. */
const SAVED_MS = 600_000;

/** Saves an answer, and deletes those that the page has received. */
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

/** Deletes old answers of dead pages, also if a clock was set back since. */
export function sweepSavedAnswers(identity: IDBObjectStore, now: number): void {
  const cursors = identity.openCursor(IDBKeyRange.bound([NAME], [NAME, []]));
  cursors.onsuccess = () => {
    const cursor = cursors.result;
    if (cursor === null) {
      return;
    }
    const { at = 0 } = (cursor.value as Partial<SavedAnswer> | null) ?? {}; // not ours: counts as old
    if (Math.abs(now - at) > SAVED_MS) {
      cursor.delete();
    }
    cursor.continue();
  };
}
