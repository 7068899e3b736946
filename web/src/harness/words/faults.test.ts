/** What the log says of faults. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { OFFERED, said } from "./faults.ts";

test("each fault says when it begins, and when it ends unless it does not", () => {
  for (const [name, { begins, ends }] of OFFERED) {
    assert.equal(said(name, true, "{copy}"), begins);
    if (ends !== null) {
      assert.equal(said(name, false, "{copy}"), ends);
    }
  }
});

test("a copy is said by its name", () => {
  assert.equal(said("clone", false, "copy-$&"), "copy-$& was cleared");
});
