/** The visitor's settings: their shape, their defaults, and the terms of the license among them. */

import type { Edition } from "../../client/index.ts";
import { DEFAULT_EDITION, DEFAULT_PROFILE, OPTIONS, REPORTS } from "../../facts/core.ts";
import type { FieldValue, FormField } from "../../facts/option.ts";

/** The page's choices for the formats that the scanner keeps (SCAN-7). */
export type FormatChoice = "all" | "matrix" | "linear";

export type FormValues = Readonly<Record<string, FieldValue>>;

export interface Settings {
  readonly edition: Edition;
  /** `duplicateForgetTime` in milliseconds, as typed: the edition may clamp or refuse it (SCAN-5). */
  readonly forgetMs: number;
  readonly profile: string;
  readonly option: string;
  /** The fields of the option's items that the form offers, by name. */
  readonly fields: FormValues;
  /** When the license began and when it ends, in days from today. */
  readonly began: number;
  readonly ends: number;
  /** SCAN-8: in how many of the last five frames a 1D code must be before it counts. */
  readonly trustFrames: number;
  readonly formats: FormatChoice;
  /** The address of the shared license server that decides; empty if this page decides. */
  readonly server: string;
  /** The address of the standby server; empty for none. */
  readonly standby: string;
  /** The key of the project at the server. */
  readonly project: string;
  /** When usage is reported to the server (NET-4). */
  readonly reports: (typeof REPORT_CHOICES)[number];
}

/** `project`: the project's own setting. */
export const REPORT_CHOICES = ["project", ...REPORTS] as const;

/** The settings that make another license. */
export const LICENSED = ["profile", "option", "fields", "began", "ends"] as const;
export type Terms = Pick<Settings, (typeof LICENSED)[number]>;

/** How far from today a license of the form may begin and end, in days. */
export const MOST_DAYS = 1_000_000;

/** The initial fields of the form for an option; a host is the page's own. */
export function usualFields(option: string, profile: string, host: string): FormValues {
  const usual = (field: FormField): FieldValue =>
    field.kind === "host" ? host || "localhost" : offered(field, profile, field.value);
  return Object.fromEntries(formOf(option).map((field) => [field.name, usual(field)]));
}

/** The fields of settings, where each choice has a value that the profile offers. */
export function offeredFields({ option, profile, fields }: Settings): FormValues {
  return Object.fromEntries(
    formOf(option).map((field) => [field.name, offered(field, profile, fields[field.name] ?? null)]),
  );
}

/** A value of a field. If the profile does not offer it: the usual value, else the first offered one. */
function offered(field: FormField, profile: string, value: FieldValue): FieldValue {
  if (field.kind !== "choice") {
    return value;
  }
  const choices = choicesOf(field, profile);
  return (
    choices.find((one) => one === value) ?? choices.find((one) => one === field.value) ?? choices[0] ?? null
  );
}

/** The fields of an option's form. */
export function formOf(option: string): readonly FormField[] {
  return OPTIONS[option]?.form ?? [];
}

/** The option of a first visit. */
const FIRST = Object.keys(OPTIONS)[0] ?? "";

/** The settings of a first visit; the domain is the page's own. */
export function defaultSettings(host: string): Settings {
  return {
    edition: DEFAULT_EDITION,
    forgetMs: 3000,
    profile: DEFAULT_PROFILE,
    option: FIRST,
    fields: usualFields(FIRST, DEFAULT_PROFILE, host),
    began: -35,
    ends: 365,
    trustFrames: 1,
    formats: "all",
    server: "",
    standby: "",
    project: "DEMO-1",
    reports: "project",
  };
}

/** The values that a choice offers under a profile. */
export function choicesOf(field: FormField, profile: string): readonly string[] {
  return field.kind === "choice" ? (field.choices[profile] ?? []) : [];
}

/** The whole number that a text is, within its limits; null for any other text. */
export function readWhole(
  text: string,
  least = Number.MIN_SAFE_INTEGER,
  most = Number.MAX_SAFE_INTEGER,
): number | null {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  return Number.isSafeInteger(value) && value >= least && value <= most ? value : null;
}

/** The message for an invalid number. */
export function wholeNeeded(least = Number.MIN_SAFE_INTEGER, most = Number.MAX_SAFE_INTEGER): string {
  const limits = [
    least > Number.MIN_SAFE_INTEGER ? ` from ${least}` : "",
    most < Number.MAX_SAFE_INTEGER ? ` to ${most}` : "",
  ];
  return `a whole number${limits.join("")}`;
}

/** The settings that make a license. */
export function termsOf(settings: Settings): Terms {
  return Object.fromEntries(LICENSED.map((field) => [field, settings[field]])) as unknown as Terms;
}

/** Whether two settings make the same license. */
export function sameTerms(one: Settings, other: Settings): boolean {
  return JSON.stringify(termsOf(one)) === JSON.stringify(termsOf(other));
}

/**
 * The same settings with valid terms: the defaults of their option, or, if they have these already, those of
 * the default option.
 */
export function withDefaultTerms(settings: Settings, defaults: Settings, host = location.hostname): Settings {
  const { option, profile } = settings;
  const ofOption = {
    ...settings,
    ...termsOf(defaults),
    option,
    profile,
    fields: usualFields(option, profile, host),
  };
  return sameTerms(ofOption, settings) ? { ...settings, ...termsOf(defaults) } : ofOption;
}

// The names of formats in zxing-wasm; formats compare exactly.
const MATRIX = [
  "QRCode",
  "MicroQRCode",
  "RMQRCode",
  "DataMatrix",
  "Aztec",
  "AztecRune",
  "PDF417",
  "MicroPDF417",
  "MaxiCode",
];
const LINEAR = [
  "Codabar",
  "Code39",
  "Code93",
  "Code128",
  "EAN8",
  "EAN13",
  "ITF",
  "UPCA",
  "UPCE",
  "DataBarOmni",
  "DataBarStk",
  "DataBarStkOmni",
  "DataBarLtd",
  "DataBarExp",
  "DataBarExpStk",
];

/** The list of formats for the scanner's filter; null keeps all. */
export function formatList(choice: FormatChoice): string[] | null {
  if (choice === "all") {
    return null;
  }
  return choice === "matrix" ? [...MATRIX] : [...LINEAR];
}
