/** The checks of the document components before they use a decoder, an engine or a network. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { DocumentError } from "./document_error.ts";
import { checkFile, checkSize, orAborted } from "./page.ts";

const reason =
  (expected: string) =>
  (error: unknown): boolean =>
    error instanceof DocumentError && error.reason === expected;

test("an empty or too large file is refused before it is read", () => {
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
