/** What the visitor has set; kept in the address, so that a link shows the same page to somebody else. */

import type { Edition } from "../client/index.ts";

export const EDITIONS: readonly Edition[] = ["js-9", "js-9.6", "js-10.2.10"];

/** Which formats the scanner keeps (SCAN-7), as the choice in the page has it. */
export type FormatChoice = "all" | "matrix" | "linear";

export interface Settings {
  readonly edition: Edition;
  /** `duplicateForgetTime` in milliseconds, as typed: the edition may clamp or refuse it (SCAN-5). */
  readonly forgetMs: number;
  readonly option: "per_barcode_scan" | "per_domain";
  /** Scans; only per barcode scan has it. */
  readonly quota: number;
  /** The licensed domain; only per domain has it. */
  readonly domain: string;
  /** SCAN-8: in how many of the last five frames a 1D code must be before it counts. */
  readonly trustFrames: number;
  readonly formats: FormatChoice;
}

/** The settings of a first visit; the domain is that of the page itself. */
export function defaultSettings(host: string): Settings {
  return {
    edition: "js-9",
    forgetMs: 3000,
    option: "per_barcode_scan",
    quota: 1000,
    domain: host || "localhost",
    trustFrames: 1,
    formats: "all",
  };
}

/** Read settings from an address's fragment; what it does not name, or names wrongly, is the default. */
export function parseSettings(fragment: string, defaults: Settings): Settings {
  const named = new URLSearchParams(fragment.replace(/^#/, ""));
  const whole = (name: string, fallback: number, least: number): number => {
    const text = named.get(name);
    const value = text === null || text === "" ? Number.NaN : Number(text);
    return Number.isSafeInteger(value) && value >= least ? value : fallback;
  };
  const choice = <T extends string>(name: string, of: readonly T[], fallback: T): T =>
    of.find((one) => one === named.get(name)) ?? fallback;
  return {
    edition: choice("edition", EDITIONS, defaults.edition),
    forgetMs: whole("forget", defaults.forgetMs, Number.MIN_SAFE_INTEGER),
    option: choice("option", ["per_barcode_scan", "per_domain"], defaults.option),
    quota: whole("quota", defaults.quota, Number.MIN_SAFE_INTEGER),
    domain: named.get("domain") ?? defaults.domain,
    trustFrames: Math.min(5, whole("trust", defaults.trustFrames, 1)),
    formats: choice("formats", ["all", "matrix", "linear"], defaults.formats),
  };
}

/** The fragment for an address: only what differs from the defaults; empty when nothing does. */
export function writeSettings(settings: Settings, defaults: Settings): string {
  const named = new URLSearchParams();
  const put = (name: string, field: keyof Settings): void => {
    if (settings[field] !== defaults[field]) named.set(name, String(settings[field]));
  };
  put("edition", "edition");
  put("forget", "forgetMs");
  put("option", "option");
  put("quota", "quota");
  put("domain", "domain");
  put("trust", "trustFrames");
  put("formats", "formats");
  return named.toString();
}

// The names in which zxing-wasm tells what it read; formats compare exactly.
const MATRIX = ["QRCode", "MicroQRCode", "RMQRCode", "DataMatrix", "Aztec", "AztecRune", "PDF417", "MicroPDF417", "MaxiCode"];
const LINEAR = [
  "Codabar", "Code39", "Code93", "Code128", "EAN8", "EAN13", "ITF", "UPCA", "UPCE",
  "DataBarOmni", "DataBarStk", "DataBarStkOmni", "DataBarLtd", "DataBarExp", "DataBarExpStk",
];

/** The list of formats for the scanner's filter; null keeps all. */
export function formatList(choice: FormatChoice): string[] | null {
  if (choice === "all") return null;
  return choice === "matrix" ? [...MATRIX] : [...LINEAR];
}

/** The license document of these settings: one project with one item, of 400 days around `now`. */
export function licenseDocument(settings: Settings, key: string, now: number): object {
  const today = now - (now % 86_400_000);
  const dates = { starts_at: today - 35 * 86_400_000, expires_at: today + 365 * 86_400_000 };
  const item =
    settings.option === "per_domain"
      ? { id: "site", option: "per_domain", domain: settings.domain, ...dates }
      : { id: "scans", option: "per_barcode_scan", quota: settings.quota, ...dates };
  return {
    profile: "v2.2.19",
    projects: [{ key, settings: { reports: "immediate" }, items: [item] }],
  };
}

/** What changed, in words for the log. */
export function describeChange(before: Settings, after: Settings): string {
  const names: Record<keyof Settings, string> = {
    edition: "Edition", forgetMs: "duplicateForgetTime", option: "Option", quota: "Quota", domain: "Licensed domain",
    trustFrames: "1D trust frames", formats: "Formats",
  };
  const changes = (Object.keys(names) as (keyof Settings)[]).filter((field) => before[field] !== after[field]);
  return changes.map((field) => `${names[field]}: ${after[field]}`).join(", ") || "Settings";
}
