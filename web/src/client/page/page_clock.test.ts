/** The page's clock and the media time of frames. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { faultyPaths } from "../api/faulty_paths.ts";
import { PageClock } from "./page_clock.ts";

test("an instant is the session's start plus media time rounded down", () => {
  let clock = 1000.7;
  const pageClock = new PageClock(() => clock);
  clock = 5000.9;
  assert.equal(pageClock.now(), 5000);
  assert.equal(pageClock.ofFrame(2999.99, 5000), 3999);
  assert.equal(pageClock.ofFrame(-0.5, 5000), 999);
  assert.equal(pageClock.ofFrame(undefined, 5000), 5000);
});

test("a clock that returns no number is malformed", () => {
  assert.deepEqual(
    faultyPaths(() => new PageClock(() => Number.NaN)),
    ["now"],
  );
});
