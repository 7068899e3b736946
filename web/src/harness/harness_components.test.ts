/** What the document components decide before a decoder, an engine or a network is asked. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { DocumentError } from "./components/document_error.ts";
import { parseAddress } from "./components/escl_http.ts";
import { checkFile, checkSize, orAborted } from "./components/page.ts";
import { readHeader } from "./components/picture_header.ts";
import { checkStrips, countDirectories } from "./components/tiff_structure.ts";

const bytes = (...parts: (string | number[])[]): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === "string" ? [...part].map((c) => c.charCodeAt(0)) : part)));
const view = (...parts: (string | number[])[]): DataView => new DataView(bytes(...parts).buffer);
const reason = (expected: string) => (error: unknown): boolean => error instanceof DocumentError && error.reason === expected;

test("the header tells the kind and the size", () => {
  const png = bytes("\x89PNG\r\n\x1a\n", [0, 0, 0, 13], "IHDR", [0, 0, 1, 0, 0, 0, 0, 2]);
  assert.deepEqual(readHeader(png), { kind: "png", size: { width: 256, height: 2 } });
  // An application segment and a Huffman table before the frame, fill bytes before its marker.
  const jpeg = bytes([0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xc4, 0, 3, 9, 0xff, 0xff, 0xc2, 0, 11, 8, 0, 5, 1, 4, 3]);
  assert.deepEqual(readHeader(jpeg), { kind: "jpeg", size: { width: 260, height: 5 } });
});

test("each of WebP's three forms has its size", () => {
  const webp = (form: string, ...rest: number[]): unknown => readHeader(bytes("RIFF", [0, 0, 0, 0], "WEBP", form, [0, 0, 0, 0], rest)).size;
  assert.deepEqual(webp("VP8 ", 0, 0, 0, 0x9d, 1, 0x2a, 0x40, 0x01, 0xf0, 0x00), { width: 320, height: 240 });
  assert.deepEqual(webp("VP8L", 0x2f, 0x3f, 0xc1, 0x3b, 0x00), { width: 320, height: 240 });
  assert.deepEqual(webp("VP8X", 0, 0, 0, 0, 0x3f, 0x01, 0, 0xef, 0, 0), { width: 320, height: 240 });
});

test("what is cut off or nothing of all this has no size", () => {
  assert.deepEqual(readHeader(bytes("\x89PNG\r\n\x1a\n")), { kind: "png", size: null });
  assert.deepEqual(readHeader(bytes([0xff, 0xd8, 0xff, 0xe0, 0xff, 0xff])), { kind: "jpeg", size: null });
  assert.deepEqual(readHeader(bytes("MM\0*")), { kind: "tiff", size: null });
  assert.deepEqual(readHeader(bytes("junk before %PDF-1.4")), { kind: "pdf", size: null });
  assert.deepEqual(readHeader(bytes("")), { kind: "other", size: null });
});

test("a TIFF's directories are counted, circles and cuts are refused", () => {
  const end = [0, 0, 0, 0];
  assert.equal(countDirectories(view("II*\0", [8, 0, 0, 0], [0, 0], [14, 0, 0, 0], [0, 0], end)), 2);
  assert.equal(countDirectories(view("MM\0*", [0, 0, 0, 8], [0, 0], end)), 1);
  assert.throws(() => countDirectories(view("II*\0", [8, 0, 0, 0], [0, 0], [8, 0, 0, 0])), /circle/);
  assert.throws(() => countDirectories(view("II*\0", [8, 0, 0, 0], [9, 0], end)), /cut off/);
  assert.throws(() => countDirectories(view("II*\0", [255, 0, 0, 0])), /cut off/);
});

test("pixels beyond the file are refused", () => {
  checkStrips({ t273: [8, 20], t279: [12, 80] }, 100);
  assert.throws(() => checkStrips({ t273: [8, 20], t279: [12, 81] }, 100), /cut off/);
  assert.throws(() => checkStrips({ t324: [100] }, 100), /cut off/);
  assert.throws(() => checkStrips({}, 100), /no pixels/);
});

test("an address as people type it", () => {
  for (const [typed, read] of [
    ["localhost:8766", "http://localhost:8766/eSCL"],
    [" http://127.0.0.1:80/ ", "http://127.0.0.1/eSCL"],
    ["http://localhost:1/a/b/", "http://localhost:1/a/b"],
  ] as const) {
    assert.equal(parseAddress(typed).href, read);
  }
  for (const wrong of ["", "https://localhost", "file:///x", "scanner.local", "http://localhost.example.com", "http://[::1]:8766"]) {
    assert.throws(() => parseAddress(wrong), reason("address"), wrong);
  }
});

test("what is empty or too large is said before it is read", () => {
  assert.throws(() => checkFile(new File([], "a.png")), reason("empty"));
  assert.throws(() => checkFile({ name: "a", size: 256 * 1024 * 1024 + 1 } as File), reason("huge"));
  checkSize("a", 10_000, 10_000, "");
  assert.throws(() => checkSize("a", 10_000, 10_001, ""), reason("huge"));
  assert.throws(() => checkSize("a", 32_768, 1, ""), reason("huge"));
});

test("an aborted wait throws the signal's reason", async () => {
  const stop = new AbortController();
  const waiting = orAborted(new Promise(() => undefined), stop.signal);
  stop.abort(new Error("enough"));
  await assert.rejects(waiting, /enough/);
  await assert.rejects(orAborted(Promise.resolve(1), stop.signal), /enough/);
  assert.equal(await orAborted(Promise.resolve(2), undefined), 2);
});
