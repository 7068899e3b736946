/** The log is searched by words and by answer, and each entry is looked at once. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { type LogEntry, entryOf, Log } from "./log.ts";
import { LogSearch, type Wanted, isWanted } from "./log_search.ts";

const AROUND = { at: 0, marks: [], lateMs: 0, forgetMs: 3000, edition: "js-9", by: "" };

function entry(title: string, change: Partial<LogEntry> = {}): LogEntry {
  return { ...entryOf("client", title, null, AROUND), n: 1, quiet: false, ...change };
}

const wanted = (words: string, shown: Wanted["shown"] = "all"): Wanted => ({ words, shown });

test("every word must be there, in any case and order", () => {
  const mark = { format: "QRCode", text: "PARCEL 4711", fate: "counted", leftMs: null, gapMs: null } as const;
  const one = entry("browser-1 opened", {
    reason: "SEATS_EXHAUSTED",
    number: 120,
    rule: "DEV-6",
    marks: [mark],
  });
  for (const words of ["", "opened BROWSER-1", "120", "dev-6", "seats_ex", "4711 qrcode", " opened  120 "]) {
    assert.equal(isWanted(one, wanted(words)), true, words);
  }
  for (const words of ["closed", "opened closed", "121"]) {
    assert.equal(isWanted(one, wanted(words)), false, words);
  }
});

test("an answer is wanted by its name, a count by more than nothing", () => {
  const refused = entry("a", { answer: "refused", counted: 0 });
  const counted = entry("b", { answer: "ok", counted: 2 });
  const shown = (one: LogEntry): readonly boolean[] =>
    (["all", "counted", "over", "refused"] as const).map((name) => isWanted(one, wanted("", name)));
  assert.deepEqual(shown(refused), [true, false, false, true]);
  assert.deepEqual(shown(counted), [true, true, false, false]);
});

test("a growing log is searched on, another search begins again, and a cleared log is empty", () => {
  const log = new Log();
  const search = new LogSearch();
  const titles = (words: string): readonly string[] =>
    search.rows(log.rows(false), wanted(words), false).map(({ title }) => title);
  const add = (title: string): void => void log.add(entryOf("client", title, null, AROUND));
  add("a opened");
  add("b opened");
  assert.deepEqual(titles("a "), ["a opened"]);
  add("a scanned");
  assert.deepEqual(titles("a "), ["a opened", "a scanned"]);
  assert.deepEqual(titles("opened"), ["a opened", "b opened"]);
  assert.deepEqual(titles(""), ["a opened", "b opened", "a scanned"]);
  log.clear();
  assert.deepEqual(titles("opened"), []);
  add("c opened");
  assert.deepEqual(titles("opened"), ["c opened"]);
});
