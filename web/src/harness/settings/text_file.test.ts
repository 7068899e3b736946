/** A file that is not a text is recognized for what it is. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { binaryInWords, readText } from "./text_file.ts";

const bytes = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(text, (letter) => letter.charCodeAt(0));

const SESSION = '{"t": 1, "type": "network", "up": false}\n{"t": 2, "type": "network", "up": true}\n';

test("a binary file is named for what it is, with its right place", () => {
  const words = (text: string): string | null => binaryInWords(bytes(text));
  assert.match(words("\x89PNG\r\n\x1a\n") ?? "", /picture.*Images/);
  assert.match(words("GIF89a") ?? "", /picture/);
  assert.match(words("%PDF-1.7") ?? "", /PDF.*per page/);
  assert.match(words("PK\x03\x04") ?? "", /packed/);
  assert.match(words("\xff\xfea\0") ?? "", /UTF-16/);
  assert.match(words("words and\0zero") ?? "", /binary/);
  assert.match(words("\xe4 in Latin-1") ?? "", /binary/);
  assert.equal(words(SESSION), null);
  assert.equal(binaryInWords(new TextEncoder().encode("München").slice(0, 2)), null, "cut within a letter");
});

test("the error for a session that is too large says how to replay it", async () => {
  const large = {
    name: "year.jsonl",
    size: 200 * 1024 * 1024,
    slice: () => new Blob([SESSION]),
  } as unknown as File;
  await assert.rejects(readText(large), /has 200 MB, and 64 are the most.*licensim replay .* year\.jsonl/);
  assert.equal(await readText(new File([SESSION], "s.jsonl")), SESSION);
});
