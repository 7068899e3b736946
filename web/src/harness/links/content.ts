/** The content of a link or of a file of a whole session: its form, and the check of a text that should have it. */

import { type Addressed, parseSettings, writeSettings } from "../settings/address.ts";
import { type Settings, defaultSettings } from "../settings/settings.ts";

/** One session as somebody shares it. The core checks the document, the trace, the acts and the story. */
export interface SharedSession {
  /** The settings of the form, the scanner and the license server, as an address has them. */
  readonly settings: string;
  /** The project key of the page's own client. */
  readonly key: string;
  /** The license with which the session begins; null if a license server decides. */
  readonly document: string | null;
  /** The events, JSON lines. */
  readonly trace: string;
  /** What was done between them and no trace can state. */
  readonly acts: readonly unknown[];
  /** The session's time, and whether it was moved; how fast it goes. */
  readonly at: number;
  readonly moved: boolean;
  readonly rate: number;
  /** A story and how many of its steps were played, in place of events; null without one. */
  readonly story: { readonly text: string; readonly played: number } | null;
}

/** Settings as a text that names each of them: a later version of this page may have other defaults. */
export function writeAll(settings: Settings): string {
  return writeSettings(settings, {}, "");
}

/** The settings of a shared session, and their faults. */
export function settingsOf({ settings }: Pick<SharedSession, "settings">): Addressed {
  return parseSettings(settings, defaultSettings(""), "");
}

/** What is wrong with a shared session, each fault with its field. */
export class SharedFaults extends Error {
  readonly faults: readonly { readonly path: string; readonly what: string }[];

  constructor(faults: readonly (readonly [path: string, what: string])[]) {
    super("It is no session of this page.");
    this.faults = faults.map(([path, what]) => ({ path, what }));
  }
}

const text = (value: unknown): boolean => typeof value === "string";
const whole = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;

/** The last instant of a `Date`, as in the core. */
const MAX_INSTANT = 8_640_000_000_000_000;

/** Each field: whether a value is valid, and what is needed. */
const FIELDS: Readonly<Record<keyof SharedSession, readonly [(value: unknown) => boolean, string]>> = {
  settings: [text, "a text"],
  key: [(value) => text(value) && value !== "", "a text that is not empty"],
  document: [(value) => value === null || text(value), "a text, or null"],
  trace: [text, "a text"],
  acts: [Array.isArray, "a list"],
  at: [(value) => whole(value) && (value as number) <= MAX_INSTANT, "an instant in milliseconds"],
  moved: [(value) => typeof value === "boolean", "true or false"],
  rate: [whole, "a whole number"],
  story: [(value) => value === null || isStory(value), "null, or a text and the number of steps played"],
};

function isStory(value: unknown): boolean {
  const { text: script, played } = (value ?? {}) as Record<string, unknown>;
  return text(script) && whole(played);
}

/** The shared session of version 1 that a JSON text has. Throws SharedFaults. */
export function readFirst(json: string): SharedSession {
  const found = parsed(json);
  const faults: [string, string][] = Object.entries(FIELDS).flatMap(([field, [isValid, needed]]) =>
    isValid(found[field]) ? [] : [[field, `must be ${needed}`]],
  );
  const unknown = Object.keys(found).filter((field) => !Object.hasOwn(FIELDS, field));
  faults.push(...unknown.map((field): [string, string] => [field, "unknown field"]));
  if (faults.length === 0) {
    faults.push(
      ...settingsOf(found as unknown as SharedSession).faults.map((what): [string, string] => [
        "settings",
        what,
      ]),
    );
  }
  if (faults.length > 0) {
    throw new SharedFaults(faults);
  }
  return found as unknown as SharedSession;
}

function parsed(json: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw new SharedFaults([["", "not JSON"]]);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new SharedFaults([["", "must be an object"]]);
  }
  return value as Readonly<Record<string, unknown>>;
}
