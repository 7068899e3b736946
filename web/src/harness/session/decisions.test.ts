/** Nothing is decided while something happens that must not happen among decisions. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Decisions } from "./decisions.ts";

/** Something that is done when it is told so. */
function work(): { readonly done: () => void; readonly act: () => Promise<void> } {
  let done = (): void => undefined;
  const promise = new Promise<void>((resolve) => (done = resolve));
  return { done: () => done(), act: () => promise };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("what comes between waits for the decisions under way, and keeps others waiting", async () => {
  const decisions = new Decisions();
  const [first, change] = [work(), work()];
  const order: string[] = [];
  const note = (what: string) => (): number => order.push(what);
  void decisions.decide(first.act).then(note("first"));
  await settled();
  const between = decisions.between(() => (note("change begins")(), change.act())).then(note("change ends"));
  const second = decisions.decide(() => Promise.resolve()).then(note("second"));
  await settled();
  assert.deepEqual(order, []);
  first.done();
  await settled();
  assert.deepEqual(order, ["first", "change begins"]);
  change.done();
  await Promise.all([between, second]);
  assert.deepEqual(order, ["first", "change begins", "change ends", "second"]);
});

test("what comes at once waits for no decision, and keeps others waiting", async () => {
  const decisions = new Decisions();
  void decisions.decide(work().act);
  await settled();
  const change = work();
  const order: string[] = [];
  const done = decisions.atOnce(() => (order.push("change"), change.act()));
  const second = decisions.decide(async () => order.push("second"));
  await settled();
  assert.deepEqual(order, ["change"]);
  change.done();
  await Promise.all([done, second]);
  assert.deepEqual(order, ["change", "second"]);
});

test("decisions do not wait for each other", async () => {
  const decisions = new Decisions();
  void decisions.decide(work().act);
  assert.equal(await decisions.decide(() => Promise.resolve(7)), 7);
});

test("a change that fails says so, and decisions go on", async () => {
  const decisions = new Decisions();
  await assert.rejects(
    decisions.between(() => Promise.reject(new Error("no"))),
    /no/,
  );
  assert.equal(await decisions.decide(() => Promise.resolve(7)), 7);
  await assert.rejects(
    decisions.decide(() => Promise.reject(new Error("no"))),
    /no/,
  );
  assert.equal(await decisions.between(() => Promise.resolve(8)), 8);
});
