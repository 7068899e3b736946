/** What a page is answered: decisions, and the codes they are about. */
import type { EDITIONS, MODULES, REPORTS } from "../../facts/core.ts";

/** Four numbers from 0 to 1, relative to the picture: left, top, right, bottom. */
export type Box = readonly [x0: number, y0: number, x1: number, y1: number];

/** A barcode as a decoder reports it. Format and text decide what it is (SCAN-1). */
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
  /** How long it stays a duplicate from this frame on, if it is not seen again. */
  readonly leftMs: number;
  /** The earlier sighting that makes this one a duplicate. */
  readonly seenAt: number;
}

/** Something a page should know although the answer stands. */
export interface Warning {
  /** A stable identifier in capitals, such as `STORAGE_DENIED`. */
  readonly reason: string;
  /** The SPEC rule that says so, where one does. */
  readonly rule?: string;
  /** The same in words. */
  readonly text: string;
}

export type Verdict = "ok" | "over" | "refused";

/** The rules under which browsers deduplicate: SCAN-3, SCAN-5. */
export type Edition = (typeof EDITIONS)[number];

/** When usage is told to the authority: NET-4. */
export type Reports = (typeof REPORTS)[number];

/** The modules that count pages: PAGE-1. */
export type PageModule = (typeof MODULES)[number];

/**
 * Who answered: the authority in this page, the main or the standby server, or the local license that this client
 * holds of them.
 */
export type AnsweredBy = "embedded" | "main" | "standby" | "license";

/** A decision of the rules. */
export interface Answer {
  /** `over` is allowed, and recorded as overuse. */
  readonly answer: Verdict;
  /** Why, in capitals (SPEC section 13); null for a plain `ok` or `over`. */
  readonly reason: string | null;
  /** The vendor's number of that reason, as SPEC section 13 lists it. */
  readonly number: number | null;
  /** The number as the vendor's JavaScript errors carry it: positive, else null. */
  readonly ltsErrorCode: number | null;
  /** The SPEC rule that decided. */
  readonly rule: string;
  /** The item that was charged, or the refusing item that got furthest (ITEM-6). */
  readonly item: string | null;
  /** Scans, pages or seats this event added; null where an event counts nothing by nature. */
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
  /** 1D codes that were not in enough frames yet to be trusted (SCAN-8). */
  readonly untrusted: readonly CodeKey[];
  /** How many codes the filters removed (SCAN-7). */
  readonly filtered: number;
  /** By how much the frame came after a later one of its scanner (SCAN-11); 0 in order. */
  readonly lateMs: number;
  /** The instant by which it was judged, with `lateMs` added to a frame that came late. */
  readonly scannedAt: number;
}
