/** The values that a test gives and gets. */
import type { EDITIONS, MODULES, OPTION_NAMES, PROFILES, REASONS, REPORTS } from "../facts/core.ts";

/** `over`: allowed, and recorded as overuse. */
export type Answer = "ok" | "over" | "refused";
/** Why something was refused, in capitals. */
export type Reason = (typeof REASONS)[number];
/** The name of a license option. */
export type OptionName = (typeof OPTION_NAMES)[number];
export type Edition = (typeof EDITIONS)[number];
export type Profile = (typeof PROFILES)[number];
export type PageModule = (typeof MODULES)[number];
export type Deployment = "mobile" | "desktop" | "embedded" | "server";
/** Milliseconds since the epoch, ISO 8601 text (without a zone it is UTC), or a Date. */
export type Instant = number | string | Date;
/** A license document, with its fields spelled as in its file. */
export type LicenseDocument = object;

/** A code that a frame shows: its text (then a QRCode), format and text, or an object. */
export type Code =
  | string
  | readonly [format: string, text: string]
  | {
      readonly format: string;
      readonly text: string;
      readonly confidence?: number;
      readonly box?: readonly [number, number, number, number];
    };
/** What a frame shows: nothing, one code, or several. */
export type View = null | string | Exclude<Code, readonly unknown[]> | readonly Code[];

/** The fields of a project. */
export interface ProjectFields {
  readonly sessionPassword?: string | null;
  readonly websiteDomains?: readonly string[];
  readonly settings?: {
    readonly allowInsecure?: boolean;
    readonly developmentHosts?: readonly string[];
    readonly reports?: (typeof REPORTS)[number];
  };
}

/** A side remark of an answer. */
export interface Remark {
  readonly reason: string;
  readonly text: string;
}

/** An event of a trace, with its fields spelled as in a trace, without `client` and `t`. */
export interface TraceEvent {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** What an item has recorded; the fields differ by option. */
export interface Usage {
  readonly option: OptionName;
  readonly quota: number | null;
  readonly answer: Answer;
  readonly alerts: readonly number[];
  readonly used?: number;
  readonly seats?: number;
  readonly peak?: number;
  readonly sites?: readonly string[];
  readonly slots?: Readonly<Record<string, number>>;
  readonly exceptions?: number;
}

/** A call of a page to its SDK: its arguments and its answer in words. */
export interface SdkCall {
  readonly member: string;
  readonly arguments: readonly string[];
  readonly answer: string;
}
