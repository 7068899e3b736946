/** The Python core's session of one client, which holds this tab's copy of the ledger. */
import type { Warning } from "../api/answers.ts";
import { LicensimError, StorageError } from "../api/errors.ts";
import type { LedgerCopy } from "../storage/journal.ts";
import type { PythonCore } from "./python_core.ts";

const DAMAGED = "what this origin has stored under the project's key is no ledger";

type Fields = Readonly<Record<string, unknown>>;

/** The core's session of this origin's client, until another client replaces it. */
export class CoreSession implements LedgerCopy {
  /** Whether the core has a decision that is not settled. */
  unsettled = false;
  readonly #core: PythonCore;
  #session = 0;
  #uuid = "";

  constructor(core: PythonCore) {
    this.#core = core;
  }

  /** The client's UUID; a clone gets a new one in the middle of an event (ID-8). */
  get uuid(): string {
    return this.#uuid;
  }

  /** Becomes the client of a UUID, before its journal is read. */
  load(fields: Fields, uuid: string, now: number): Warning[] {
    const loaded = this.#core.call("load", { ...fields, uuid, now });
    this.#session = loaded["session"] as number;
    this.#uuid = uuid;
    return loaded["warnings"] as Warning[];
  }

  /** Gives the client another UUID. */
  rename(uuid: string): void {
    this.#uuid = uuid;
  }

  /** Calls the core for this session; throws as {@link PythonCore.call} does. */
  call(op: string, fields: Fields = {}): Record<string, unknown> {
    return this.#core.call(op, { ...fields, session: this.#session });
  }

  /** Settles the core's last decision: committed or not. */
  settle(committed: boolean): void {
    if (this.unsettled) {
      this.unsettled = false;
      this.call("settle", { committed });
    }
  }

  follow(snapshot: string | null, entries: readonly string[]): void {
    // A decision made before these entries is not valid: it will be made again.
    this.settle(false);
    try {
      this.call("catch_up", { snapshot, entries });
    } catch (error) {
      throw error instanceof LicensimError
        ? new StorageError("STORAGE_DAMAGED", `${DAMAGED}: ${error.message}`)
        : error;
    }
  }

  snapshot(): string {
    return this.call("snapshot")["snapshot"] as string;
  }
}
