/** A click on the time line selects the event of the mark that is there. */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { LogEntry } from "../words/log.ts";
import { drawn, eventAt, kindOf } from "./time_line_events.ts";

const entry = (n: number, fields: Partial<LogEntry> = {}): LogEntry => ({ n, ...fields }) as LogEntry;

test("each place has its event, the ends too", () => {
  const events = [entry(1), entry(2), entry(3), entry(4)];
  const at = (place: number): number | undefined => eventAt(events, place)?.n;
  assert.deepEqual([-1, 0, 0.249, 0.25, 0.6, 0.99, 1, 2].map(at), [1, 1, 1, 2, 3, 4, 4, 4]);
  assert.equal(eventAt([], 0.5), null);
});

test("a long log shows its newest events", () => {
  const rows = Array.from({ length: 1000 }, (_, n) => entry(n));
  assert.deepEqual([drawn(rows).length, drawn(rows).at(-1)?.n], [300, 999]);
});

test("a mark shows a refusal and a count", () => {
  assert.equal(kindOf(entry(1, { answer: "refused", counted: 0 })), "refused");
  assert.equal(kindOf(entry(1, { answer: "over", counted: 1 })), "over");
  assert.equal(kindOf(entry(1, { answer: "ok", counted: 1 })), "counted");
  assert.equal(kindOf(entry(1, { answer: null, counted: null })), "other");
});
