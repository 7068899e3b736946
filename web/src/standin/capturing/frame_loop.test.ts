/** The frame that a camera gives after the loop was stopped. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Picture } from "../decoding/decoder_protocol.ts";
import { follow } from "./frame_loop.ts";

test("a frame that comes after the stop is closed, not taken: open frames stall a camera", async () => {
  const done: string[] = [];
  const late = Promise.resolve({ close: () => void done.push("closed") } as Picture);
  const loop = follow(
    { frame: () => late },
    () => 0,
    async () => void done.push("taken"),
  );
  loop.stop();
  await new Promise((go) => setImmediate(go));
  assert.deepEqual(done, ["closed"]);
});
