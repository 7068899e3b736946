/** Replies of the worker become answers of the page. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { fromAnswer, toAnswer, toCoverage, toScanResult, toStatus } from "./results.ts";

const REFUSED = {
  answer: "refused",
  reason: "DOMAIN_MISMATCH",
  number: 114,
  rule: "DOM-6",
  item: "domain",
  counted: 0,
  evidence: { item_domain: "example.com", host: "a_b" },
  warnings: [],
} as const;

test("an answer is sent back in the core's form, to be explained", () => {
  assert.deepEqual(fromAnswer(toAnswer(REFUSED))["evidence"], REFUSED.evidence);
  assert.deepEqual(fromAnswer(toAnswer(REFUSED))["reason"], REFUSED.reason);
});

test("evidence is renamed, its values are not", () => {
  assert.deepEqual(toAnswer(REFUSED).evidence, { itemDomain: "example.com", host: "a_b" });
});

test("only a positive number is a JavaScript error code", () => {
  const codes = [114, -20012, null].map((number) => toAnswer({ ...REFUSED, number }).ltsErrorCode);
  assert.deepEqual(codes, [114, null, null]);
});

test("a refusal before any code was judged has no codes", () => {
  const result = toScanResult(REFUSED, 42);
  assert.deepEqual([result.unique, result.duplicates, result.untrusted], [[], [], []]);
  assert.deepEqual([result.filtered, result.lateMs, result.scannedAt], [0, 0, 42]);
});

test("a scan has the instant by which it was judged", () => {
  const result = toScanResult({ ...REFUSED, at: 50, late_ms: 8, duplicates: [["QR", "A", 3, 49]] }, 42);
  assert.deepEqual([result.scannedAt, result.lateMs], [50, 8]);
  assert.deepEqual(result.duplicates, [{ format: "QR", text: "A", leftMs: 3, seenAt: 49 }]);
});

test("items keep their ids and rename their fields", () => {
  const client = { uuid: "u", license: [] };
  const status = toStatus({ items: [{ id: "my_item", seat_until: 3 }], client, reports: "slot", due: 7 });
  assert.deepEqual(
    [status.items[0], status.dueAt, status.reports],
    [{ id: "my_item", seatUntil: 3 }, 7, "slot"],
  );
});

test("a text that is no host has no unit", () => {
  const { unit, kind, suffix, source } = toCoverage({ host: "no host" });
  assert.deepEqual([unit, kind, suffix, source], [null, null, null, null]);
});
