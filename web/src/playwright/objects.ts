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

/** A reference to an object in Python; `$` is its owner in the table. */
export interface PythonRef {
  readonly $: Owner;
  readonly handle: number;
  readonly name?: string;
  readonly words?: string;
  readonly each?: readonly PythonRef[];
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

/** The field in which an object keeps its reference. */
export const REF = Symbol("licensim");

/** Returns the reference of an object of the kit; undefined for any other value. */
export function refOf(value: unknown): PythonRef | undefined {
  return typeof value === "object" && value !== null && REF in value ? (value[REF] as PythonRef) : undefined;
}

/** Returns an object of the kit with all names of its owner; `shown` stands before a call in the report. */
export function objectOf(owner: Owner, ref: PythonRef | null, shown: string, call: Caller): object {
  return withNames({}, owner, ref, shown, call);
}

/** Returns the answers to several frames. */
export function repliesOf(ref: PythonRef, replies: readonly Reply[], call: Caller): object {
  return withNames(Object.assign(new RepliesArray(), [...replies]), "replies", ref, "", call);
}

class RepliesArray extends Array<Reply> {
  /** What is made from it, such as by `map`, is a plain array. */
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }
}

function withNames(made: object, owner: Owner, ref: PythonRef | null, shown: string, call: Caller): object {
  const on = [owner, ref?.handle ?? null] as const;
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
  if (ref !== null) {
    hidden(made, REF, ref);
    hidden(made, "toJSON", () => ({ $: ref.$, handle: ref.handle }));
    hidden(made, "toString", () => ref.words ?? ref.name ?? ref.$);
    hidden(made, Symbol.for("nodejs.util.inspect.custom"), () => ref.words ?? `<${ref.$} ${ref.name}>`);
  }
  return made;
}

function hidden(made: object, name: string | symbol, value: unknown): void {
  Object.defineProperty(made, name, { value, enumerable: false });
}

/** An argument as a step's title shows it. */
function short(value: unknown): string {
  const ref = refOf(value);
  const text = ref === undefined ? (JSON.stringify(value) ?? String(value)) : String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
