/** The options with which a page opens a license. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { faultyPaths } from "../api/faulty_paths.ts";
import { demandOptions } from "./open_options.ts";

test("a product is a text: the core knows the valid ones", () => {
  const options = { key: "K", assets: "/licensim/", product: "web_twain" };
  assert.deepEqual(
    faultyPaths(() => demandOptions(options)),
    [],
  );
  assert.deepEqual(
    faultyPaths(() => demandOptions({ ...options, product: "" })),
    ["product"],
  );
  assert.deepEqual(
    faultyPaths(() => demandOptions({ ...options, product: 7 } as never)),
    ["product"],
  );
});

test("options name all their faults, missing and unknown ones too", () => {
  assert.deepEqual(
    faultyPaths(() => demandOptions({ key: "K", assets: "/licensim/" })),
    [],
  );
  assert.deepEqual(
    faultyPaths(() => demandOptions({ assets: 1, server: "x", edition: "js-8" } as never)),
    ["key", "assets", "server", "edition"],
  );
  assert.deepEqual(
    faultyPaths(() => demandOptions(undefined as never)),
    ["key", "assets"],
  );
});
