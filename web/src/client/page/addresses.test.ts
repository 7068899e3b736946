/** The origin of a page, and its addresses. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { asLocation } from "./addresses.ts";

test("an origin is spelled as location spells it", () => {
  const parts = { scheme: "https", host: "shop.example.com", port: 8443 };
  const spelled = {
    origin: "https://shop.example.com:8443",
    protocol: "https:",
    host: "shop.example.com",
    port: "8443",
  };
  assert.deepEqual(asLocation(parts), spelled);
  assert.equal(asLocation({ ...parts, port: null }).origin, "https://shop.example.com");
  assert.equal(asLocation(null).origin, "https://localhost");
});
