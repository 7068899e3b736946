/** Exceptions on their way from the worker to the page. */

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  BootError,
  BugError,
  LicensimError,
  MalformedError,
  revive,
  ServerError,
  StorageError,
  toFailure,
} from "./errors.ts";

test("every exception of the worker is the same in the page", () => {
  const errors = [
    new MalformedError([{ path: "a.b", what: "is wrong" }]),
    new BootError("ASSET_TYPE", "interpreter", "wrong type", "Change it.", "https://a.example/x"),
    new StorageError("STORAGE_FULL", "full"),
    new ServerError("SERVER_REFUSED", "no"),
    new ServerError("SERVER_MALFORMED", "what?"),
    new BugError("oh"),
  ];
  for (const error of errors) {
    const revived = revive(structuredClone(toFailure(error))!);
    assert.ok(revived instanceof LicensimError);
    const seen = ({ name, message, stack, ...rest }: LicensimError) => ({ name, message, ...rest });
    assert.deepEqual(seen(revived), seen(error));
  }
  assert.equal(toFailure(new TypeError("of ours")), null);
});
