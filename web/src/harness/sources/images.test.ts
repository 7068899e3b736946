/** The size at which pictures are decoded. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { MAX_PIXELS, sizeToRead } from "./images.ts";

test("a picture is read at its own size, up to as many pixels as a canvas has", () => {
  for (const [width, height] of [
    [1, 1],
    [10_000, 1],
    [1, 10_000],
    [10_000, 1600],
    [4096, 4096],
  ] as const) {
    assert.deepEqual(sizeToRead(width, height), { width, height });
  }
});

test("a larger one keeps its shape", () => {
  assert.deepEqual(sizeToRead(4097, 4096), { width: 4096, height: 4095 });
  assert.deepEqual(sizeToRead(10_000, 10_000), { width: 4096, height: 4096 });
  const { width, height } = sizeToRead(60_000, 300);
  assert.ok(width * height <= MAX_PIXELS);
  assert.ok(Math.abs(width / height - 200) < 1);
});
