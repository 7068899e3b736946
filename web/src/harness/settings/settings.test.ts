/** Settings can be written to an address and read again; an address can contain only settings. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { OPTIONS } from "../../facts/core.ts";
import { describeChange, parseSettings, writeSettings } from "./address.ts";
import { type Settings, defaultSettings, offeredFields, usualFields, withDefaultTerms } from "./settings.ts";

const HOST = "shop.example.com";
const DEFAULTS = defaultSettings(HOST);
const parsed = (fragment: string) => parseSettings(fragment, DEFAULTS, HOST);
const written = (settings: Settings): string => writeSettings(settings, DEFAULTS, HOST);

test("the defaults are an empty fragment", () => {
  assert.equal(written(DEFAULTS), "");
  assert.deepEqual(parsed(""), { settings: DEFAULTS, faults: [] });
});

test("written settings are read back the same", () => {
  const others: Settings = {
    edition: "js-10.2.10",
    forgetMs: -1,
    profile: "v2.4",
    option: "per_domain",
    fields: { domain: "münchen.example & co" },
    began: 3,
    ends: 4,
    trustFrames: 5,
    formats: "linear",
    server: "http://localhost:8765/",
    standby: "https://licenses.example.com/a/",
    project: "MINE & ours",
    reports: "slot",
  };
  const fields: readonly (readonly [option: string, fields: Settings["fields"]])[] = [
    ["per_domain", others.fields],
    ["per_client_device", { quota: 0, period: "yearly" }],
    ["per_concurrent_device", { quota: 3, allowance: 0 }],
    ["per_concurrent_instance", { quota: 10, allowance: null }],
  ];
  for (const [option, own] of fields) {
    const settings = { ...others, option, fields: own };
    assert.deepEqual(parsed(`#${written(settings)}`), { settings, faults: [] });
  }
});

test("an invalid value becomes the default, and is reported", () => {
  const wrong: Readonly<Record<string, string>> = {
    "edition=js-11": "one of js-9, js-9.6, js-10.2.10",
    "option=per_moon": `one of ${Object.keys(OPTIONS).join(", ")}`,
    "quota=1.5": "a whole number",
    "quota=1e99": "a whole number",
    "forget=": "a whole number",
    "trust=9": "a whole number from 1 to 5",
    "ends=1000001": "a whole number from -1000000 to 1000000",
    "formats=none": "one of all, matrix, linear",
    "server=ftp://x": "an address of http or https",
    "standby=a b": "an address of http or https",
    "key=": "the key of a project",
    "reports=never": "one of project, slot, immediate",
  };
  for (const [text, needed] of Object.entries(wrong)) {
    const fragment = `#${text.replaceAll(" ", "%20")}`;
    assert.deepEqual(parsed(fragment), { settings: DEFAULTS, faults: [`${text}: ${needed} is needed`] });
  }
});

test("every fault of an address is reported, in order", () => {
  const { settings, faults } = parsed("#quoat=5&quota=x&section");
  assert.deepEqual(settings, DEFAULTS);
  assert.deepEqual(faults, [
    "quoat: no setting of this page",
    "section: no setting of this page",
    "quota=x: a whole number is needed",
  ]);
});

test("a long text is shortened in a fault", () => {
  const [fault] = parsed(`#quota=${"9".repeat(5000)}`).faults;
  assert.ok(fault !== undefined && fault.length < 100);
});

test("a choice has only values of its profile", () => {
  const { settings, faults } = parsed("#option=per_client_device&period=yearly");
  assert.deepEqual(settings.fields, { quota: 3, period: "quarterly" });
  assert.deepEqual(faults, ["period=yearly: one of daily, monthly, quarterly is needed"]);
});

test("a value that another profile does not offer becomes the usual one", () => {
  const yearly = parsed("#option=per_client_device&profile=v2.4&quota=7&period=yearly").settings;
  assert.deepEqual(offeredFields(yearly), { quota: 7, period: "yearly" });
  assert.deepEqual(offeredFields({ ...yearly, profile: DEFAULTS.profile }), {
    quota: 7,
    period: "quarterly",
  });
});

test("invalid terms become the defaults of their option, then those of the default option", () => {
  const faulty: Settings = {
    ...DEFAULTS,
    option: "per_page",
    fields: { quota: -5 },
    ends: -400,
    forgetMs: 7,
  };
  const once = withDefaultTerms(faulty, DEFAULTS, HOST);
  assert.deepEqual(once, { ...DEFAULTS, option: "per_page", fields: { quota: 20 }, forgetMs: 7 });
  assert.deepEqual(withDefaultTerms(once, DEFAULTS, HOST), { ...DEFAULTS, forgetMs: 7 });
});

test("each option has fields of its own", () => {
  assert.deepEqual(parsed("#option=per_server").settings.fields, { quota: 2 });
  assert.equal(written({ ...DEFAULTS, option: "per_server", fields: { quota: 2 } }), "option=per_server");
  assert.deepEqual(usualFields("per_domain", DEFAULTS.profile, HOST), { domain: HOST });
  assert.deepEqual(usualFields("per_domain", DEFAULTS.profile, ""), { domain: "localhost" });
});

test("a change names its fields", () => {
  assert.equal(
    describeChange(DEFAULTS, { ...DEFAULTS, fields: { quota: 5 }, edition: "js-9.6" }),
    "SDK version: js-9.6, Quota: 5",
  );
  const devices = { ...DEFAULTS, option: "per_concurrent_device", fields: { quota: 3, allowance: 9 } };
  const emptied = { ...devices, fields: { quota: 3, allowance: null } };
  assert.equal(describeChange(devices, emptied), "Exceptions a year: 1000 times the quota");
});
