import assert from "node:assert/strict";
import { test } from "node:test";
import { demandFit, placeIn, type VideoFit } from "./coordinates.ts";

const box = { width: 100, height: 100 };
const wide = { width: 200, height: 100 };

test("a pixel of a picture has its place in a box, however it is fitted", () => {
  for (const [fit, corner, middle] of [
    ["contain", [0, 25], [50, 50]],
    ["cover", [-50, 0], [50, 50]],
    ["fill", [0, 0], [50, 50]],
    ["none", [-50, 0], [50, 50]],
    ["scale-down", [0, 25], [50, 50]],
  ] as const) {
    for (const [point, [x, y]] of [
      [{ x: 0, y: 0 }, corner],
      [{ x: 100, y: 50 }, middle],
    ] as const) {
      assert.deepEqual(placeIn(box, wide, fit, point), { x, y }, fit);
    }
  }
});

test("another fit is an error that says which there are", () => {
  assert.throws(
    () => demandFit("wide" as VideoFit, "setVideoFit(fit)"),
    /setVideoFit\(fit\) expects one of contain, cover, fill, none, scale-down, not "wide"/,
  );
});
