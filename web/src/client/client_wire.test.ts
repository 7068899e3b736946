/** Between the wire and the page: answers, identities, exceptions, events. */

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
} from "./api/errors.ts";
import { Listeners } from "./events.ts";
import { newUuid } from "./protocol/uuid.ts";
import { spell } from "./page/place.ts";
import { fromAnswer, toAnswer, toCoverage, toScanResult, toStatus } from "./wire.ts";

const REFUSED = {
  answer: "refused", reason: "DOMAIN_MISMATCH", number: 114, rule: "DOM-6", item: "domain", counted: 0,
  evidence: { item_domain: "example.com", host: "a_b" }, warnings: [],
} as const;

test("an answer goes back as the core wrote it, to be explained", () => {
  assert.deepEqual(fromAnswer(toAnswer(REFUSED))["evidence"], REFUSED.evidence);
  assert.deepEqual(fromAnswer(toAnswer(REFUSED))["reason"], REFUSED.reason);
});

test("evidence is renamed, its values are not", () => {
  assert.deepEqual(toAnswer(REFUSED).evidence, { itemDomain: "example.com", host: "a_b" });
});

test("only a positive number is a JavaScript error code", () => {
  const codes = [114, -20012, null].map((number) => toAnswer({ ...REFUSED, number }).ltsErrorCode);
  assert.deepEqual(codes, [114, null, null]);
});

test("a refusal that looked at no code has none", () => {
  const result = toScanResult(REFUSED, 42);
  assert.deepEqual([result.unique, result.duplicates, result.untrusted], [[], [], []]);
  assert.deepEqual([result.filtered, result.lateMs, result.scannedAt], [0, 0, 42]);
});

test("a scan has the instant by which it was judged", () => {
  const result = toScanResult({ ...REFUSED, at: 50, late_ms: 8, duplicates: [["QR", "A", 3, 49]] }, 42);
  assert.deepEqual([result.scannedAt, result.lateMs], [50, 8]);
  assert.deepEqual(result.duplicates, [{ format: "QR", text: "A", leftMs: 3, seenAt: 49 }]);
});

test("items keep their ids and rename their fields", () => {
  const client = { uuid: "u", license: [] };
  const status = toStatus({ items: [{ id: "my_item", seat_until: 3 }], client, reports: "slot", due: 7 });
  assert.deepEqual([status.items[0], status.dueAt, status.reports], [{ id: "my_item", seatUntil: 3 }, 7, "slot"]);
});

test("a text that is no host has no unit", () => {
  const { unit, kind, suffix, source } = toCoverage({ host: "no host" });
  assert.deepEqual([unit, kind, suffix, source], [null, null, null, null]);
});

test("an origin is spelled as location spells it", () => {
  const parts = { scheme: "https", host: "shop.example.com", port: 8443 };
  const spelled = { origin: "https://shop.example.com:8443", protocol: "https:", host: "shop.example.com", port: "8443" };
  assert.deepEqual(spell(parts), spelled);
  assert.equal(spell({ ...parts, port: null }).origin, "https://shop.example.com");
  assert.equal(spell(null).origin, "https://localhost");
});

test("every exception of the worker comes to life in the page as it was", () => {
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

test("a listener that throws stops nobody, one that is taken away hears nothing", () => {
  const reported: unknown[] = [];
  Object.assign(globalThis, { reportError: (error: unknown) => reported.push(error) });
  const listeners = new Listeners<{ change: number }>();
  const heard: number[] = [];
  listeners.on("change", () => {
    throw new Error("of the page");
  });
  const stop = listeners.on("change", (value) => heard.push(value));
  listeners.emit("change", 1);
  stop();
  listeners.emit("change", 2);
  assert.deepEqual([heard, reported.length], [[1], 2]);
});

test("a UUID is random, of version 4, also without randomUUID", (t) => {
  const form = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
  assert.match(newUuid(), form);
  const own = globalThis.crypto;
  const insecure = { getRandomValues: own.getRandomValues.bind(own) };
  Object.defineProperty(globalThis, "crypto", { value: insecure, configurable: true });
  t.after(() => Object.defineProperty(globalThis, "crypto", { value: own, configurable: true }));
  const made = new Set(Array.from({ length: 50 }, newUuid));
  assert.equal(made.size, 50);
  for (const uuid of made) {
    assert.match(uuid, form);
  }
});
