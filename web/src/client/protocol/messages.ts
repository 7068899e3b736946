/**
 * The wire between the page and its worker.
 *
 * The page sends requests over one MessagePort, each with an id; the worker decides one at a time, in order,
 * and sends exactly one reply with that id. Steps of the boot and notices carry an id of their own. The page
 * stamps every request with its clock, because the worker reads none. Fields of events are snake_case, as in
 * a trace. A worker that replaces a dead one gets the unanswered requests with `again`.
 */
import type { AnsweredBy, Edition, Reports, Warning } from "../api/answers.ts";
import type { Failure } from "../api/errors.ts";
import type { BootStepName } from "../api/events.ts";
import type { CoreOperation } from "../api/license.ts";

/** An origin in serialized parts (ID-2); `port` is null for the scheme's default port. */
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
  /** Left out for an answer of the authority in this worker. */
  readonly by?: AnsweredBy | null;
}

/**
 * The answer to a frame or an image; if it was refused before its codes were judged, it has no code fields.
 */
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

/** The fields that the core's `load` needs, without the UUID. */
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
  /** The core knows the valid ones. */
  readonly product?: string;
  readonly edition?: Edition;
  readonly reports?: Reports;
}

/** The first request; what arrives after it waits until it is answered. */
export interface BootFields {
  /** The assets folder's absolute address, with its slash at the end. */
  readonly assets: string;
  /** The page's version; the worker and the assets must have the same one. */
  readonly version: string;
  readonly load: LoadFields;
  /** This page's own name, under which its answers are saved until it has received them. */
  readonly page: string;
  /** The settings of the scanners, merged, for a worker that replaces a dead one. */
  readonly settings: readonly (readonly [scanner: string, fields: Readonly<Record<string, unknown>>])[];
}

/** From the page to its worker. */
export type Request = {
  readonly id: number;
  readonly now: number;
  /** The replies to all ids up to this one have come. */
  readonly heard: number;
  /** A worker that died had this request, and may have decided it. */
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

/** The result of an opening; its answer may be a refusal. */
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

/** A task that the worker gives to the page, because the page has the clock. */
export type PageTask =
  | { readonly kind: "fetch"; readonly url: string; readonly body: unknown; readonly limitMs: number } // null: GET
  | { readonly kind: "pause"; readonly ms: number };

/** The outcome of a request to a license server; `status` and `text` are null without a reply. */
export interface FetchOutcome {
  readonly elapsedMs: number;
  readonly status: number | null;
  /** The page does not parse it: the Python core does. */
  readonly text: string | null;
  /** Why there is no reply, if the reason is in the page or its browser. */
  readonly cause: Warning | null;
}

/** The outcome of a task; for a pause it is the page's clock. */
export type TaskOutcome = FetchOutcome | number;

/** The page's reply to a task; it does not wait in the queue of requests. */
export interface TaskReply {
  readonly id: number;
  readonly kind: "task_reply";
  readonly outcome: TaskOutcome;
}

/** What the worker sends without a request. */
export type Notice =
  | { readonly kind: "change" }
  | { readonly kind: "report"; readonly answer: WireAnswer } // the answer to usage that was reported later
  | { readonly kind: "flush"; readonly at: number | null } // when the page must send the next `flush`
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
  | { readonly kind: "task"; readonly task: PageTask } // the task's own id
  | { readonly kind: "crash"; readonly message: string } // Python died: the worker cannot decide any more
);

/** A message before the worker gives it an id. */
export type UnnumberedMessage = Without<Message, "id">;

/**
 * The only message outside the port: the port itself, and the name of the lock that a living worker holds.
 */
export interface Handshake {
  readonly port: MessagePort;
  readonly livenessLock: string;
}
