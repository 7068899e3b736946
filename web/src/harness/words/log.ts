/** The events of a long session; when there are too many, the oldest are dropped. */

import type { Answer, Verdict } from "../../client/index.ts";

/** The result for one code of one picture. `refused`: the whole event was refused, nothing was counted. */
export type Fate = "counted" | "duplicate" | "untrusted" | "filtered" | "refused";

/** One code of one event. */
export interface Mark {
  readonly format: string;
  readonly text: string;
  readonly fate: Fate;
  /** How long a duplicate's window lasts after this sighting. */
  readonly leftMs: number | null;
  /** The time since this page last saw the code in the same source; null for the first time. */
  readonly gapMs: number | null;
}

/** One event and its answer. */
export interface LogEntry {
  readonly n: number;
  /** By the page's clock. */
  readonly at: number;
  readonly kind:
    | "open"
    | "frame"
    | "image"
    | "pages"
    | "settings"
    | "report"
    | "source"
    | "client"
    | "rhythm"
    | "time"
    | "error";
  /** The event in words, if it has no codes. */
  readonly title: string;
  readonly answer: Verdict | null;
  readonly reason: string | null;
  readonly number: number | null;
  readonly rule: string | null;
  readonly item: string | null;
  readonly counted: number | null;
  readonly marks: readonly Mark[];
  readonly lateMs: number;
  /** The forget window in force at that moment, in milliseconds. */
  readonly forgetMs: number;
  readonly edition: string;
  /** What gave the answer, in words; empty if only this page could. */
  readonly by: string;
  readonly warnings: readonly string[];
  /** Whether it has nothing new after the entry before it: hidden by default. */
  readonly quiet: boolean;
}

/** Whether it only shows that a scanner accepted its settings, which says nothing about the license. */
export function isPlain({ kind, answer }: LogEntry): boolean {
  return kind === "settings" && answer === "ok";
}

type Circumstances = Pick<LogEntry, "at" | "marks" | "lateMs" | "forgetMs" | "edition" | "by">;

/** An entry that is not yet in the log; without an answer it is a line about something that happened. */
export function entryOf(
  kind: LogEntry["kind"],
  title: string,
  answer: Answer | null,
  around: Circumstances,
): Omit<LogEntry, "n" | "quiet"> {
  return {
    ...around,
    kind,
    title,
    answer: answer?.answer ?? null,
    reason: answer?.reason ?? null,
    number: answer?.number ?? null,
    rule: answer?.rule ?? null,
    item: answer?.item ?? null,
    counted: answer?.counted ?? null,
    warnings: answer?.warnings.map((warning) => warning.text) ?? [],
  };
}

const MAX_ENTRIES = 100_000;
/** For how many entries the whole answer is kept, with its evidence. */
const MAX_ANSWERS = 10_000;

/** The entries, and which of them have a row. */
export class Log {
  #all: LogEntry[] = [];
  #loud: LogEntry[] = [];
  readonly #after = new Map<number, number>();
  readonly #answers = new Map<number, Answer>();
  #count = 0;
  #said = "";
  #repeated = "";

  /** The answer of an entry; null if it is no longer kept. */
  answerOf(entry: LogEntry): Answer | null {
    return this.#answers.get(entry.n) ?? null;
  }

  /** Keep the answer of an entry. */
  keepAnswer({ n }: LogEntry, answer: Answer): void {
    this.#answers.set(n, answer);
    this.#answers.delete(n - MAX_ANSWERS);
  }

  /** Add an event; it is quiet if it repeats the events before it. */
  add(event: Omit<LogEntry, "n" | "quiet">): LogEntry {
    this.#count += 1;
    const saying = [
      event.kind,
      event.answer,
      event.reason,
      ...(event.kind === "error" ? [event.title] : []),
      ...event.marks.map((m) => `${m.fate}|${m.format}|${m.text}`),
    ];
    const said = saying.join("\n");
    const isPicture = event.kind === "frame";
    const repeats = event.kind === "rhythm" || event.kind === "error";
    const goesOn = repeats && said === this.#repeated;
    if (event.kind !== "frame") {
      this.#repeated = repeats ? said : "";
    }
    const isStill =
      isPicture &&
      event.warnings.length === 0 &&
      (event.answer === "refused" ? said === this.#said : event.counted === 0);
    const quiet = goesOn || isStill;
    const entry: LogEntry = { ...event, n: this.#count, quiet };
    if (isPicture) {
      this.#said = said;
    }
    this.#keep(entry);
    return entry;
  }

  /** The rows to show: all, or those with something new. */
  rows(everything: boolean): readonly LogEntry[] {
    return everything ? this.#all : this.#loud;
  }

  /** How many quiet events came after this entry and before the next row. */
  quietAfter(entry: LogEntry): number {
    return this.#after.get(entry.n) ?? 0;
  }

  /** How many events there were, dropped ones included. */
  get count(): number {
    return this.#count;
  }

  clear(): void {
    this.#all = [];
    this.#loud = [];
    this.#after.clear();
    this.#answers.clear();
    this.#said = "";
  }

  #keep(entry: LogEntry): void {
    this.#all.push(entry);
    if (entry.quiet) {
      const last = this.#loud.at(-1);
      if (last !== undefined) {
        this.#after.set(last.n, this.quietAfter(last) + 1);
      }
    } else {
      this.#loud.push(entry);
    }
    if (this.#all.length > MAX_ENTRIES) {
      this.#drop(MAX_ENTRIES / 10);
    }
  }

  #drop(many: number): void {
    this.#all = this.#all.slice(many);
    const oldest = this.#all[0]?.n ?? 0;
    this.#loud = this.#loud.filter((entry) => entry.n >= oldest);
    for (const n of this.#after.keys()) {
      if (n < oldest) {
        this.#after.delete(n);
      }
    }
  }
}
