/** UUIDs. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { newUuid } from "./uuid.ts";

test("a UUID is random, of version 4, also without randomUUID", (t) => {
  const form = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
  assert.match(newUuid(), form);
  const own = globalThis.crypto;
  const insecure = { getRandomValues: own.getRandomValues.bind(own) };
  Object.defineProperty(globalThis, "crypto", { value: insecure, configurable: true });
  t.after(() => Object.defineProperty(globalThis, "crypto", { value: own, configurable: true }));
  const made = new Set(Array.from({ length: 50 }, newUuid));
  assert.equal(made.size, 50);
  for (const uuid of made) {
    assert.match(uuid, form);
  }
});
