/** This tab's copy of what a project's journal holds, in the door's session of the client. */
import type { Warning } from "../api/answers.ts";
import type { Door, Transact } from "./python_core.ts";
import { LicensimError, StorageError } from "../api/errors.ts";
import type { Replica } from "../storage/journal.ts";
import type { WireScan } from "../protocol/messages.ts";
import type { ShortReply } from "./frame_encoding.ts";

const DAMAGED = "what this origin has stored under the project's key is no ledger";

type Fields = Readonly<Record<string, unknown>>;

/** One session of the door: a client of this origin, until it is replaced by another. */
export class DoorReplica implements Replica {
  /** Whether the door has decided something that is not settled. */
  unsettled = false;
  readonly #door: Door;
  #session = 0;
  #uuid = "";

  constructor(door: Door) {
    this.#door = door;
  }

  /** The door's number of the session. */
  get session(): number {
    return this.#session;
  }

  /** The client's UUID; a clone gets a new one in the middle of an event (ID-8). */
  get uuid(): string {
    return this.#uuid;
  }

  /** Becomes the client of a UUID, with nothing of its journal yet. */
  load(fields: Fields, uuid: string, now: number): Warning[] {
    const loaded = this.#door.call("load", { ...fields, uuid, now });
    this.#session = loaded["session"] as number;
    this.#uuid = uuid;
    return loaded["warnings"] as Warning[];
  }

  /** The client has another UUID from here on. */
  rename(uuid: string): void {
    this.#uuid = uuid;
  }

  /** Asks the door about this session; throws as {@link Door.call}. */
  call(op: string, fields: Fields = {}): Record<string, unknown> {
    return this.#door.call(op, { ...fields, session: this.#session });
  }

  /** The short way for frames; see {@link Door.frame}. */
  frame(now: number, at: number, body: string): WireScan | Transact | ShortReply {
    return this.#door.frame(now, at, body);
  }

  /** Tells the door whether its last decision stands. */
  settle(committed: boolean): void {
    if (this.unsettled) {
      this.unsettled = false;
      this.call("settle", { committed });
    }
  }

  follow(snapshot: string | null, entries: readonly string[]): void {
    // A decision made without knowing of these does not hold: it will be made anew.
    this.settle(false);
    try {
      this.call("catch_up", { snapshot, entries });
    } catch (error) {
      throw error instanceof LicensimError ? new StorageError("STORAGE_DAMAGED", `${DAMAGED}: ${error.message}`) : error;
    }
  }

  snapshot(): string {
    return this.call("snapshot")["snapshot"] as string;
  }
}
