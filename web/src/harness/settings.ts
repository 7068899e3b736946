/** What the visitor has set; kept in the address, so that a link shows the same page to somebody else. */

import type { Edition } from "../client/index.ts";
import { readAddress } from "./license_server.ts";
import { OPTION_NAMES, short } from "./words.ts";

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
export type Terms = Pick<Settings, (typeof LICENSED)[number]>;

/** How far from today a license of the form may begin and end, in days. */
export const MOST_DAYS = 1_000_000;

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

/** What an address says. */
export interface Addressed {
  /** What it does not name, or names wrongly, is the default. */
  readonly settings: Settings;
  /** What is wrong with it, each in words. */
  readonly faults: readonly string[];
}

/** Read settings from an address's fragment. Whether a license can be made of them, only the core knows. */
export function parseSettings(fragment: string, defaults: Settings): Addressed {
  const { named, faults } = namedIn(fragment);
  const read = <T>(field: keyof Settings, fallback: T, needed: string, value: (text: string) => T | null): T => {
    const text = named.get(field);
    const found = text === undefined ? fallback : value(text);
    if (found === null) faults.push(`${NAMES[field][0]}=${short(text ?? "", 40)}: ${needed} is needed`);
    return found ?? fallback;
  };
  const whole = (field: keyof Settings, fallback: number, least = Number.MIN_SAFE_INTEGER, most = Number.MAX_SAFE_INTEGER): number =>
    read(field, fallback, wholeNeeded(least, most), (text) => readWhole(text, least, most));
  const choice = <T extends string>(field: keyof Settings, of: readonly T[], fallback: T): T =>
    read(field, fallback, `one of ${of.join(", ")}`, (text) => of.find((one) => one === text) ?? null);
  const address = (field: "server" | "standby"): string =>
    read(field, defaults[field], "an address of http or https", (text) => (text === "" ? "" : readAddress(text)));
  const option = choice("option", OPTIONS, defaults.option);
  const settings: Settings = {
    edition: choice("edition", EDITIONS, defaults.edition),
    forgetMs: whole("forgetMs", defaults.forgetMs),
    profile: choice("profile", PROFILES, defaults.profile),
    option,
    quota: whole("quota", QUOTAS[option]),
    domain: named.get("domain") ?? defaults.domain,
    period: choice("period", PERIODS, defaults.period),
    allowance: whole("allowance", defaults.allowance, -1),
    began: whole("began", defaults.began, -MOST_DAYS, MOST_DAYS),
    ends: whole("ends", defaults.ends, -MOST_DAYS, MOST_DAYS),
    trustFrames: whole("trustFrames", defaults.trustFrames, 1, 5),
    formats: choice("formats", ["all", "matrix", "linear"], defaults.formats),
    server: address("server"),
    standby: address("standby"),
    project: read("project", defaults.project, "the key of a project", (text) => text || null),
    reports: choice("reports", REPORTS, defaults.reports),
  };
  return { settings, faults };
}

/** What a fragment names, by setting; what is none of this page is a fault. */
function namedIn(fragment: string): { readonly named: ReadonlyMap<keyof Settings, string>; readonly faults: string[] } {
  const named = new Map<keyof Settings, string>();
  const faults: string[] = [];
  for (const [name, text] of new URLSearchParams(fragment.replace(/^#/, ""))) {
    const field = (Object.keys(NAMES) as (keyof Settings)[]).find((one) => NAMES[one][0] === name);
    if (field === undefined) faults.push(`${short(name, 40)}: no setting of this page`);
    else named.set(field, named.get(field) ?? text);
  }
  return { named, faults };
}

/** The whole number that a text is, within its limits; null for any other text. */
export function readWhole(text: string, least = Number.MIN_SAFE_INTEGER, most = Number.MAX_SAFE_INTEGER): number | null {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  return Number.isSafeInteger(value) && value >= least && value <= most ? value : null;
}

/** What is said of a number that is none. */
export function wholeNeeded(least = Number.MIN_SAFE_INTEGER, most = Number.MAX_SAFE_INTEGER): string {
  const limits = [least > Number.MIN_SAFE_INTEGER ? ` from ${least}` : "", most < Number.MAX_SAFE_INTEGER ? ` to ${most}` : ""];
  return `a whole number${limits.join("")}`;
}

/** What of the settings makes a license. */
export function termsOf(settings: Settings): Terms {
  return Object.fromEntries(LICENSED.map((field) => [field, settings[field]])) as unknown as Terms;
}

/**
 * The same settings with terms of which a license can be made: the default ones of their option, or where they are that
 * already, of the default option.
 */
export function withDefaultTerms(settings: Settings, defaults: Settings): Settings {
  const { option, profile } = settings;
  const ofOption = { ...settings, ...termsOf(defaults), option, profile, quota: QUOTAS[option] };
  const known = LICENSED.every((field) => ofOption[field] === settings[field]);
  return known ? { ...settings, ...termsOf(defaults) } : ofOption;
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
