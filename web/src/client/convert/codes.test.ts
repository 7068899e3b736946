/** The checks of codes, and their form on the wire. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { faultyPaths } from "../api/faulty_paths.ts";
import { demandCodes, plainCode } from "./codes.ts";

const BOX = [0, 0, 1, 1] as const;

test("other fields of a decoder are not sent", () => {
  const code = { format: "QR", text: "A", box: BOX, orientation: 90, draw: () => {} };
  assert.deepEqual(plainCode(code), { format: "QR", text: "A", box: [0, 0, 1, 1] });
});

test("codes name all their faults", () => {
  const codes = [
    { format: "QR", text: 1 },
    null,
    { format: "QR", text: "", box: [0, 0, 1, Number.NaN], confidence: Infinity },
    { format: "QR", text: "", box: [0, 0, 1, 1, 1] },
  ];
  assert.deepEqual(
    faultyPaths(() => demandCodes(codes as never)),
    ["codes[0].text", "codes[1]", "codes[2].confidence", "codes[2].box", "codes[3].box"],
  );
});
