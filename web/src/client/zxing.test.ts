/** The adapter for zxing-wasm; with the library itself it is tested in a browser, by the example shop. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { fromZxing, type ZxingResult } from "./zxing.ts";

const SIZE = { width: 200, height: 100 };

function result(corners: readonly (readonly [number, number])[], isValid = true): ZxingResult {
  const [topLeft, topRight, bottomRight, bottomLeft] = corners.map(([x, y]) => ({ x, y }));
  const position = {
    topLeft: topLeft!,
    topRight: topRight!,
    bottomRight: bottomRight!,
    bottomLeft: bottomLeft!,
  };
  return { isValid, format: "QRCode", text: "A", position };
}

test("a code has its format, its text and its box in parts of the picture", () => {
  const codes = fromZxing(
    [
      result([
        [20, 10],
        [100, 10],
        [100, 50],
        [20, 50],
      ]),
    ],
    SIZE,
  );
  assert.deepEqual(codes, [{ format: "QRCode", text: "A", box: [0.1, 0.1, 0.5, 0.5] }]);
});

test("a rotated code has the upright box around it", () => {
  const [code] = fromZxing(
    [
      result([
        [100, 0],
        [150, 50],
        [100, 100],
        [50, 50],
      ]),
    ],
    SIZE,
  );
  assert.deepEqual(code?.box, [0.25, 0, 0.75, 1]);
});

test("a box is cut at the picture's edge", () => {
  const [code] = fromZxing(
    [
      result([
        [-10, -1],
        [210, -1],
        [210, 101],
        [-10, 101],
      ]),
    ],
    SIZE,
  );
  assert.deepEqual(code?.box, [0, 0, 1, 1]);
});

test("a result that was not decoded is left out", () => {
  assert.deepEqual(
    fromZxing(
      [
        result(
          [
            [0, 0],
            [1, 0],
            [1, 1],
            [0, 1],
          ],
          false,
        ),
      ],
      SIZE,
    ),
    [],
  );
});
