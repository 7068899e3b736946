/** The answers that a page gets: decisions, and the codes they are about. */
import type { EDITIONS, MODULES, REPORTS } from "../../facts/core.ts";

/** Four numbers from 0 to 1, relative to the picture: left, top, right, bottom. */
export type Box = readonly [x0: number, y0: number, x1: number, y1: number];

/** A barcode as a decoder reports it. Its format and text identify it (SCAN-1). */
export interface Code {
  /** The symbology, in the decoder's spelling; formats compare exactly. */
  readonly format: string;
  readonly text: string;
  /** 0 to 100; only a scanner with `minConfidence` looks at it. */
  readonly confidence?: number;
  /** Only a scanner with a `region` looks at it. */
  readonly box?: Box;
}

/** What identifies a code: SCAN-1. */
export interface CodeKey {
  readonly format: string;
  readonly text: string;
}

/** A code that was seen again within `duplicateForgetTime` (SCAN-3). */
export interface Duplicate extends CodeKey {
  /** How many milliseconds it stays a duplicate after this frame, if it is not seen again. */
  readonly leftMs: number;
  /** The earlier sighting that makes this one a duplicate. */
  readonly seenAt: number;
}

/** Something that a page should know; it does not change the answer. */
export interface Warning {
  /** A stable identifier in capitals, such as `STORAGE_DENIED`. */
  readonly reason: string;
  /** The SPEC rule behind the warning, if there is one. */
  readonly rule?: string;
  /** The same in words. */
  readonly text: string;
}

export type Verdict = "ok" | "over" | "refused";

/** The rules under which browsers deduplicate: SCAN-3, SCAN-5. */
export type Edition = (typeof EDITIONS)[number];

/** When usage is reported to the authority: NET-4. */
export type Reports = (typeof REPORTS)[number];

/** The modules that count pages: PAGE-1. */
export type PageModule = (typeof MODULES)[number];

/** What answered: the authority in this page, the main or standby server, or the client's local license. */
export type AnsweredBy = "embedded" | "main" | "standby" | "license";

/** A decision of the rules. */
export interface Answer {
  /** `over` is allowed, and recorded as overuse. */
  readonly answer: Verdict;
  /** Why, in capitals (SPEC section 13); null for a plain `ok` or `over`. */
  readonly reason: string | null;
  /** The vendor's number of that reason, as SPEC section 13 lists it. */
  readonly number: number | null;
  /** The number as the vendor's JavaScript errors have it: only positive ones, else null. */
  readonly ltsErrorCode: number | null;
  /** The SPEC rule that decided. */
  readonly rule: string;
  /** The item that was charged, or the refusing item that got furthest (ITEM-6). */
  readonly item: string | null;
  /** Scans, pages or seats that this event added; null for an event that never counts. */
  readonly counted: number | null;
  /** The facts the decision rests on, by name. */
  readonly evidence: Readonly<Record<string, unknown>>;
  readonly warnings: readonly Warning[];
}

/** The answer to a frame or an image. */
export interface ScanResult extends Answer {
  /** The codes that were counted. */
  readonly unique: readonly CodeKey[];
  readonly duplicates: readonly Duplicate[];
  /** 1D codes that have not been in enough frames to be trusted (SCAN-8). */
  readonly untrusted: readonly CodeKey[];
  /** How many codes the filters removed (SCAN-7). */
  readonly filtered: number;
  /**
   * How many milliseconds the frame lies before the scanner's latest one (SCAN-11); 0 if it came in order.
   */
  readonly lateMs: number;
  /** The instant at which it was judged; for a late frame its own instant plus `lateMs`. */
  readonly scannedAt: number;
}
