/** The objects that a test holds, made from the table of names: each name is a call of the kit's door. */
import { NAMES, type Reply } from "./surface.ts";

/** An owner in the table of names. */
export type Owner = keyof typeof NAMES;

/** How a name is called; see `surface.ts`. */
export interface Name {
  readonly first: number | null;
  readonly reads: boolean;
  readonly atOnce: boolean;
}

/** An object that Python holds; `$` is its owner in the table. */
export interface Told {
  readonly $: Owner;
  readonly handle: number;
  readonly name?: string;
  readonly words?: string;
  readonly each?: readonly Told[];
}

/** One call of an object: the arguments that come first, and the named ones. */
export interface Call {
  readonly on: readonly [Owner, number | null];
  readonly name: string;
  readonly positional: readonly unknown[];
  readonly named: unknown;
}

/** Performs calls; `entry` is the function that the test has called, `shown` is the call as a test writes it. */
export type Caller = (
  call: Call,
  atOnce: boolean,
  shown: string,
  entry: (...given: never[]) => unknown,
) => unknown;

/** Where an object keeps what Python calls it. */
export const TOLD = Symbol("licensim");

/** Returns what Python calls an object of the kit; undefined for any other value. */
export function toldOf(value: unknown): Told | undefined {
  return typeof value === "object" && value !== null && TOLD in value ? (value[TOLD] as Told) : undefined;
}

/** Returns an object of the kit with all names of its owner; `shown` stands before a call in the report. */
export function objectOf(owner: Owner, told: Told | null, shown: string, call: Caller): object {
  return withNames({}, owner, told, shown, call);
}

/** Returns the answers to several frames. */
export function repliesOf(told: Told, replies: readonly Reply[], call: Caller): object {
  return withNames(Object.assign(new RepliesArray(), [...replies]), "replies", told, "", call);
}

class RepliesArray extends Array<Reply> {
  /** What is made from it, such as by `map`, is a plain array. */
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }
}

function withNames(made: object, owner: Owner, told: Told | null, shown: string, call: Caller): object {
  const on = [owner, told?.handle ?? null] as const;
  for (const [name, how] of Object.entries(NAMES[owner]) as [string, Name][]) {
    if (how.reads && how.atOnce) {
      const get = (): unknown => call({ on, name, positional: [], named: {} }, true, `${shown}${name}`, get);
      Object.defineProperty(made, name, { get, enumerable: false });
    } else {
      const method = (...given: unknown[]): unknown => {
        const first = how.first ?? given.length;
        const text = `${shown}${name}(${given.map(short).join(", ")})`;
        const positional = given.slice(0, first);
        return call({ on, name, positional, named: given[first] ?? {} }, how.atOnce, text, method);
      };
      Object.defineProperty(made, name, { value: method, enumerable: false });
    }
  }
  if (told !== null) {
    hidden(made, TOLD, told);
    hidden(made, "toJSON", () => ({ $: told.$, handle: told.handle }));
    hidden(made, "toString", () => told.words ?? told.name ?? told.$);
    hidden(made, Symbol.for("nodejs.util.inspect.custom"), () => told.words ?? `<${told.$} ${told.name}>`);
  }
  return made;
}

function hidden(made: object, name: string | symbol, value: unknown): void {
  Object.defineProperty(made, name, { value, enumerable: false });
}

/** An argument as a step's title shows it. */
function short(value: unknown): string {
  const told = toldOf(value);
  const text = told === undefined ? (JSON.stringify(value) ?? String(value)) : String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
