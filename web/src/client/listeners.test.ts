/** Listeners are called in order, and removed. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Listeners } from "./listeners.ts";

test("if a listener throws, the others are called; a removed one is not", () => {
  const reported: unknown[] = [];
  Object.assign(globalThis, { reportError: (error: unknown) => reported.push(error) });
  const listeners = new Listeners<{ change: number }>();
  const heard: number[] = [];
  listeners.on("change", () => {
    throw new Error("of the page");
  });
  const stop = listeners.on("change", (value) => heard.push(value));
  listeners.emit("change", 1);
  stop();
  listeners.emit("change", 2);
  assert.deepEqual([heard, reported.length], [[1], 2]);
});
