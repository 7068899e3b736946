/** The codes of a picture, in the form that the license takes. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { type Point, toCodes } from "./seen.ts";

test("a code at the edge lies in the picture", () => {
  const at = (x: number, y: number): Point => ({ x, y });
  const position = {
    topLeft: at(-3, -1),
    topRight: at(102, -2),
    bottomRight: at(101, 52),
    bottomLeft: at(0, 51),
  };
  const codes = [{ isValid: true, format: "QRCode", text: "A", position }];
  assert.deepEqual(toCodes({ codes, width: 100, height: 50, mediaMs: 0 }), [
    { format: "QRCode", text: "A", box: [0, 0, 1, 1] },
  ]);
});
