/** The address of an eSCL scanner. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { DocumentError } from "../document_error.ts";
import { parseAddress } from "./escl_http.ts";

const reason =
  (expected: string) =>
  (error: unknown): boolean =>
    error instanceof DocumentError && error.reason === expected;

test("a typed address becomes a full one", () => {
  for (const [typed, read] of [
    ["localhost:8766", "http://localhost:8766/eSCL"],
    [" http://127.0.0.1:80/ ", "http://127.0.0.1/eSCL"],
    ["http://localhost:1/a/b/", "http://localhost:1/a/b"],
  ] as const) {
    assert.equal(parseAddress(typed).href, read);
  }
  for (const wrong of [
    "",
    "https://localhost",
    "file:///x",
    "scanner.local",
    "http://localhost.example.com",
    "http://[::1]:8766",
  ]) {
    assert.throws(() => parseAddress(wrong), reason("address"), wrong);
  }
});
