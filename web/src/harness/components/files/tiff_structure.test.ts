/** The faults of a TIFF that are found before it is decoded. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { rawBytes } from "./raw_bytes.ts";
import { checkStrips, countDirectories } from "./tiff_structure.ts";

const view = (...parts: (string | number[])[]): DataView => new DataView(rawBytes(...parts).buffer);

test("a TIFF's directories are counted, circular and truncated chains are refused", () => {
  const end = [0, 0, 0, 0];
  assert.equal(countDirectories(view("II*\0", [8, 0, 0, 0], [0, 0], [14, 0, 0, 0], [0, 0], end)), 2);
  assert.equal(countDirectories(view("MM\0*", [0, 0, 0, 8], [0, 0], end)), 1);
  assert.throws(() => countDirectories(view("II*\0", [8, 0, 0, 0], [0, 0], [8, 0, 0, 0])), /circular/);
  assert.throws(() => countDirectories(view("II*\0", [8, 0, 0, 0], [9, 0], end)), /cut off/);
  assert.throws(() => countDirectories(view("II*\0", [255, 0, 0, 0])), /cut off/);
});

test("pixels beyond the file are refused", () => {
  checkStrips({ t273: [8, 20], t279: [12, 80] }, 100);
  assert.throws(() => checkStrips({ t273: [8, 20], t279: [12, 81] }, 100), /cut off/);
  assert.throws(() => checkStrips({ t324: [100] }, 100), /cut off/);
  assert.throws(() => checkStrips({}, 100), /no pixels/);
});
