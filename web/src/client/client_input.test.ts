/** What a page gives: checked with every fault at once, and sent in the shortest form that says enough. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { demandCodes, packCode, plainCode } from "./codes.ts";
import { MalformedError } from "./api/errors.ts";
import { Instants } from "./page/instants.ts";
import { demandOptions } from "./options.ts";
import { packSettings } from "./settings.ts";

const BOX = [0, 0, 1, 1] as const;

function faults(work: () => unknown): string[] {
  try {
    work();
  } catch (error) {
    assert.ok(error instanceof MalformedError);
    return error.faults.map(({ path }) => path);
  }
  return [];
}

test("a code is one string where nothing more can matter", () => {
  const code = { format: "QR", text: "A|B", confidence: 50, box: BOX };
  assert.equal(packCode(code, false), "QR|A|B");
  assert.deepEqual(packCode(code, true), ["QR", "A|B", 50, [0, 0, 1, 1]]);
  assert.equal(packCode({ format: "QR", text: "" }, true), "QR|");
});

test("a format that would be read otherwise goes the long way", () => {
  for (const format of ["a|b", "[a", "|"]) {
    assert.deepEqual(packCode({ format, text: "T" }, false), [format, "T", null, null]);
  }
});

test("what a decoder says besides is not sent", () => {
  const code = { format: "QR", text: "A", box: BOX, orientation: 90, draw: () => {} };
  assert.deepEqual(plainCode(code), { format: "QR", text: "A", box: [0, 0, 1, 1] });
});

test("codes name all their faults", () => {
  const codes = [{ format: "QR", text: 1 }, null, { format: "QR", text: "", box: [0, 0, 1, Number.NaN], confidence: Infinity },
    { format: "QR", text: "", box: [0, 0, 1, 1, 1] }];
  assert.deepEqual(faults(() => demandCodes(codes as never)), [
    "codes[0].text", "codes[1]", "codes[2].confidence", "codes[2].box", "codes[3].box",
  ]);
});

test("settings are spelled as in a trace; null resets, undefined is not named", () => {
  const settings = { duplicateForgetTime: null, oneDTrustFrames: 2, formats: ["QR"], region: undefined };
  assert.deepEqual(packSettings(settings as never), {
    duplicate_forget_time: null, one_d_trust_frames: 2, formats: ["QR"],
  });
});

test("settings name all their faults", () => {
  const settings = { duplicateForgetTime: "3", region: [0, 1], minConfidence: Number.NaN, toString: 1 };
  assert.deepEqual(faults(() => packSettings(settings as never)), [
    "settings.duplicateForgetTime", "settings.region", "settings.minConfidence", "settings.toString",
  ]);
});

test("a product is a text: which there are, the core knows", () => {
  const options = { key: "K", assets: "/licensim/", product: "web_twain" };
  assert.deepEqual(faults(() => demandOptions(options)), []);
  assert.deepEqual(faults(() => demandOptions({ ...options, product: "" })), ["product"]);
  assert.deepEqual(faults(() => demandOptions({ ...options, product: 7 } as never)), ["product"]);
});

test("options name all their faults, missing and unknown ones too", () => {
  assert.deepEqual(faults(() => demandOptions({ key: "K", assets: "/licensim/" })), []);
  assert.deepEqual(faults(() => demandOptions({ assets: 1, server: "x", edition: "js-8" } as never)), [
    "key", "assets", "server", "edition",
  ]);
  assert.deepEqual(faults(() => demandOptions(undefined as never)), ["key", "assets"]);
});

test("an instant is the session's start plus media time rounded down", () => {
  let clock = 1000.7;
  const instants = new Instants(() => clock);
  clock = 5000.9;
  assert.equal(instants.now(), 5000);
  assert.equal(instants.ofFrame(2999.99, 5000), 3999);
  assert.equal(instants.ofFrame(-0.5, 5000), 999);
  assert.equal(instants.ofFrame(undefined, 5000), 5000);
});

test("a clock that tells no number is at fault", () => {
  assert.deepEqual(faults(() => new Instants(() => Number.NaN)), ["now"]);
});
