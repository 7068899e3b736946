/** Codes as they are sent: in the shortest form that says enough. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { faultyPaths } from "../api/faulty_paths.ts";
import { demandCodes, packCode, plainCode } from "./codes.ts";

const BOX = [0, 0, 1, 1] as const;

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
  assert.deepEqual(faultyPaths(() => demandCodes(codes as never)), [
    "codes[0].text", "codes[1]", "codes[2].confidence", "codes[2].box", "codes[3].box",
  ]);
});
