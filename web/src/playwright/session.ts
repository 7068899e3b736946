/** One test's session with the kit: its calls become steps of the report, its findings fail the test. */
import { AsyncResource } from "node:async_hooks";
import { type Browser, type Page, test as playwright, type TestInfo } from "@playwright/test";
import { Action } from "./action.ts";
import { LicensimError, type Place, placeBefore } from "./errors.ts";
import { mistake } from "./mistake.ts";
import { type Call, type Caller, objectOf, type Owner, repliesOf, type PythonRef } from "./objects.ts";
import { Pages } from "./pages.ts";
import type { Outcome, Python } from "./python.ts";
import type { Fault, Licensim, Options, Reply } from "./surface.ts";

/** The kit's result at the end of a test. */
interface End {
  readonly engine: string;
  readonly findings: string | null;
  readonly log: string;
  readonly trace: string;
  readonly license: string;
  /** What pages have thrown and nobody has caught. */
  readonly thrown: string | null;
}

/** Whether something holds, and what is told if it does not. */
interface Judged {
  readonly pass: boolean;
  readonly message: string;
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
  readonly #pages: Pages;
  /** The last action: the next one begins when it has ended. */
  #last: Promise<unknown> = Promise.resolve();
  #ended = false;

  constructor(python: Python, browser: () => Promise<Browser>, options: Options, info: TestInfo) {
    this.#python = python;
    this.#info = info;
    this.#pages = new Pages(browser, (op, fields) =>
      python.performLater(op, { test: this.#test, ...fields }, this.#declaration()),
    );
    const folder = info.outputPath("licensim");
    python.open(info.project.outputDir, this.#declaration());
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

  /** Asks the kit to judge an answer, for a matcher of `expect`. */
  judge(fields: object, place: Place): Judged {
    return this.#perform("expect", fields, place) as Judged;
  }

  /** Asks the kit to judge the session, for a matcher of `expect`; it counts even if the test does not await it. */
  judgeAll(fields: object, place: Place): Promise<Judged> {
    return this.#queue("assert", fields, place) as Promise<Judged>;
  }

  /** Ends the test: fails it for its findings, and attaches what its report shows. */
  async finish(): Promise<void> {
    const failedBefore = this.#info.errors.length > 0;
    const forgotten = failedBefore ? undefined : this.#actions.find(({ action }) => !action.awaited);
    await Promise.allSettled([...this.#actions.map(({ action }) => action), this.#last]);
    const failed = failedBefore || forgotten !== undefined || this.#pages.failure !== undefined;
    const end = (await this.#queue("finish", { failed }, this.#declaration())) as End;
    this.#ended = true;
    await this.#pages.end();
    this.#attach(end);
    if (end.thrown !== null) {
      const stack = `${end.thrown}\n${this.#declaration().frames}`;
      this.#info.errors.unshift({ message: end.thrown, stack });
    }
    if (this.#pages.failure !== undefined) {
      throw this.#pages.failure as Error;
    }
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
    const given = { ...call, positional: call.positional.map((one) => this.#toPython(one)) };
    if (atOnce) {
      return this.#perform("call", given, place);
    }
    const { line } = place;
    const at = line === undefined ? {} : { location: line };
    const action = Action.of(() => playwright.step(shown, () => this.#queue("call", given, place), at));
    this.#actions.push({ action, shown, place });
    return action;
  }

  /** Performs an operation that asks nothing of Playwright. */
  #perform(op: string, fields: object, place: Place): unknown {
    return this.#outcome(this.#python.perform(op, { test: this.#test, ...fields }, place), place);
  }

  /** Performs an operation after those before it. */
  async #queue(op: string, fields: object, place: Place): Promise<unknown> {
    // Playwright's own calls become steps of the report inside of this action.
    const action = new AsyncResource("licensim");
    const perform = async (): Promise<unknown> => {
      this.#python.performer = (asked) => action.runInAsyncScope(this.#pages.perform, undefined, asked);
      return this.#outcome(
        await this.#python.performLater(op, { test: this.#test, ...fields }, place),
        place,
      );
    };
    const done = this.#last.then(perform, perform);
    this.#last = done;
    try {
      return await done;
    } catch (error) {
      if (error instanceof LicensimError && error.name === "SkipTest") {
        this.#info.skip(true, error.message);
      }
      throw error;
    }
  }

  #outcome({ value, remarks }: Outcome, place: Place): unknown {
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
    if (typeof value !== "object" || value === null) {
      return value;
    }
    if ("$page" in value) {
      return this.#pages.thing(value.$page as number);
    }
    return "$" in value ? this.#object(value as PythonRef) : value;
  }

  /** A value of the test as Python gets it: Playwright's page as its handle. */
  #toPython(value: unknown): unknown {
    const isPage = typeof value === "object" && value !== null && "goto" in value && "context" in value;
    return isPage ? { $page: this.#pages.page(value as Page) } : value;
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
