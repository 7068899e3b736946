/** Whatever is opened is recognized by its content. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { defaultSettings } from "../settings/settings.ts";
import { type SharedSession, writeAll } from "./content.ts";
import { fileOf, linkOf } from "./link.ts";
import { isOfPage, recognize } from "./recognize.ts";

const TRACE = '{"t": 1, "type": "network", "up": false}\n{"t": 2, "type": "network", "up": true}\n';
const SHARED: SharedSession = {
  settings: writeAll(defaultSettings("")),
  key: "DEMO-1",
  document: "{}",
  trace: TRACE,
  acts: [],
  at: 1,
  moved: false,
  rate: 1,
  story: null,
};

test("each kind is known by its content, whatever its name and its form", async () => {
  const kind = async (text: string): Promise<string> => (await recognize(text)).kind;
  const link = (await linkOf(SHARED, "http://localhost:8080/")) ?? "";
  assert.equal(await kind(TRACE), "trace");
  assert.equal(await kind(`\n${TRACE}`), "trace");
  assert.equal(await kind(JSON.stringify({ profile: "v2.2.19", projects: [] }, null, 2)), "license");
  assert.equal(await kind('{"projects": []}'), "license");
  assert.equal(await kind(readFileSync("web/src/harness/stories/rush_hour.json", "utf8")), "story");
  assert.equal(await kind(fileOf(SHARED)), "session");
  assert.equal(await kind(JSON.stringify({ licensim: 1, ...SHARED })), "session");
  assert.deepEqual(await recognize(` ${link}\n`), { kind: "session", shared: SHARED });
  assert.deepEqual(await recognize(link.slice(link.indexOf("#"))), { kind: "session", shared: SHARED });
  assert.deepEqual(await recognize("http://localhost/#option=per_page"), {
    kind: "address",
    fragment: "option=per_page",
  });
  // Its faults are the core's to name.
  for (const text of ["no JSON", "17", '{"t": 1}', "{"]) {
    assert.equal(await kind(text), "trace", text);
  }
});

test("what is nothing of this page is named for what it is", async () => {
  const words: readonly (readonly [text: string, said: RegExp])[] = [
    [" \n", /empty/],
    ['{"line": 1, "answer": "ok"}\n{"line": 2, "answer": "ok"}\n', /answers of a replay/],
    ['{\n"items": {}\n}', /summary/],
    [`[${TRACE.trim().replace("\n", ",")}]`, /JSON list/],
    ["https://example.com/", /address without a session/],
    ["https://example.com/#session=AAAA", /damaged/],
    ['{"licensim": 2}', /newer version/],
    ['{"licensim": 1}', /no session of this page/],
  ];
  for (const [text, said] of words) {
    await assert.rejects(recognize(text), said, text);
  }
});

test("a text that was pasted for something else is left alone", () => {
  assert.deepEqual(
    ["hello", "https://example.com/", "12", TRACE, "#session=x", "https://a/#b"].map(isOfPage),
    [false, false, false, true, true, true],
  );
});
