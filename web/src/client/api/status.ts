/** What a page can learn about its client, its license and the rules. */
import type { CodeKey, Edition, Reports, Verdict, Warning } from "./answers.ts";

/** Who this client is: ID-1 to ID-4. */
export interface Identity {
  /** As the URL standard serializes it; a page without one is `https://localhost` (ID-3). */
  readonly origin: string;
  /** With its colon, as `location.protocol` has it. */
  readonly protocol: string;
  readonly host: string;
  /** Empty for the scheme's default port, as `location.port` has it. */
  readonly port: string;
  readonly uuid: string;
  /** Whether the UUID, and with it the ledger, outlives this page (ID-5, ID-10). */
  readonly durable: boolean;
  readonly warnings: readonly Warning[];
}

/** One item and its state. A shared server sends only the fields of a summary; the others are null. */
export interface ItemStatus {
  readonly id: string;
  readonly option: string;
  readonly startsAt: number | null;
  readonly expiresAt: number | null;
  /** The end of the grace of ITEM-2. */
  readonly worksUntil: number | null;
  /** null for an option without a quota. */
  readonly quota: number | null;
  /** The last value that is still allowed: the quota with its grace; null if there is no such limit. */
  readonly cap: number | null;
  /** Scans or pages, for the options that count them. */
  readonly used?: number;
  /** Seats taken now, and the most taken at once, for the options that have seats. */
  readonly seats?: number;
  readonly peak?: number;
  /** When this client's own seat ends; null without a seat. */
  readonly seatUntil: number | null;
  /** The percentages of ITEM-4 that were reached. */
  readonly alerts: readonly number[];
  /** The answer to one more use by this client; with a shared server the worst answer that any client got. */
  readonly answer: Verdict;
  readonly reason: string | null;
  readonly rule: string | null;
  readonly evidence: Readonly<Record<string, unknown>>;
  /** The other fields of the item in the document, and further fields of its option. */
  readonly [more: string]: unknown;
}

/** The state of the license at an instant. */
export interface Status {
  /** Empty if a shared server is not reached. */
  readonly items: readonly ItemStatus[];
  readonly client: {
    readonly uuid: string;
    readonly key: string;
    readonly origin: string;
    readonly deployment: string;
    readonly edition: Edition;
    /** The local license: each item with the instant from which it no longer counts. */
    readonly license: readonly { readonly item: string; readonly until: number }[];
    /** Usage that is not yet reported to the shared server (NET-4). */
    readonly unsent?: readonly (readonly [report: { readonly count: number }, tried: boolean])[];
  };
  readonly reports: Reports;
  /** The next instant at which something changes without an event; null if there is none. */
  readonly dueAt: number | null;
}

/** A host against the license: DOM-1 to DOM-6. */
export interface Coverage {
  readonly host: string;
  /** The host as the URL standard serializes it; null if the text is no host. */
  readonly ascii: string | null;
  /** The unit that one license covers: the registrable domain, or the host itself. */
  readonly unit: string | null;
  readonly kind: "registrable" | "exact" | "suffix" | null;
  readonly suffix: string | null;
  /** The section of the Public Suffix List that has the suffix, or the overlay (DOM-2). */
  readonly source: "icann" | "private" | "overlay" | "default" | null;
  readonly items: readonly {
    readonly id: string;
    readonly domain: string | null;
    readonly covered: boolean;
  }[];
  /** Whether the project's website domains allow the host. */
  readonly website: boolean;
  readonly answer: Verdict;
  readonly reason: string | null;
  readonly number: number | null;
  readonly rule: string | null;
  readonly text: string;
}

/** The meaning of a rule, an option, a reason or a number. */
export interface Explanation {
  readonly title: string;
  readonly text: string;
  /** For an answer: why it was given, in plain words with figures; else left out. */
  readonly plain?: string;
  /** Where the rule comes from (the letters in the head of the SPEC). */
  readonly source: string;
  readonly example: string | null;
  /** For an option: the products for which it is offered, as a sentence; else empty or left out (OPT-2). */
  readonly offered?: string;
}

/** The memory of one scanner, to be drawn. */
export interface ScannerWindows {
  /** The window in force, after the edition's clamp. */
  readonly forgetMs: number;
  readonly edition: Edition;
  readonly codes: readonly (CodeKey & {
    /** The sighting at which the window began. */
    readonly sinceAt: number;
    /** The last instant at which the code is a duplicate (SCAN-4). */
    readonly untilAt: number;
  })[];
}
