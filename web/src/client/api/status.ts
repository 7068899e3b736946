/** What a page is told of its client, its license and their rules. */
import type { CodeKey, Edition, Reports, Verdict, Warning } from "./answers.ts";

/** Who this client is: ID-1 to ID-4. */
export interface Identity {
  /** As the URL standard serializes it; a page without one is `https://localhost` (ID-3). */
  readonly origin: string;
  /** With its colon, as `location.protocol` has it. */
  readonly protocol: string;
  readonly host: string;
  /** Empty for the scheme's own port, as `location.port` has it. */
  readonly port: string;
  readonly uuid: string;
  /** Whether the UUID, and with it the ledger, outlives this page (ID-5, ID-10). */
  readonly durable: boolean;
  readonly warnings: readonly Warning[];
}

/**
 * One purchased license and how it stands. A shared server tells of its items what a summary has: what it does not
 * tell is null.
 */
export interface ItemStatus {
  readonly id: string;
  readonly option: string;
  readonly startsAt: number | null;
  readonly expiresAt: number | null;
  /** The end of the grace of ITEM-2. */
  readonly worksUntil: number | null;
  /** null for an option without one. */
  readonly quota: number | null;
  /** The last value that is still allowed: the quota with its grace; null where no such limit refuses. */
  readonly cap: number | null;
  /** Scans or pages, for the options that count them. */
  readonly used?: number;
  /** Seats taken now, and the most taken at once, for the options that have them. */
  readonly seats?: number;
  readonly peak?: number;
  /** Until when this client's own seat lasts; null without one. */
  readonly seatUntil: number | null;
  /** The percents of ITEM-4 that were reached. */
  readonly alerts: readonly number[];
  /** What one more use by this client would be answered; with a shared server the worst that anybody was. */
  readonly answer: Verdict;
  readonly reason: string | null;
  readonly rule: string | null;
  readonly evidence: Readonly<Record<string, unknown>>;
  /** The other fields of the item in the document, and what else its option shows. */
  readonly [more: string]: unknown;
}

/** How the license stands at an instant. */
export interface Status {
  /** Empty where a shared server is not reached. */
  readonly items: readonly ItemStatus[];
  readonly client: {
    readonly uuid: string;
    readonly key: string;
    readonly origin: string;
    readonly deployment: string;
    readonly edition: Edition;
    /** The local license: each item with the instant from which it no longer counts. */
    readonly license: readonly { readonly item: string; readonly until: number }[];
    /** Usage that a shared server is still to be told (NET-4). */
    readonly unsent?: readonly (readonly [report: { readonly count: number }, tried: boolean])[];
  };
  readonly reports: Reports;
  /** When something changes without an event, null if nothing does. */
  readonly dueAt: number | null;
}

/** A host against the license: DOM-1 to DOM-6. */
export interface Coverage {
  readonly host: string;
  /** The host as the URL standard serializes it; null when it is none. */
  readonly ascii: string | null;
  /** What is licensed as one: the registrable domain, or the host itself. */
  readonly unit: string | null;
  readonly kind: "registrable" | "exact" | "suffix" | null;
  readonly suffix: string | null;
  /** The list's section that knows the suffix, or the overlay (DOM-2). */
  readonly source: "icann" | "private" | "overlay" | "default" | null;
  readonly items: readonly {
    readonly id: string;
    readonly domain: string | null;
    readonly covered: boolean;
  }[];
  /** Whether the project's website domains admit it. */
  readonly website: boolean;
  readonly answer: Verdict;
  readonly reason: string | null;
  readonly number: number | null;
  readonly rule: string | null;
  readonly text: string;
}

/** What a rule, an option, a reason or a number means. */
export interface Explanation {
  readonly title: string;
  readonly text: string;
  /** Where the rule comes from (SPEC, the letters of its head). */
  readonly source: string;
  readonly example: string | null;
  /** Of an option: for which products it is offered, as a sentence; else empty or left out (OPT-2). */
  readonly offered?: string;
}

/** The memory of one scanner, to be drawn. */
export interface ScannerWindows {
  /** In force, after the edition's clamp. */
  readonly forgetMs: number;
  readonly edition: Edition;
  readonly codes: readonly (CodeKey & {
    /** The sighting from which the window runs. */
    readonly sinceAt: number;
    /** The last instant at which it is a duplicate (SCAN-4). */
    readonly untilAt: number;
  })[];
}
