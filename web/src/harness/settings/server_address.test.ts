/** What a visitor types for a license server becomes an address, or is refused. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { nameOf, readAddress } from "./server_address.ts";

test("a typed address may leave out scheme, port and path", () => {
  const typed = {
    "localhost:8765": "http://localhost:8765/",
    " http://LOCALHOST:8765 ": "http://localhost:8765/",
    "app.localhost": "http://app.localhost/",
    "127.0.0.1:8765/sub": "http://127.0.0.1:8765/sub/",
    "[::1]:8765": "http://[::1]:8765/",
    "licenses.example.com": "https://licenses.example.com/",
    "localhost.example.com": "https://localhost.example.com/",
    "http://team:80/?x#y": "http://team/",
  };
  for (const [text, address] of Object.entries(typed)) {
    assert.equal(readAddress(text), address, text);
  }
});

test("an address without http or https is refused", () => {
  for (const text of ["", "  ", "ftp://localhost", "http://", "a b", "javascript://alert(1)"]) {
    assert.equal(readAddress(text), null, text);
  }
});

test("its name is the part that differs from other addresses", () => {
  assert.equal(nameOf("http://localhost:8765/"), "localhost:8765");
  assert.equal(nameOf("http://localhost.example.com/"), "http://localhost.example.com");
  assert.equal(nameOf("https://licenses.example.com/a/"), "https://licenses.example.com/a");
});
