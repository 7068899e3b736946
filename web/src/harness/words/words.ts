/** Writes numbers, times and answers for this page. */

import type { Verdict } from "../../client/index.ts";
import { OPTIONS } from "../../facts/core.ts";
import type { Fate } from "./log.ts";

const WHOLE = new Intl.NumberFormat("en-US");
const CLOCK = new Intl.DateTimeFormat("en-GB", {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  fractionalSecondDigits: 3,
});

/** 1234567 as 1,234,567. */
export function whole(value: number): string {
  return WHOLE.format(value);
}

/** An instant as the time of day with milliseconds, in the visitor's zone. */
export function clock(at: number): string {
  return CLOCK.format(at);
}

/** A duration: below ten seconds in milliseconds, because windows are exact to one; a long one as a span. */
export function duration(ms: number): string {
  if (ms < 10_000) {
    return `${whole(Math.round(ms))} ms`;
  }
  if (ms < 120_000) {
    return `${(ms / 1000).toFixed(1)} s`;
  }
  return span(ms);
}

/** "1 scan", "2 scans". */
export function many(count: number, one: string): string {
  return `${whole(count)} ${one}${count === 1 ? "" : "s"}`;
}

/** A long text with its middle cut out, so that both ends can be compared. */
export function short(text: string, most: number): string {
  const letters = [...text.replaceAll(/\s+/g, " ")];
  if (letters.length <= most) {
    return letters.join("");
  }
  const head = Math.ceil((most - 1) * 0.6);
  return `${letters.slice(0, head).join("")}…${letters.slice(letters.length - (most - 1 - head)).join("")}`;
}

/** An answer in a word or two; a use after the item's end is allowed, but not over a quota (ITEM-2). */
export function headlineOf({
  answer,
  rule,
}: {
  readonly answer: Verdict;
  readonly rule: string | null;
}): string {
  return answer === "over" && rule === "ITEM-2" ? "In grace" : HEADLINES[answer];
}

/** The number of an answer with its kind: a refusal's is an error, any other a warning. */
export function numberText(answer: Verdict, number: number): string {
  return `${answer === "refused" ? "error" : "warning"} ${number}`;
}

const HEADLINES: Record<Verdict, string> = {
  ok: "Licensed",
  over: "Over the quota",
  refused: "Refused",
};

export const FATES: Record<Fate, string> = {
  counted: "counted",
  duplicate: "duplicate",
  untrusted: "not trusted yet",
  filtered: "filtered out",
  refused: "refused",
};

/** An option as the page names it. */
export function optionTitle(option: string): string {
  return OPTIONS[option]?.title ?? option;
}

/** An instant in UTC, to the second: slots and days are those of UTC (TIME-1). */
export function instant(at: number): string {
  return new Date(at).toISOString().slice(0, 19).replace("T", " ");
}

/** The time of day in UTC. */
export function timeOfDay(at: number): string {
  return new Date(at).toISOString().slice(11, 16);
}

const UNITS = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["min", 60_000],
  ["s", 1000],
] as const;

/** A long duration by its two largest units: "89 d 23 h", "2 min 5 s". */
export function span(ms: number): string {
  const first = Math.max(
    0,
    UNITS.findIndex(([, unit]) => ms >= unit),
  );
  const at = ms < 1000 ? UNITS.length - 1 : first;
  let rest = Math.max(0, ms);
  return UNITS.slice(at, at + 2)
    .flatMap(([name, unit], n) => {
      const count = Math.floor(rest / unit);
      rest -= count * unit;
      return n > 0 && count === 0 ? [] : [`${count} ${name}`];
    })
    .join(" ");
}
