/** A license document from elsewhere is opened under this page's project key. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { forKey } from "./project_key.ts";

test("the first project gets the page's key, if none has it; lines and faults stay", () => {
  const of = (...keys: string[]): string =>
    JSON.stringify({ projects: keys.map((key) => ({ key })) }, null, 2);
  assert.equal(forKey(of("ACME"), "DEMO-1"), of("DEMO-1"));
  assert.equal(forKey(of("ACME", "B"), "DEMO-1"), of("DEMO-1", "B"));
  assert.equal(forKey(of("A", "DEMO-1"), "DEMO-1"), of("A", "DEMO-1"));
  for (const text of ["{", "[]", '{"projects": 1}', '{"projects": [null]}', of()]) {
    assert.equal(forKey(text, "DEMO-1"), text);
  }
});
