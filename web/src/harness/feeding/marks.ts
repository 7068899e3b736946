/** The result for each code, read from the core's answer. */

import type { CodeKey, ScanResult } from "../../client/index.ts";
import type { Fate, Mark } from "../words/log.ts";
import { codeKey } from "./seen.ts";

/** When each code was last seen in one source, by media time; only used to show the gap. */
export type Sightings = Map<string, number>;

/** The result for each different code of a picture, in the picture's order. */
export function marksOf(
  codes: readonly CodeKey[],
  result: ScanResult,
  sightings: Sightings,
  at: number,
): Mark[] {
  const fates = new Map<string, Fate>();
  const left = new Map<string, { leftMs: number; seenAt: number }>();
  const fate = (list: readonly CodeKey[], as: Fate): void => {
    for (const { format, text } of list) {
      fates.set(codeKey(format, text), as);
    }
  };
  fate(result.untrusted, "untrusted");
  fate(result.unique, result.answer === "refused" ? "refused" : "counted");
  fate(result.duplicates, "duplicate");
  for (const code of result.duplicates) {
    left.set(codeKey(code.format, code.text), code);
  }
  const rest: Fate = result.answer === "refused" && result.filtered === 0 ? "refused" : "filtered";
  const marks = new Map<string, Mark>();
  for (const { format, text } of codes) {
    const key = codeKey(format, text);
    const earlier = left.get(key)?.seenAt ?? sightings.get(key);
    marks.set(key, {
      format,
      text,
      fate: fates.get(key) ?? rest,
      leftMs: left.get(key)?.leftMs ?? null,
      gapMs: earlier === undefined ? null : Math.max(0, at - earlier),
    });
  }
  return [...marks.values()];
}

/** Remember the codes for the next gap; a code that a filter removed does not count as seen (SCAN-7). */
export function rememberSightings(sightings: Sightings, marks: readonly Mark[], at: number): void {
  for (const mark of marks) {
    if (mark.fate === "counted" || mark.fate === "duplicate") {
      sightings.set(codeKey(mark.format, mark.text), at);
    }
  }
  if (sightings.size > 5000) {
    for (const key of [...sightings.keys()].slice(0, 2500)) {
      sightings.delete(key);
    }
  }
}
