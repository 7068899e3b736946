/** Settings survive an address, and an address can say nothing that is not a setting. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { OPTIONS, type Settings, defaultSettings, describeChange, parseSettings, withDefaultTerms, writeSettings } from "./settings.ts";

const DEFAULTS = defaultSettings("shop.example.com");

test("the defaults are an empty fragment", () => {
  assert.equal(writeSettings(DEFAULTS, DEFAULTS), "");
  assert.deepEqual(parseSettings("", DEFAULTS), { settings: DEFAULTS, faults: [] });
});

test("what is written is what is read", () => {
  const settings: Settings = {
    edition: "js-10.2.10", forgetMs: -1, profile: "v2.4", option: "per_domain", quota: 0, domain: "münchen.example & co",
    period: "yearly", allowance: 0, began: 3, ends: 4, trustFrames: 5, formats: "linear",
    server: "http://localhost:8765/", standby: "https://licenses.example.com/a/", project: "MINE & ours", reports: "slot",
  };
  assert.deepEqual(parseSettings(`#${writeSettings(settings, DEFAULTS)}`, DEFAULTS), { settings, faults: [] });
});

test("what is no value of a setting is the default, and is said", () => {
  const wrong: Readonly<Record<string, string>> = {
    "edition=js-11": "one of js-9, js-9.6, js-10.2.10",
    "option=per_moon": `one of ${OPTIONS.join(", ")}`,
    "quota=1.5": "a whole number",
    "quota=1e99": "a whole number",
    "forget=": "a whole number",
    "trust=9": "a whole number from 1 to 5",
    "allowance=-2": "a whole number from -1",
    "ends=1000001": "a whole number from -1000000 to 1000000",
    "formats=none": "one of all, matrix, linear",
    "server=ftp://x": "an address of http or https",
    "standby=a b": "an address of http or https",
    "key=": "the key of a project",
    "reports=never": "one of project, immediate, slot",
  };
  for (const [text, needed] of Object.entries(wrong)) {
    const fragment = `#${text.replaceAll(" ", "%20")}`;
    assert.deepEqual(parseSettings(fragment, DEFAULTS), { settings: DEFAULTS, faults: [`${text}: ${needed} is needed`] });
  }
});

test("every fault of an address is said, in its order", () => {
  const { settings, faults } = parseSettings("#quoat=5&quota=x&section", DEFAULTS);
  assert.deepEqual(settings, DEFAULTS);
  assert.deepEqual(faults, ["quoat: no setting of this page", "section: no setting of this page", "quota=x: a whole number is needed"]);
});

test("a text of any length is short when it is said", () => {
  const [fault] = parseSettings(`#quota=${"9".repeat(5000)}`, DEFAULTS).faults;
  assert.ok(fault !== undefined && fault.length < 100);
});

test("terms of which no license can be made give way to those of their option, then to the default option", () => {
  const faulty: Settings = { ...DEFAULTS, option: "per_page", quota: -5, ends: -400, forgetMs: 7 };
  const once = withDefaultTerms(faulty, DEFAULTS);
  assert.deepEqual(once, { ...DEFAULTS, option: "per_page", quota: 20, forgetMs: 7 });
  assert.deepEqual(withDefaultTerms(once, DEFAULTS), { ...DEFAULTS, forgetMs: 7 });
});

test("each option has a quota of its own size", () => {
  assert.equal(parseSettings("#option=per_server", DEFAULTS).settings.quota, 2);
  assert.equal(writeSettings({ ...DEFAULTS, option: "per_server", quota: 2 }, DEFAULTS), "option=per_server");
});

test("a change is told by its fields", () => {
  assert.equal(describeChange(DEFAULTS, { ...DEFAULTS, quota: 5, edition: "js-9.6" }), "Edition: js-9.6, Quota: 5");
});
