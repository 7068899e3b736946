/** Settings in the address of the page, and their changes in words. */

import { EDITIONS, OPTIONS, PROFILES } from "../../facts/core.ts";
import type { FieldValue, FormField } from "../../facts/option.ts";
import { short } from "../words/words.ts";
import { readAddress } from "./server_address.ts";
import {
  MOST_DAYS,
  REPORT_CHOICES,
  type Settings,
  choicesOf,
  formOf,
  readWhole,
  usualFields,
  wholeNeeded,
} from "./settings.ts";

/** The content of an address. */
export interface Addressed {
  /** A setting that is missing or invalid has its default. */
  readonly settings: Settings;
  /** The faults of the address, in words. */
  readonly faults: readonly string[];
}

/** The name of the story that an address's fragment asks for; null for none. */
export function storyIn(fragment: string): string | null {
  return new URLSearchParams(fragment.replace(/^#/, "")).get("story");
}

/** Read settings from an address's fragment. Only the core can tell whether they make a license. */
export function parseSettings(fragment: string, defaults: Settings, host = location.hostname): Addressed {
  const { named, faults } = namedIn(fragment);
  const read = <T>(field: Named, fallback: T, needed: string, value: (text: string) => T | null): T => {
    const text = named.get(NAMES[field][0]);
    const found = text === undefined ? fallback : value(text);
    if (found === null) {
      faults.push(`${NAMES[field][0]}=${short(text ?? "", 40)}: ${needed} is needed`);
    }
    return found ?? fallback;
  };
  const own = (field: FormField, profile: string, usual: FieldValue): FieldValue => {
    const text = named.get(field.name);
    if (text === undefined || (text === "" && field.value === null && field.kind !== "host")) {
      return usual;
    }
    const found = readField(field, profile, text);
    if (found === null) {
      faults.push(`${field.name}=${short(text, 40)}: ${neededOf(field, profile)} is needed`);
    }
    return found ?? usual;
  };
  const whole = (
    field: Named,
    fallback: number,
    least = Number.MIN_SAFE_INTEGER,
    most = Number.MAX_SAFE_INTEGER,
  ): number => read(field, fallback, wholeNeeded(least, most), (text) => readWhole(text, least, most));
  const choice = <T extends string>(field: Named, of: readonly T[], fallback: T): T =>
    read(field, fallback, `one of ${of.join(", ")}`, (text) => of.find((one) => one === text) ?? null);
  const address = (field: "server" | "standby"): string =>
    read(field, defaults[field], "an address of http or https", (text) =>
      text === "" ? "" : readAddress(text),
    );
  const option = choice("option", Object.keys(OPTIONS), defaults.option);
  const profile = choice("profile", PROFILES, defaults.profile as (typeof PROFILES)[number]);
  const usual = usualFields(option, profile, host);
  const settings: Settings = {
    edition: choice("edition", EDITIONS, defaults.edition),
    forgetMs: whole("forgetMs", defaults.forgetMs),
    profile,
    option,
    fields: Object.fromEntries(
      formOf(option).map((field) => [field.name, own(field, profile, usual[field.name] ?? null)]),
    ),
    began: whole("began", defaults.began, -MOST_DAYS, MOST_DAYS),
    ends: whole("ends", defaults.ends, -MOST_DAYS, MOST_DAYS),
    trustFrames: whole("trustFrames", defaults.trustFrames, 1, 5),
    formats: choice("formats", ["all", "matrix", "linear"], defaults.formats),
    server: address("server"),
    standby: address("standby"),
    project: read("project", defaults.project, "the key of a project", (text) => text || null),
    reports: choice("reports", REPORT_CHOICES, defaults.reports),
  };
  return { settings, faults };
}

/** The value of a text for a field of the form; null if invalid. Only the core knows the valid licenses. */
function readField(field: FormField, profile: string, text: string): FieldValue {
  switch (field.kind) {
    case "number":
      return readWhole(text);
    case "choice":
      return choicesOf(field, profile).find((one) => one === text) ?? null;
    case "host":
      return text;
  }
}

function neededOf(field: FormField, profile: string): string {
  return field.kind === "choice" ? `one of ${choicesOf(field, profile).join(", ")}` : wholeNeeded();
}

/** The settings that a fragment names; an unknown name is a fault. */
function namedIn(fragment: string): {
  readonly named: ReadonlyMap<string, string>;
  readonly faults: string[];
} {
  const own = Object.values(OPTIONS).flatMap(({ form }) => form.map(({ name }) => name));
  const known = new Set(["story", "session", ...Object.values(NAMES).map(([name]) => name), ...own]);
  const named = new Map<string, string>();
  const faults: string[] = [];
  for (const [name, text] of new URLSearchParams(fragment.replace(/^#/, ""))) {
    if (known.has(name)) {
      named.set(name, named.get(name) ?? text);
    } else {
      faults.push(`${short(name, 40)}: no setting of this page`);
    }
  }
  return { named, faults };
}

/** The fragment for an address: only the settings that differ from the defaults; empty if none does. */
export function writeSettings(
  settings: Settings,
  defaults: Partial<Settings>,
  host = location.hostname,
): string {
  const named = new URLSearchParams();
  for (const field of Object.keys(NAMES) as Named[]) {
    if (settings[field] !== defaults[field]) {
      named.set(NAMES[field][0], String(settings[field]));
    }
    if (field !== "option") {
      continue;
    }
    const usual = usualFields(settings.option, settings.profile, host);
    for (const [name, value] of Object.entries(settings.fields)) {
      if (value !== usual[name]) {
        named.set(name, String(value ?? ""));
      }
    }
  }
  return named.toString();
}

/** Keep settings in the address of the page, so that it can be shared and loaded again. */
export function keepInAddress(settings: Settings, defaults: Settings): void {
  const fragment = writeSettings(settings, defaults);
  history.replaceState(null, "", fragment === "" ? location.pathname + location.search : `#${fragment}`);
}

/** Take a session out of the address of this page, once the visitor has decided about it. */
export function dropSession(): void {
  const named = new URLSearchParams(location.hash.slice(1));
  named.delete("session");
  const rest = named.toString();
  history.replaceState(null, "", location.pathname + location.search + (rest === "" ? "" : `#${rest}`));
}

/** The names of the settings in the address, and in words. */
type Named = Exclude<keyof Settings, "fields">;
const NAMES: Readonly<Record<Named, readonly [named: string, said: string]>> = {
  edition: ["edition", "SDK version"],
  forgetMs: ["forget", "Repeats ignored for, ms"],
  profile: ["profile", "Rules version"],
  option: ["option", "Option"],
  began: ["began", "Began"],
  ends: ["ends", "Ends"],
  trustFrames: ["trust", "1D trust frames"],
  formats: ["formats", "Formats"],
  server: ["server", "License server"],
  standby: ["standby", "Standby"],
  project: ["key", "Project key"],
  reports: ["reports", "Usage is reported"],
};

/** The changes, in words for the log. */
export function describeChange(before: Settings, after: Settings): string {
  const changes = (Object.keys(NAMES) as Named[]).filter((field) => before[field] !== after[field]);
  const said = (field: Named): string => OPTIONS[String(after[field])]?.title ?? String(after[field]);
  const own =
    before.option === after.option
      ? formOf(after.option).filter(({ name }) => before.fields[name] !== after.fields[name])
      : [];
  return (
    [
      ...changes.map((field) => `${NAMES[field][1]}: ${said(field)}`),
      ...own.map(({ name, label, hint = "none" }) => `${label.split(",")[0]}: ${after.fields[name] ?? hint}`),
    ].join(", ") || "Settings"
  );
}
