/** The log's words for faults. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { OFFERED, said } from "./faults.ts";

test("each fault has a text for its begin, and one for its end if it ends", () => {
  for (const [name, { begins, ends }] of OFFERED) {
    assert.equal(said(name, true, "{copy}"), begins);
    if (ends !== null) {
      assert.equal(said(name, false, "{copy}"), ends);
    }
  }
});

test("a copied client appears by its name", () => {
  assert.equal(said("clone", false, "copy-$&"), "copy-$& was cleared");
});
