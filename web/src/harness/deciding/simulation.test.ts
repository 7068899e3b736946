/** A visitor who leaves a simulated session is in real time, whatever was under way. */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { License } from "../../client/index.ts";
import { Simulation } from "./simulation.ts";

const NIGHT = 8 * 3_600_000;

/** A visit whose worker replies when `reply` is called, and that takes `entering` to hand over its pictures. */
function visit(entering: Promise<void> = Promise.resolve()) {
  const asked: {
    readonly op: string;
    readonly reply: (fields?: Readonly<Record<string, unknown>>) => void;
  }[] = [];
  const license = {
    call: (op: string, { t }: { readonly t?: number }) =>
      new Promise((resolve) =>
        asked.push({
          op,
          reply: (fields = {}) =>
            resolve({ t, events: 0, ok: 0, over: 0, refused: 0, done: true, answers: [], ...fields }),
        }),
      ),
  } as unknown as License;
  let turn: Promise<unknown> = Promise.resolve();
  const moves: string[] = [];
  const simulation = new Simulation({
    license: () => license,
    document: () => "{}",
    trace: () => "",
    opening: () => ({ type: "open" }),
    between: (act) => {
      const next = turn.then(act);
      turn = next.catch(() => undefined);
      return next;
    },
    entered: () => entering,
    answered: () => undefined,
    ran: () => undefined,
    moved: (title) => moves.push(title),
    refresh: () => Promise.resolve(),
    changed: () => undefined,
  });
  const isReal = (): boolean =>
    simulation.core === null && simulation.jumping === null && !simulation.clock.moved;
  return { simulation, asked, moves, isReal };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("a jump moves time, and a later one too", async () => {
  const { simulation, asked, moves } = visit();
  const to = Date.now() + NIGHT;
  const jump = simulation.jump(to, "first");
  await settled();
  asked[0]?.reply();
  await settled();
  assert.equal(simulation.jumping?.to, to);
  asked[1]?.reply();
  await jump;
  assert.deepEqual([asked.map(({ op }) => op), moves], [["sim_load", "sim_run"], ["first"]]);
  assert.ok(simulation.clock.now() >= to);
  simulation.leave();
});

test("left while the session begins: the jump that began it does not go on", async () => {
  const { simulation, asked, moves, isReal } = visit();
  const jump = simulation.jump(Date.now() + NIGHT, "+8 h");
  await settled();
  simulation.leave();
  asked[0]?.reply();
  await jump;
  assert.ok(isReal());
  assert.deepEqual(moves, []);
});

test("left before the session's turn to begin: it does not begin", async () => {
  const { simulation, asked, isReal } = visit();
  const jump = simulation.jump(Date.now() + NIGHT, "+8 h");
  simulation.leave();
  await jump;
  assert.ok(isReal());
  assert.deepEqual(asked, []);
});

test("left while the pictures are handed over, with the clock already moved", async () => {
  let done = (): void => undefined;
  const { simulation, asked, isReal } = visit(new Promise((resolve) => (done = resolve)));
  const jump = simulation.jump(Date.now() + NIGHT, "+8 h");
  await settled();
  asked[0]?.reply();
  await settled();
  assert.ok(simulation.clock.moved);
  simulation.leave();
  done();
  await jump;
  assert.ok(isReal());
});

test("left on the way", async () => {
  const { simulation, asked, moves, isReal } = visit();
  const jump = simulation.jump(Date.now() + NIGHT, "+8 h");
  await settled();
  asked[0]?.reply();
  await settled();
  simulation.leave();
  asked[1]?.reply();
  await jump;
  assert.ok(isReal());
  assert.deepEqual(moves, []);
});

test("left while a story's step is played: the clock stays real", async () => {
  const { simulation, asked, isReal } = visit();
  const begun = simulation.story("{}", "KEY");
  await settled();
  asked[0]?.reply({ t: 1000 });
  await settled();
  simulation.leave();
  asked[1]?.reply({ t: 1000 });
  await assert.rejects(begun, { name: "ClosedError" });
  assert.ok(isReal());
});

test("a session loaded on the way ends the jump", async () => {
  const { simulation, asked } = visit();
  const jump = simulation.jump(Date.now() + NIGHT, "+8 h");
  await settled();
  asked[0]?.reply();
  await settled();
  const load = simulation.restore({ document: "{}", trace: "", acts: [] }, 0);
  await settled();
  asked[1]?.reply({ done: false });
  asked[2]?.reply({ t: 1000 });
  await Promise.all([jump, load]);
  assert.deepEqual(
    [asked.map(({ op }) => op), simulation.jumping, simulation.clock.rate],
    [["sim_load", "sim_run", "sim_load"], null, 1],
  );
  assert.ok(simulation.clock.now() < 10_000);
  simulation.leave();
});
