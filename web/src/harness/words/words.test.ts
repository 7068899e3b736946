/** Numbers and texts as the page writes them. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { duration, headlineOf, many, numberText, short } from "./words.ts";

test("short durations are shown in milliseconds", () => {
  assert.deepEqual([2999, 3000, 3001].map(duration), ["2,999 ms", "3,000 ms", "3,001 ms"]);
  assert.deepEqual([12_345, 125_000].map(duration), ["12.3 s", "2 min 5 s"]);
});

test("a long duration has large units", () => {
  assert.deepEqual([119_999, 120_000, 5_400_000, 129_600 * 60_000].map(duration), [
    "120.0 s",
    "2 min",
    "1 h 30 min",
    "90 d",
  ]);
});

test("a use after the end is in the grace, not over the quota", () => {
  assert.equal(headlineOf({ answer: "over", rule: "ITEM-2" }), "In grace");
  assert.equal(headlineOf({ answer: "over", rule: "ITEM-3" }), "Over the quota");
  assert.equal(headlineOf({ answer: "refused", rule: "ITEM-2" }), "Refused");
});

test("only the number of a refusal is an error", () => {
  assert.deepEqual(
    [numberText("refused", 111), numberText("ok", -20012), numberText("over", -20012)],
    ["error 111", "warning -20012", "warning -20012"],
  );
});

test("one is one", () => {
  assert.deepEqual(
    [0, 1, 2].map((count) => many(count, "scan")),
    ["0 scans", "1 scan", "2 scans"],
  );
});

test("a long text keeps both ends and splits no character", () => {
  assert.equal(short("abcdefghij", 10), "abcdefghij");
  assert.equal(short("abcdefghijk", 10), "abcdef…ijk");
  assert.equal(short("👩‍🚀".repeat(40), 10).length > 0, true);
  assert.equal([...short("😀".repeat(40), 10)].length, 10);
  assert.equal(short("a\n\t b", 10), "a b");
});
