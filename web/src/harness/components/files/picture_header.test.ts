/** The type and size of a file, from its first bytes. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { readHeader } from "./picture_header.ts";
import { rawBytes } from "./raw_bytes.ts";

test("the header tells the kind and the size", () => {
  const png = rawBytes("\x89PNG\r\n\x1a\n", [0, 0, 0, 13], "IHDR", [0, 0, 1, 0, 0, 0, 0, 2]);
  assert.deepEqual(readHeader(png), { kind: "png", size: { width: 256, height: 2 } });
  // An application segment and a Huffman table before the frame, fill bytes before its marker.
  const jpeg = rawBytes([
    0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xc4, 0, 3, 9, 0xff, 0xff, 0xc2, 0, 11, 8, 0, 5, 1, 4, 3,
  ]);
  assert.deepEqual(readHeader(jpeg), { kind: "jpeg", size: { width: 260, height: 5 } });
});

test("each of WebP's three forms has its size", () => {
  const webp = (form: string, ...rest: number[]): unknown =>
    readHeader(rawBytes("RIFF", [0, 0, 0, 0], "WEBP", form, [0, 0, 0, 0], rest)).size;
  assert.deepEqual(webp("VP8 ", 0, 0, 0, 0x9d, 1, 0x2a, 0x40, 0x01, 0xf0, 0x00), { width: 320, height: 240 });
  assert.deepEqual(webp("VP8L", 0x2f, 0x3f, 0xc1, 0x3b, 0x00), { width: 320, height: 240 });
  assert.deepEqual(webp("VP8X", 0, 0, 0, 0, 0x3f, 0x01, 0, 0xef, 0, 0), { width: 320, height: 240 });
});

test("a truncated or unknown file has no size", () => {
  assert.deepEqual(readHeader(rawBytes("\x89PNG\r\n\x1a\n")), { kind: "png", size: null });
  assert.deepEqual(readHeader(rawBytes([0xff, 0xd8, 0xff, 0xe0, 0xff, 0xff])), { kind: "jpeg", size: null });
  assert.deepEqual(readHeader(rawBytes("MM\0*")), { kind: "tiff", size: null });
  assert.deepEqual(readHeader(rawBytes("junk before %PDF-1.4")), { kind: "pdf", size: null });
  assert.deepEqual(readHeader(rawBytes("")), { kind: "other", size: null });
});
