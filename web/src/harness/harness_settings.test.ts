/** Settings survive an address, and an address can say nothing that is not a setting. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { type Settings, defaultSettings, describeChange, parseSettings, writeSettings } from "./settings.ts";

const DEFAULTS = defaultSettings("shop.example.com");

test("the defaults are an empty fragment", () => {
  assert.equal(writeSettings(DEFAULTS, DEFAULTS), "");
  assert.deepEqual(parseSettings("", DEFAULTS), DEFAULTS);
});

test("what is written is what is read", () => {
  const settings: Settings = {
    edition: "js-10.2.10", forgetMs: -1, profile: "v2.4", option: "per_domain", quota: 0, domain: "münchen.example & co",
    period: "yearly", allowance: 0, began: 3, ends: 4, trustFrames: 5, formats: "linear",
    server: "http://localhost:8765/", standby: "https://licenses.example.com/a/", project: "MINE & ours", reports: "slot",
  };
  assert.deepEqual(parseSettings(`#${writeSettings(settings, DEFAULTS)}`, DEFAULTS), settings);
});

test("what is no setting is the default", () => {
  const read = parseSettings("#edition=js-11&quota=1.5&forget=&trust=9&formats=none&option=per_moon&server=ftp://x&key=&reports=never", DEFAULTS);
  assert.deepEqual(read, { ...DEFAULTS, trustFrames: 5 });
});

test("each option has a quota of its own size", () => {
  assert.equal(parseSettings("#option=per_server", DEFAULTS).quota, 2);
  assert.equal(writeSettings({ ...DEFAULTS, option: "per_server", quota: 2 }, DEFAULTS), "option=per_server");
});

test("a change is told by its fields", () => {
  assert.equal(describeChange(DEFAULTS, { ...DEFAULTS, quota: 5, edition: "js-9.6" }), "Edition: js-9.6, Quota: 5");
});
