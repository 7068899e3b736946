/** The bar of a quota, and the slots above the quota: before a boundary, at it, after it. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { aboveQuota, CAP_AT, fillOf, QUOTA_AT } from "./amounts.ts";

test("a bar is filled in proportion, to the quota, to the cap, and no further", () => {
  const bar = (used: number): number => fillOf(used, 100, 110);
  assert.deepEqual([bar(0), bar(50), bar(100)], [0, QUOTA_AT / 2, QUOTA_AT]);
  assert.deepEqual([bar(105), bar(110), bar(111)], [(QUOTA_AT + CAP_AT) / 2, CAP_AT, CAP_AT]);
});

test("a quota of 0 is full, and without grace the cap is the quota", () => {
  assert.deepEqual([fillOf(0, 0, 0), fillOf(1, 0, 0)], [QUOTA_AT, CAP_AT]);
  assert.deepEqual([fillOf(3, 3, 3), fillOf(4, 3, 3)], [QUOTA_AT, CAP_AT]);
});

test("a slot at the quota is not above it", () => {
  assert.deepEqual(
    aboveQuota(
      [
        [1, 2],
        [2, 3],
        [3, 4],
        [4, 7],
      ],
      3,
    ),
    [
      [3, 1],
      [4, 4],
    ],
  );
});
