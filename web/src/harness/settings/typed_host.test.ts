import assert from "node:assert/strict";
import { test } from "node:test";
import { readHost } from "./typed_host.ts";

test("the host of what was typed, and what is said of the rest", () => {
  for (const [typed, host, note] of [
    ["shop.example.com", "shop.example.com", ""],
    [" https://Shop.Example.com/cart?x=1 ", "shop.example.com", ""],
    ["https://example.com:443/", "example.com", ""],
    ["localhost:3000", "localhost", "Port 3000 makes no difference: a domain has all its ports."],
    ["https://example.com:8443", "example.com", "Port 8443 makes no difference: a domain has all its ports."],
    ["capacitor://localhost", "localhost", "A page at capacitor: counts as https://localhost (ID-3)."],
    ["file:///home/me/index.html", "localhost", "A page at file: counts as https://localhost (ID-3)."],
    ["::1", "::1", ""],
    ["..", "..", ""],
    ["<b>:x", "<b>:x", ""],
  ] as const) {
    assert.deepEqual([typed, readHost(typed)], [typed, { host, note }]);
  }
});
