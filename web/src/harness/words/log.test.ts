/** The log shows new events as rows, and its size is limited. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { type LogEntry, type Fate, Log } from "./log.ts";

function frame(
  counted: number,
  fate: Fate,
  answer: LogEntry["answer"] = "ok",
): Omit<LogEntry, "n" | "quiet"> {
  const mark = { format: "QRCode", text: "A", fate, leftMs: null, gapMs: null };
  return {
    at: 0,
    kind: "frame",
    title: "",
    answer,
    reason: null,
    number: null,
    rule: null,
    item: null,
    counted,
    marks: [mark],
    lateMs: 0,
    forgetMs: 3000,
    edition: "js-9",
    by: "",
    warnings: [],
  };
}

test("duplicates are quiet and counted at the row before them", () => {
  const log = new Log();
  const first = log.add(frame(1, "counted"));
  log.add(frame(0, "duplicate"));
  log.add(frame(0, "duplicate"));
  assert.deepEqual(log.rows(false), [first]);
  assert.equal(log.rows(true).length, 3);
  assert.equal(log.quietAfter(first), 2);
});

test("a repeated refusal is one row, with another answer between it is two", () => {
  const log = new Log();
  log.add(frame(0, "refused", "refused"));
  log.add(frame(0, "refused", "refused"));
  log.add(frame(1, "counted"));
  log.add(frame(0, "refused", "refused"));
  assert.deepEqual(
    log.rows(false).map((entry) => entry.answer),
    ["refused", "ok", "refused"],
  );
});

test("scans of devices with a rhythm are one row until something else happens", () => {
  const log = new Log();
  const ran = {
    ...frame(0, "counted"),
    kind: "rhythm" as const,
    title: "By themselves",
    answer: null,
    marks: [],
  };
  log.add(ran);
  log.add(ran);
  log.add({ ...ran, kind: "client", title: "device-1 opened" });
  log.add(ran);
  assert.deepEqual(
    log.rows(false).map((entry) => entry.kind),
    ["rhythm", "client", "rhythm"],
  );
});

test("an event with a warning is never quiet", () => {
  const log = new Log();
  log.add({ ...frame(0, "duplicate"), warnings: ["clamped"] });
  assert.equal(log.rows(false).length, 1);
});

test("a long session drops the oldest and keeps counting", () => {
  const log = new Log();
  for (let n = 0; n < 120_000; n++) {
    log.add(frame(n % 2, n % 2 === 0 ? "duplicate" : "counted"));
  }
  assert.equal(log.count, 120_000);
  assert.ok(log.rows(true).length <= 100_000);
  assert.equal(log.rows(true).at(-1)?.n, 120_000);
  assert.ok((log.rows(false)[0]?.n ?? 0) >= (log.rows(true)[0]?.n ?? 0));
});
