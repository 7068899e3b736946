/** Which events a time line has, and what their marks show. */

import type { LogEntry } from "../words/log.ts";

/** More marks are thinner than a pixel on a phone: only the newest events are drawn. */
const MOST = 300;

/** The events of a time line: each has one mark, at equal distances, because time may jump by months. */
export function drawn(rows: readonly LogEntry[]): readonly LogEntry[] {
  return rows.slice(-MOST);
}

/** What a mark shows: the answer if it is not a plain one, else whether something was counted. */
export function kindOf({ answer, counted }: LogEntry): string {
  if (answer === "refused" || answer === "over") {
    return answer;
  }
  return (counted ?? 0) > 0 ? "counted" : "other";
}

/** The event at a place of the line, from 0 to 1. */
export function eventAt(events: readonly LogEntry[], place: number): LogEntry | null {
  return events[Math.min(events.length - 1, Math.max(0, Math.floor(place * events.length)))] ?? null;
}
