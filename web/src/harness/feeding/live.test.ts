/** The media time of a picture: its source's own time, and the jumps of the clock (SCAN-11). */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Live } from "./live.ts";
import type { Seen } from "./seen.ts";

const NIGHT = 8 * 3_600_000;
const seen = (mediaMs: number): Seen => ({ codes: [], mediaMs }) as unknown as Seen;

test("the first picture is now, the others follow their own time, however slow the machine is", () => {
  const live = new Live();
  assert.equal(live.place(seen(500), 2000, 1_000_000), 2000);
  assert.equal(live.place(seen(567), 9000, 1_007_000), 2067);
  assert.equal(live.place(seen(634), 60_000, 1_058_000), 2134);
});

test("a night between two pictures counts, even if the monotonic clock stood still", () => {
  const live = new Live();
  live.place(seen(0), 1000, 1_000_000);
  assert.equal(live.place(seen(67), 1067, 1_000_067 + NIGHT), 1067 + NIGHT);
  assert.equal(live.place(seen(134), 1134, 1_000_134 + NIGHT), 1134 + NIGHT);
});

test("a night that the source's own time includes counts once", () => {
  const live = new Live();
  live.place(seen(0), 1000, 1_000_000);
  assert.equal(live.place(seen(67 + NIGHT), 1067, 1_000_067 + NIGHT), 1067 + NIGHT);
});

test("a clock set back moves nothing", () => {
  const live = new Live();
  live.place(seen(0), 1000, 1_000_000_000);
  assert.equal(live.place(seen(67), 1067, 1_000_000_067 - NIGHT), 1067);
});
