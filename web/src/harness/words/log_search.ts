/** Finds entries of the log by words and by answer. */

import type { LogEntry } from "./log.ts";

/** Which entries are wanted, by their answer. */
export const SHOWN = { all: "all answers", counted: "counted", over: "over", refused: "refused" } as const;
export type Shown = keyof typeof SHOWN;

/** What a visitor looks for: words in any order, and an answer. */
export interface Wanted {
  readonly words: string;
  readonly shown: Shown;
}

/** Whether an entry has each of the words, in any case, and the answer. */
export function isWanted(entry: LogEntry, { words, shown }: Wanted): boolean {
  const answered = shown === "counted" ? (entry.counted ?? 0) > 0 : entry.answer === shown;
  if (shown !== "all" && !answered) {
    return false;
  }
  const text = textOf(entry);
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

function textOf({ title, answer, reason, number, rule, item, by, marks }: LogEntry): string {
  const codes = marks.map(({ format, text, fate }) => `${format} ${text} ${fate}`);
  return [title, answer, reason, number, rule, item, by, ...codes].join(" ").toLowerCase();
}

/** The wanted entries of a growing log: each entry is looked at once, until something else is wanted. */
export class LogSearch {
  #key = "";
  #last = 0;
  #found: LogEntry[] = [];

  /** The wanted ones of `entries`, in their order. */
  rows(entries: readonly LogEntry[], wanted: Wanted, everything: boolean): readonly LogEntry[] {
    if (wanted.shown === "all" && wanted.words.trim() === "") {
      return entries;
    }
    const key = JSON.stringify([wanted, everything, entries[0]?.n ?? 0]);
    if (key !== this.#key) {
      this.#key = key;
      this.#last = 0;
      this.#found = [];
    }
    const first = entries.findLastIndex(({ n }) => n <= this.#last) + 1;
    for (const entry of entries.slice(first)) {
      this.#last = entry.n;
      if (isWanted(entry, wanted)) {
        this.#found.push(entry);
      }
    }
    return this.#found;
  }
}
