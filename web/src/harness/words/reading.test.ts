/** What the meter says of an item: its quota and grace, or why these decide nothing. */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { ItemStatus } from "../../client/index.ts";
import { graceText, readingOf, readingText } from "./reading.ts";

const trial = (more: Partial<ItemStatus>): ItemStatus => ({
  id: "trial",
  option: "a-counter",
  startsAt: 0,
  expiresAt: 1000,
  worksUntil: 2000,
  quota: 300,
  cap: 330,
  seatUntil: null,
  alerts: [],
  answer: "ok",
  reason: null,
  rule: null,
  evidence: {},
  seats: 1,
  ...more,
});

function saidOf(item: ItemStatus): string {
  const reading = readingOf(item);
  return reading === null ? "" : readingText(reading);
}

test("a license that has not begun, has ended or was revoked has no zones", () => {
  const refused = { answer: "refused", cap: null } as const;
  assert.equal(saidOf(trial({})), "1 of 300 seats taken; grace to 330, then refused");
  assert.equal(saidOf(trial({ ...refused, reason: "EXPIRED" })), "1 of 300 seats taken; expired");
  assert.equal(
    saidOf(trial({ ...refused, reason: "NOT_YET_EFFECTIVE" })),
    "1 of 300 seats taken; not begun yet",
  );
  assert.equal(saidOf(trial({ ...refused, reason: "REVOKED" })), "1 of 300 seats taken; revoked");
});

test("in the grace after the end, and refused by the quota, the zones count", () => {
  assert.equal(readingOf(trial({ answer: "over", reason: "EXPIRED" }))?.moot, null);
  assert.equal(readingOf(trial({ answer: "refused", reason: "QUOTA_EXHAUSTED" }))?.moot, null);
});

test("a grace of one unit is that unit", () => {
  assert.deepEqual(
    [graceText(5, 5), graceText(5, 6), graceText(300, 330), graceText(1000, 1050)],
    ["none", "6", "301–330", "1,001–1,050"],
  );
});
