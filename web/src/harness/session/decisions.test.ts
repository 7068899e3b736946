/** Nothing is decided while something happens that must happen between two decisions. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Decisions } from "./decisions.ts";

/** Work that ends when `done` is called. */
function work(): { readonly done: () => void; readonly act: () => Promise<void> } {
  let done = (): void => undefined;
  const promise = new Promise<void>((resolve) => (done = resolve));
  return { done: () => done(), act: () => promise };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("a change `between` waits for the decisions under way, and later decisions wait for it", async () => {
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

test("a change `atOnce` waits for no decision, and later decisions wait for it", async () => {
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

test("a change that fails rejects, and decisions go on", async () => {
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
