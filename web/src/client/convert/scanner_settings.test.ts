/** The checks of a scanner's settings, and their form on the wire. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { faultyPaths } from "../api/faulty_paths.ts";
import { packSettings } from "./scanner_settings.ts";

test("settings are spelled as in a trace; null resets, undefined is not named", () => {
  const settings = { duplicateForgetTime: null, oneDTrustFrames: 2, formats: ["QR"], region: undefined };
  assert.deepEqual(packSettings(settings as never), {
    duplicate_forget_time: null,
    one_d_trust_frames: 2,
    formats: ["QR"],
  });
});

test("settings name all their faults", () => {
  const settings = { duplicateForgetTime: "3", region: [0, 1], minConfidence: Number.NaN, toString: 1 };
  assert.deepEqual(
    faultyPaths(() => packSettings(settings as never)),
    ["settings.duplicateForgetTime", "settings.region", "settings.minConfidence", "settings.toString"],
  );
});
