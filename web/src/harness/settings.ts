/** What the visitor has set; kept in the address, so that a link shows the same page to somebody else. */

import type { Edition } from "../client/index.ts";
import { readAddress } from "./license_server.ts";
import { OPTION_NAMES } from "./words.ts";

export const EDITIONS: readonly Edition[] = ["js-9", "js-9.6", "js-10.2.10"];

/** Which formats the scanner keeps (SCAN-7), as the choice in the page has it. */
export type FormatChoice = "all" | "matrix" | "linear";

export const OPTIONS = [
  "per_barcode_scan", "per_page", "per_client_device", "per_server", "per_domain", "per_concurrent_device", "per_concurrent_instance",
] as const;
export type Option = (typeof OPTIONS)[number];

export const PROFILES = ["v2.2.19", "v2.4"] as const;
export const PERIODS = ["daily", "monthly", "quarterly", "yearly"] as const;

export interface Settings {
  readonly edition: Edition;
  /** `duplicateForgetTime` in milliseconds, as typed: the edition may clamp or refuse it (SCAN-5). */
  readonly forgetMs: number;
  readonly profile: (typeof PROFILES)[number];
  readonly option: Option;
  /** Scans, pages of each module, devices, servers, instances; per domain has none. */
  readonly quota: number;
  /** The licensed domain; only per domain has it. */
  readonly domain: string;
  /** How long a seat lasts; only per client device has it. */
  readonly period: (typeof PERIODS)[number];
  /** Exceptions a year, -1 for what the option grants; only the concurrent options have it. */
  readonly allowance: number;
  /** When the license began and when it ends, in days from today. */
  readonly began: number;
  readonly ends: number;
  /** SCAN-8: in how many of the last five frames a 1D code must be before it counts. */
  readonly trustFrames: number;
  readonly formats: FormatChoice;
  /** The shared license server that decides, by its address; empty for this page itself. */
  readonly server: string;
  /** The server to ask where that one is not reached; empty for none. */
  readonly standby: string;
  /** The key of the project at the server. */
  readonly project: string;
  /** When usage is told to the server (NET-4). */
  readonly reports: (typeof REPORTS)[number];
}

/** `project`: as the project says. */
export const REPORTS = ["project", "immediate", "slot"] as const;

/** What makes another license. */
export const LICENSED = ["profile", "option", "quota", "domain", "period", "allowance", "began", "ends"] as const;

/** How much is bought of each option when it is chosen: little, so that its end can be met. */
export const QUOTAS: Readonly<Record<Option, number>> = {
  per_barcode_scan: 1000, per_page: 20, per_client_device: 3, per_server: 2, per_domain: 1, per_concurrent_device: 3, per_concurrent_instance: 10,
};

/** The settings of a first visit; the domain is that of the page itself. */
export function defaultSettings(host: string): Settings {
  return {
    edition: "js-9",
    forgetMs: 3000,
    profile: "v2.2.19",
    option: "per_barcode_scan",
    quota: QUOTAS.per_barcode_scan,
    domain: host || "localhost",
    period: "quarterly",
    allowance: -1,
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
  const option = choice("option", OPTIONS, defaults.option);
  return {
    edition: choice("edition", EDITIONS, defaults.edition),
    forgetMs: whole("forget", defaults.forgetMs, Number.MIN_SAFE_INTEGER),
    profile: choice("profile", PROFILES, defaults.profile),
    option,
    quota: whole("quota", QUOTAS[option], Number.MIN_SAFE_INTEGER),
    domain: named.get("domain") ?? defaults.domain,
    period: choice("period", PERIODS, defaults.period),
    allowance: whole("allowance", defaults.allowance, -1),
    began: whole("began", defaults.began, -10_000),
    ends: whole("ends", defaults.ends, -10_000),
    trustFrames: Math.min(5, whole("trust", defaults.trustFrames, 1)),
    formats: choice("formats", ["all", "matrix", "linear"], defaults.formats),
    server: readAddress(named.get("server") ?? "") ?? defaults.server,
    standby: readAddress(named.get("standby") ?? "") ?? defaults.standby,
    project: named.get("key") || defaults.project,
    reports: choice("reports", REPORTS, defaults.reports),
  };
}

/** The fragment for an address: only what differs from the defaults; empty when nothing does. */
export function writeSettings(settings: Settings, defaults: Settings): string {
  const named = new URLSearchParams();
  const usual = { ...defaults, quota: QUOTAS[settings.option] };
  for (const field of Object.keys(NAMES) as (keyof Settings)[]) {
    if (settings[field] !== usual[field]) named.set(NAMES[field][0], String(settings[field]));
  }
  return named.toString();
}

/** Keep settings in the address of the page, so that it can be shared and loaded again. */
export function keepInAddress(settings: Settings, defaults: Settings): void {
  const fragment = writeSettings(settings, defaults);
  history.replaceState(null, "", fragment === "" ? location.pathname + location.search : `#${fragment}`);
}

/** Each setting in the address, and in words. */
const NAMES: Readonly<Record<keyof Settings, readonly [named: string, said: string]>> = {
  edition: ["edition", "Edition"],
  forgetMs: ["forget", "duplicateForgetTime"],
  profile: ["profile", "Rules"],
  option: ["option", "Option"],
  quota: ["quota", "Quota"],
  domain: ["domain", "Licensed domain"],
  period: ["period", "Period"],
  allowance: ["allowance", "Allowance"],
  began: ["began", "Began"],
  ends: ["ends", "Ends"],
  trustFrames: ["trust", "1D trust frames"],
  formats: ["formats", "Formats"],
  server: ["server", "License server"],
  standby: ["standby", "Standby"],
  project: ["key", "Project key"],
  reports: ["reports", "Usage is told"],
};

/** What changed, in words for the log. */
export function describeChange(before: Settings, after: Settings): string {
  const changes = (Object.keys(NAMES) as (keyof Settings)[]).filter((field) => before[field] !== after[field]);
  const said = (field: keyof Settings): string => OPTION_NAMES[String(after[field])] ?? String(after[field]);
  return changes.map((field) => `${NAMES[field][1]}: ${said(field)}`).join(", ") || "Settings";
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
