/** The errors that a page gets, with the numbers that it may read. */

/** Numbers of errors that do not come from the license. */
export const ERROR = { argument: -10002, template: -10036, state: -10000, file: -10005 } as const;

/** What the stand-in throws, and what its promises reject with. */
export class SdkError extends Error {
  /** The vendor's number of the error, negative; 0 if it has none. */
  readonly errorCode: number;
  /** For a license refusal the positive number of its reason, else null. */
  readonly ltsErrorCode: number | null;

  constructor(message: string, errorCode = 0, ltsErrorCode: number | null = null) {
    super(message);
    this.errorCode = errorCode;
    this.ltsErrorCode = ltsErrorCode;
  }
}

/** Demand that an argument is valid for a member; the error names what the member expects. */
export function demand(holds: boolean, member: string, expected: string, given: unknown): asserts holds {
  if (!holds) {
    throw new SdkError(`${member} expects ${expected}, not ${inWords(given)}`, ERROR.argument);
  }
}

/** A value in a few words, for a message or a log. */
export function inWords(value: unknown): string {
  if (typeof value === "string") {
    return JSON.stringify(value.length > MAX_TEXT ? `${value.slice(0, MAX_TEXT)}…` : value);
  }
  if (typeof value === "function") {
    return "a function";
  }
  if (value instanceof Error) {
    return `${value.name}: ${value.message}`;
  }
  if (value instanceof Element) {
    return `<${value.localName}${value.id && `#${value.id}`}>`;
  }
  if (Array.isArray(value)) {
    return `[${value.slice(0, MAX_LISTED).map(inWords).join(", ")}${value.length > MAX_LISTED ? ", …" : ""}]`;
  }
  if (typeof value !== "object" || value === null) {
    return String(value);
  }
  return ofObject(value);
}

const MAX_TEXT = 200;
const MAX_LISTED = 5;

function ofObject(value: object): string {
  const kind = value.constructor?.name ?? "object";
  if (kind !== "Object") {
    return `a ${kind}`;
  }
  const fields = Object.entries(value).slice(0, MAX_LISTED);
  return `{${fields.map(([name, one]) => `${name}: ${typeof one === "object" && one !== null ? "…" : inWords(one)}`).join(", ")}}`;
}
