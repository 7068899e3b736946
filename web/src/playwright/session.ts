/** One test's session with the kit: its calls become steps of the report, its findings fail the test. */
import { test as playwright, type TestInfo } from "@playwright/test";
import { Action } from "./action.ts";
import { LicensimError, type Place, placeBefore } from "./errors.ts";
import { mistake } from "./mistake.ts";
import { type Call, type Caller, objectOf, type Owner, repliesOf, type PythonRef } from "./objects.ts";
import type { Python } from "./python.ts";
import type { Fault, Licensim, Options, Reply } from "./surface.ts";

/** The kit's result at the end of a test. */
interface End {
  readonly engine: string;
  readonly findings: string | null;
  readonly log: string;
  readonly trace: string;
  readonly license: string;
}

/** Sessions by the objects that they have made, for the matchers of `expect`. */
const SESSIONS = new WeakMap<object, Session>();

/** The session that has made an object of the kit, also after its test; undefined for any other value. */
export function sessionOf(value: unknown): Session | undefined {
  return typeof value === "object" && value !== null ? SESSIONS.get(value) : undefined;
}

/** One test that uses the kit. */
export class Session {
  /** The fixture's value. */
  readonly licensim: Licensim;
  readonly #python: Python;
  readonly #test: number;
  readonly #info: TestInfo;
  readonly #objects = new Map<number, object>();
  readonly #actions: { readonly action: Action<unknown>; readonly shown: string; readonly place: Place }[] =
    [];
  #ended = false;

  constructor(python: Python, options: Options, info: TestInfo) {
    this.#python = python;
    this.#info = info;
    const folder = info.outputPath("licensim");
    python.open(info.project.outputDir);
    this.#test = python.perform("begin", { options, folder }, this.#declaration()).value as number;
    const one = (owner: Owner, shown: string): object =>
      objectOf(owner, null, shown, (...given) => this.#call(...given));
    const parts = ["clock", "faults", "log"] as const;
    const kit = one("licensim", "licensim.");
    for (const part of parts) {
      Object.defineProperty(kit, part, { value: one(part, `licensim.${part}.`) });
    }
    SESSIONS.set(kit, this);
    this.licensim = kit as Licensim;
  }

  /** Asks the kit to judge an answer or the session, for a matcher of `expect`. */
  judge(op: "expect" | "assert", fields: object, place: Place): { pass: boolean; message: string } {
    return this.#perform(op, fields, place) as { pass: boolean; message: string };
  }

  /** Ends the test: fails it for its findings, and attaches what its report shows. */
  async finish(): Promise<void> {
    const failedBefore = this.#info.errors.length > 0;
    const forgotten = failedBefore ? undefined : this.#actions.find(({ action }) => !action.awaited);
    if (forgotten !== undefined) {
      await Promise.allSettled(this.#actions.map(({ action }) => action));
    }
    const failed = failedBefore || forgotten !== undefined;
    const end = this.#perform("finish", { failed }, this.#declaration()) as End;
    this.#ended = true;
    this.#attach(end);
    if (forgotten !== undefined) {
      throw mistake("notAwaited", { call: forgotten.shown }, forgotten.place);
    }
    if (end.findings !== null) {
      throw new LicensimError("Findings", end.findings, this.#declaration());
    }
  }

  /** Attaches what the report shows; `attach()` would add a step for each, and takes longer. */
  #attach(end: End): void {
    const listed = [
      ["log", end.log, "text/plain"],
      ["trace.jsonl", end.trace, "application/jsonl"],
      ["license.json", end.license, "application/json"],
    ] as const;
    for (const [name, body, contentType] of listed) {
      this.#info.attachments.push({ name: `licensim ${name}`, body: Buffer.from(body), contentType });
    }
  }

  #call(call: Call, atOnce: boolean, shown: string, entry: (...given: never[]) => unknown): unknown {
    const place = placeBefore(entry);
    if (this.#ended) {
      throw mistake("ended", { call: shown }, place);
    }
    const perform = (): unknown => this.#perform("call", call, place);
    if (atOnce) {
      return perform();
    }
    const line = place.line === undefined ? {} : { location: place.line };
    const action = Action.of(() => playwright.step(shown, perform, line));
    this.#actions.push({ action, shown, place });
    return action;
  }

  #perform(op: string, fields: object, place: Place): unknown {
    const { value, remarks } = this.#python.perform(op, { test: this.#test, ...fields }, place);
    for (const description of remarks) {
      this.#info.annotations.push({
        type: "licensim",
        description,
        ...(place.line === undefined ? {} : { location: place.line }),
      });
    }
    return this.#fromPython(value);
  }

  /** A value of Python as the test gets it. */
  #fromPython(value: unknown): unknown {
    if (Array.isArray(value)) {
      return value.map((one) => this.#fromPython(one));
    }
    return typeof value === "object" && value !== null && "$" in value
      ? this.#object(value as PythonRef)
      : value;
  }

  /** The object of a reference; the same object for the same reference. */
  #object(ref: PythonRef): object {
    const known = this.#objects.get(ref.handle);
    if (known !== undefined) {
      return known;
    }
    const caller: Caller = (...given) => this.#call(...given);
    const made =
      ref.$ === "replies"
        ? repliesOf(
            ref,
            (ref.each ?? []).map((one) => this.#object(one) as Reply),
            caller,
          )
        : objectOf(ref.$, ref, ref.name === undefined ? "" : `${ref.name}: `, caller);
    if (ref.$ === "fault") {
      Object.defineProperty(made, Symbol.asyncDispose, { value: () => (made as Fault).end() });
    }
    SESSIONS.set(made, this);
    this.#objects.set(ref.handle, made);
    return made;
  }

  /** The line at which the test itself is declared. */
  #declaration(): Place {
    const { file, line, column, title } = this.#info;
    return { frames: `    at ${title} (${file}:${line}:${column})`, line: { file, line, column } };
  }
}
