/**
 * The wire between the page and its worker.
 *
 * The page sends requests over one MessagePort, each with an id; the worker decides one at a time, in order, and
 * sends exactly one reply with that id. Steps of the boot and notices carry an id of their own. Every request is
 * stamped by the page: the worker reads no clock. Fields of events are snake_case, as in a trace. A worker that takes
 * the place of one that died is asked `again` what that one had not answered.
 */
import type { AnsweredBy, Edition, Reports, Warning } from "../api/answers.ts";
import type { Failure } from "../api/errors.ts";
import type { BootStepName } from "../api/events.ts";
import type { CoreOperation } from "../api/license.ts";

/** An origin in serialized parts (ID-2); `port` is null for the scheme's own. */
export interface OriginParts {
  readonly scheme: string;
  readonly host: string;
  readonly port: number | null;
}

/** A trace event without `client` and `t`. */
export interface WireEvent {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** An answer of the Python core, as it wrote it. */
export interface WireAnswer {
  readonly answer: "ok" | "over" | "refused";
  readonly reason: string | null;
  readonly number: number | null;
  readonly rule: string;
  readonly item: string | null;
  readonly counted: number | null;
  readonly evidence: Readonly<Record<string, unknown>>;
  readonly warnings: readonly Warning[];
  /** Left out by the authority in this worker. */
  readonly by?: AnsweredBy | null;
}

/** The answer to a frame or an image; one that was refused before its codes were looked at says nothing of them. */
export interface WireScan extends WireAnswer {
  readonly unique?: readonly (readonly [format: string, text: string])[];
  readonly duplicates?: readonly (readonly [
    format: string,
    text: string,
    left_ms: number,
    seen_at: number,
  ])[];
  readonly untrusted?: readonly (readonly [format: string, text: string])[];
  readonly filtered?: number;
  readonly late_ms?: number;
  readonly at?: number;
}

/** The client as the worker knows it. */
export interface WireClient {
  readonly uuid: string;
  readonly durable: boolean;
  readonly warnings: readonly Warning[];
}

/** What the core's `load` needs besides the UUID. */
export interface LoadFields {
  /** null: the demo license, or that of the server. */
  readonly document: string | null;
  /** The address of a shared license server, with its slash at the end. */
  readonly server?: string;
  readonly standby?: string;
  readonly key: string;
  readonly deployment: "browser";
  /** null: the page has no http(s) origin (ID-3). */
  readonly origin: OriginParts | null;
  readonly password?: string;
  readonly tenant_suffixes?: readonly string[];
  /** The core knows which there are. */
  readonly product?: string;
  readonly edition?: Edition;
  readonly reports?: Reports;
}

/** The first request; what arrives after it waits until it is answered. */
export interface BootFields {
  /** The assets folder's absolute address, with its slash at the end. */
  readonly assets: string;
  /** The page's version, which the worker and the assets must be of. */
  readonly version: string;
  readonly load: LoadFields;
  /** This page's own name, under which its answers are saved until it has heard them. */
  readonly page: string;
  /** What scanners were told by a worker that died, merged. */
  readonly settings: readonly (readonly [scanner: string, fields: Readonly<Record<string, unknown>>])[];
}

/** From the page to its worker. */
export type Request = {
  readonly id: number;
  readonly now: number;
  /** The replies to all ids up to this one have come. */
  readonly heard: number;
  /** A worker that died was asked this, and perhaps decided it. */
  readonly again?: true;
} & (
  | ({ readonly kind: "boot" } & BootFields)
  | { readonly kind: "event"; readonly at: number; readonly event: WireEvent } // at its own instant (SCAN-11)
  | { readonly kind: "call"; readonly op: CoreOperation; readonly fields: Readonly<Record<string, unknown>> }
  | { readonly kind: "flush" } // send the usage of slots that have ended
  | { readonly kind: "renew" } // forget the UUID, open as a new client
  | { readonly kind: "close" }
);

type Without<Whole, Field extends PropertyKey> = Whole extends unknown ? Omit<Whole, Field> : never;

/** A request before the connection gives it an id. */
export type UnnumberedRequest = Without<Request, "id" | "heard" | "again">;

/** A license that was opened, whatever it was answered. */
export interface Opening {
  readonly client: WireClient;
  readonly answer: WireAnswer;
}

/** What each kind of request resolves to. */
export interface Results {
  readonly boot: Opening;
  readonly event: WireScan;
  readonly call: Record<string, unknown>;
  readonly flush: null;
  readonly renew: Opening;
  readonly close: null;
}

/** What the worker has the page do, which has the clock. */
export type PageTask =
  | { readonly kind: "fetch"; readonly url: string; readonly body: unknown; readonly limitMs: number } // null: GET
  | { readonly kind: "pause"; readonly ms: number };

/** What came of a request to a license server; `status` and `text` are null where nothing came. */
export interface FetchOutcome {
  readonly elapsedMs: number;
  readonly status: number | null;
  /** Not looked at in the page: the Python core does. */
  readonly text: string | null;
  /** Why nothing came, where the reason lies in the page or its browser. */
  readonly cause: Warning | null;
}

/** What came of a task; of a pause the page's clock. */
export type TaskOutcome = FetchOutcome | number;

/** The page's reply to a task, which waits for no request. */
export interface TaskReply {
  readonly id: number;
  readonly kind: "task_reply";
  readonly outcome: TaskOutcome;
}

/** What the worker tells without being asked. */
export type Notice =
  | { readonly kind: "change" }
  | { readonly kind: "report"; readonly answer: WireAnswer } // of usage that was told later
  | { readonly kind: "flush"; readonly at: number | null } // when the page must ask for the next `flush`
  | { readonly kind: "client"; readonly client: WireClient }
  | { readonly kind: "warning"; readonly warning: Warning }
  | { readonly kind: "failure"; readonly failure: Failure };

/** From the worker to the page. */
export type Message = { readonly id: number } & (
  | {
      readonly kind: "step";
      readonly step: BootStepName;
      readonly at: "begin" | "end";
      readonly holdsLock?: boolean;
    }
  | { readonly kind: "result"; readonly result: Results[keyof Results] }
  | { readonly kind: "failure"; readonly failure: Failure }
  | { readonly kind: "notice"; readonly notice: Notice }
  | { readonly kind: "task"; readonly task: PageTask } // its id is of its own
  | { readonly kind: "crash"; readonly message: string } // Python died: nothing can be asked any more
);

/** A message before the worker gives it an id. */
export type UnnumberedMessage = Without<Message, "id">;

/** The one message outside the port: hands it over, with the lock by which the worker shows that it lives. */
export interface Handshake {
  readonly port: MessagePort;
  readonly livenessLock: string;
}
