/** The log's words for faults. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { OFFERED, logText } from "./faults.ts";

test("each fault has a text for its begin, and one for its end if it ends", () => {
  for (const [name, { begins, ends }] of OFFERED) {
    assert.equal(logText(name, true, "{copy}"), begins);
    if (ends !== null) {
      assert.equal(logText(name, false, "{copy}"), ends);
    }
  }
});

test("a copied client appears by its name", () => {
  assert.equal(logText("clone", false, "copy-$&"), "copy-$& was cleared");
});
