/** Pictures on their way to the license: at which size they are decoded, and what is said of the codes in them. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { MAX_PIXELS, sizeToRead } from "./images.ts";
import { type Point, toCodes } from "./seen.ts";

test("a picture is read at its own size, up to as many pixels as a canvas has", () => {
  for (const [width, height] of [[1, 1], [10_000, 1], [1, 10_000], [10_000, 1600], [4096, 4096]] as const) {
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

test("a code at the edge lies in the picture", () => {
  const at = (x: number, y: number): Point => ({ x, y });
  const position = { topLeft: at(-3, -1), topRight: at(102, -2), bottomRight: at(101, 52), bottomLeft: at(0, 51) };
  const codes = [{ isValid: true, format: "QRCode", text: "A", position }];
  assert.deepEqual(toCodes({ codes, width: 100, height: 50, mediaMs: 0 }), [{ format: "QRCode", text: "A", box: [0, 0, 1, 1] }]);
});
