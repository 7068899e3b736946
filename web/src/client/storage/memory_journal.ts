/** The journal of a page that has no storage. */
import type { Warning } from "../api/answers.ts";
import type { WireAnswer } from "../protocol/messages.ts";
import { newUuid } from "../protocol/uuid.ts";
import type { StorageUnavailable } from "./database.ts";
import type { JournaledDecision, Journal, LedgerCopy } from "./journal.ts";

/** A journal that ends with the page: ID-5, ID-10. */
export class MemoryJournal implements Journal {
  readonly durable = false;
  readonly warnings: readonly Warning[];
  #uuid = newUuid();

  constructor(cause: StorageUnavailable) {
    const text =
      cause.reason === "STORAGE_MISSING"
        ? "without IndexedDB this client is a new one at every load, and what it counted is gone (ID-5)"
        : "the browser denies storage to this page: this client is a new one at every load (ID-10)";
    this.warnings = [{ reason: cause.reason, text: `${text}: ${cause.message}` }];
  }

  async identify(): Promise<string> {
    return this.#uuid;
  }

  async renew(): Promise<void> {
    this.#uuid = newUuid();
  }

  async decide(_ledger: LedgerCopy, decision: () => JournaledDecision): Promise<WireAnswer> {
    return decision().answer;
  }

  async catchUp(): Promise<boolean> {
    return false;
  }

  async append(_entry: string | null, uuid: string): Promise<void> {
    this.#uuid = uuid;
  }

  async savedAnswer(): Promise<null> {
    return null; // nothing outlives the worker
  }

  async takeAskLock(): Promise<number> {
    return 0;
  }

  async releaseAskLock(): Promise<void> {}

  fill(): void {} // there is no storage to fill

  async compact(): Promise<void> {}

  close(): void {}
}
