/** The movement of the scene's belt. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { beltAt } from "./scene.ts";

test("the belt rests, moves one label, and rests", () => {
  assert.deepEqual(
    [0, 3600, 4800, 8400, 9600].map((ms) => beltAt(ms)),
    [0, 0, 1, 1, 2],
  );
  assert.equal(beltAt(4200), 0.5);
  assert.deepEqual(
    [4199, 4201].map((ms) => beltAt(ms, false)),
    [0, 1],
  );
});
