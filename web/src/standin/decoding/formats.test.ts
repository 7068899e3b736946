import assert from "node:assert/strict";
import { test } from "node:test";
import { BARCODE_FORMATS, BARCODE_FORMATS_OF_NINE, bitsOf, decoderFormats, formatOf } from "./formats.ts";

test("a format has the page's name and its documented bit, whatever the decoder calls it", () => {
  assert.deepEqual(formatOf("QRCodeModel2"), { name: "QR_CODE", bit: 0x4000000n });
  assert.deepEqual(formatOf("ISBN"), { name: "EAN_13", bit: 0x20n });
  assert.deepEqual(formatOf("DXFilmEdge"), { name: "DXFilmEdge", bit: 0n });
});

test("bits choose the decoder's formats; all of them filter nothing", () => {
  assert.deepEqual(decoderFormats(BARCODE_FORMATS["BF_CODE_39"] ?? 0n), ["Code39", "Code39Std"]);
  assert.deepEqual(decoderFormats(0), []);
  assert.deepEqual(decoderFormats(BARCODE_FORMATS["BF_MSI_CODE"] ?? 0n), []);
  for (const everything of [
    BARCODE_FORMATS["BF_ALL"] ?? 0n,
    BARCODE_FORMATS["BF_DEFAULT"] ?? 0n,
    BARCODE_FORMATS_OF_NINE["BF_ALL"] ?? 0,
  ]) {
    assert.equal(decoderFormats(everything), null);
  }
});

test("a template's names are bits, and another name is none", () => {
  assert.equal(bitsOf(["BF_QR_CODE", "bf_code_128"]), 0x4000002n);
  assert.equal(bitsOf(["BF_QR_CODE", "BF_NO_SUCH"]), null);
});
