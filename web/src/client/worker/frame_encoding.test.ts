/** Frames as text, and the answers that short replies stand for. */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { WireScan } from "../protocol/messages.ts";
import { counts, frameBody, isShort, ReplyDecoder } from "./frame_encoding.ts";

const FULL: WireScan = {
  answer: "ok", reason: null, number: null, rule: "ITEM-3", item: "scans", counted: 1, warnings: [{ reason: "UNKNOWN_FORMAT", text: "once" }],
  evidence: { used: 0, adds: 1, quota: 9 }, unique: [["QR", "A"]], duplicates: [], untrusted: [["Code39", "B"]],
  filtered: 2, late_ms: 5, at: 100,
};

function decoder(): ReplyDecoder {
  const fresh = new ReplyDecoder();
  fresh.learn(FULL);
  return fresh;
}

test("plain codes are joined, after each format once", () => {
  assert.equal(frameBody(1, "s", ["QR|A", "QR|B", "EAN|C"]), '[1,"s","QR","EAN"]\x1eQR|A\x1eQR|B\x1eEAN|C');
  assert.equal(frameBody(1, "s", []), '[1,"s"]');
});

test("what is not plain goes as JSON", () => {
  assert.equal(frameBody(1, "s", ["QR|A\x1e"]), '[1,"s","QR|A\\u001e"]');
  assert.equal(frameBody(1, "s", ["QR|\ud800"]), '[1,"s","QR|\\ud800"]');
  assert.equal(frameBody(1, "s", ["QR|A", ["Q|R", "A", null, null]]), '[1,"s","QR|A",["Q|R","A",null,null]]');
});

test("a counting reply names each new code once and the amounts", () => {
  const answer = decoder().expand("+2 3", ["QR|A|B", "QR|C", "QR|A|B"], 200);
  assert.deepEqual(answer.unique, [["QR", "A|B"], ["QR", "C"]]);
  assert.deepEqual([answer.counted, answer.evidence], [2, { used: 1, adds: 2, quota: 9 }]);
  assert.deepEqual([answer.at, answer.late_ms, answer.filtered, answer.untrusted], [200, 0, 0, []]);
});

test("a reply of duplicates tells their sighting, and the next one follows it", () => {
  const known = decoder();
  const first = known.expand("[1,200,7,150,3000]", ["QR|A"], 193);
  assert.deepEqual([first.duplicates, first.at, first.late_ms], [[["QR", "A", 3000, 150]], 200, 7]);
  const second = known.expand("=", ["QR|A"], 210);
  assert.deepEqual([second.duplicates, second.at, second.late_ms], [[["QR", "A", 3000, 200]], 210, 0]);
  const third = known.expand("=", ["QR|A"], 220);
  assert.deepEqual(third.duplicates, [["QR", "A", 3000, 210]]);
  assert.deepEqual([third.counted, third.unique, third.evidence["adds"]], [0, [], 0]);
});

test("answers without an amount keep their evidence", () => {
  const known = new ReplyDecoder();
  known.learn({ ...FULL, evidence: { host: "example.com" } });
  assert.deepEqual(known.expand("+1 1", ["QR|A"], 1).evidence, { host: "example.com" });
});

test("what a slot has after the first frame is what it had before the next", () => {
  const known = new ReplyDecoder();
  known.learn({ ...FULL, evidence: { before: 1, active: 2, quota: 9 } });
  assert.deepEqual(known.expand("+1 1", ["QR|A"], 1).evidence, { before: 2, active: 2, quota: 9 });
});

test("an answer that looked at no code is not what short replies refer to", () => {
  const known = decoder();
  const { unique, ...blind } = FULL;
  known.learn({ ...blind, item: "other" });
  assert.equal(known.expand("+1 1", ["QR|A"], 1).item, "scans");
});

test("only a plus counts", () => {
  assert.deepEqual(["+1 1", "=", "[1,2,3,4,5]"].map(counts), [true, false, false]);
  assert.deepEqual([isShort("="), isShort({ transact: true })], [true, false]);
});
