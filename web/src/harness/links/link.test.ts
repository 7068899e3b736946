/** A link gives its session again, and anything else is refused with one sentence. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { deflateSync } from "node:zlib";
import { defaultSettings } from "../settings/settings.ts";
import { SharedFaults, type SharedSession, settingsOf, writeAll } from "./content.ts";
import { LinkError, MOST_LETTERS, fileOf, linkOf, packedIn, readFile, unpacked } from "./link.ts";

const PAGE = "https://shop.example.com/try/?from=mail#quota=3";
const SHARED: SharedSession = {
  settings: writeAll({ ...defaultSettings(""), forgetMs: 7, fields: { quota: 9 } }),
  key: "DEMO-1.2",
  document: '{"profile": "v2.2.19", "projects": []}',
  trace: '{"t":1,"type":"network","up":false}\n'.repeat(9),
  acts: [{ type: "copy", after: 1, t: 1, client: "a", copy: "München 🙂" }],
  at: 17,
  moved: true,
  rate: 60,
  story: null,
};

const packed = async (shared: SharedSession): Promise<string> =>
  packedIn((await linkOf(shared, PAGE)) ?? "") ?? "";

/** A link's part with any bytes, as somebody else may make it. */
const made = (version: number, bytes: Uint8Array): string =>
  Buffer.concat([Uint8Array.of(version), bytes]).toString("base64url");

test("a link and a file give the same session again", async () => {
  const link = (await linkOf(SHARED, PAGE)) ?? "";
  assert.match(link, /^https:\/\/shop\.example\.com\/try\/\?from=mail#session=[\w-]+$/);
  assert.deepEqual(await unpacked(packedIn(link) ?? ""), SHARED);
  assert.deepEqual(await unpacked((packedIn(link) ?? "").replaceAll(/(.{40})/g, "$1\n")), SHARED, "wrapped");
  assert.deepEqual(readFile(JSON.parse(fileOf(SHARED)) as Record<string, unknown>), SHARED);
  assert.equal(settingsOf(SHARED).settings.forgetMs, 7);
  assert.equal(packedIn("#quota=3"), null);
});

test("every setting is named, whatever the defaults of a later version are", () => {
  const named = [...new URLSearchParams(writeAll(defaultSettings(""))).keys()];
  for (const name of ["edition", "forget", "profile", "option", "began", "ends", "trust", "formats"]) {
    assert.ok(named.includes(name), name);
  }
});

test("a session that is too large gets no link", async () => {
  const random = Array.from({ length: MOST_LETTERS }, (_, n) => Math.sin(n).toString(36)).join("");
  assert.equal(await linkOf({ ...SHARED, trace: random }, PAGE), null);
});

test("a version that this page does not know is named", async () => {
  const bytes = deflateSync(JSON.stringify(SHARED));
  await assert.rejects(unpacked(made(2, bytes)), /newer version/);
  await assert.rejects(unpacked(made(0, bytes)), /no version/);
  await assert.rejects(unpacked(""), /no version/);
  assert.throws(() => readFile({ licensim: "constructor" }), LinkError);
  assert.throws(() => readFile({ licensim: 7 }), /newer version/);
});

test("a bomb stops at the limit", async () => {
  const bomb = deflateSync(new Uint8Array(200 * 1024 * 1024));
  await assert.rejects(unpacked(made(1, bomb)), /more than 4 MB/);
});

test("a link that was cut off, or in which anything was changed, is damaged", async () => {
  const link = await packed(SHARED);
  const damaged = { name: "Error", message: /damaged|newer/ };
  for (let length = 0; length < link.length - 1; length++) {
    await assert.rejects(unpacked(link.slice(0, length)), damaged, `cut to ${length}`);
  }
  const bytes = Buffer.from(link, "base64url");
  for (let bit = 0; bit < bytes.length * 8; bit += 3) {
    const changed = Uint8Array.from(bytes);
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    const opened = unpacked(Buffer.from(changed).toString("base64url"));
    // The last byte of the compressed data has bits that say nothing.
    const found = await opened.catch((error: unknown) => error);
    if (found instanceof Error) {
      assert.match(found.message, damaged.message, `bit ${bit}`);
    } else {
      assert.deepEqual(found, SHARED, `bit ${bit}`);
    }
  }
  await assert.rejects(unpacked(`${link}%`), /letters that no link has/);
  await assert.rejects(unpacked(made(1, Buffer.from("[]"))), damaged);
});

test("each fault of the content is named", async () => {
  const faults = async (value: unknown): Promise<string[]> => {
    const error = await unpacked(made(1, deflateSync(JSON.stringify(value)))).catch((one: unknown) => one);
    assert.ok(error instanceof SharedFaults);
    return error.faults.map(({ path, what }) => `${path}: ${what}`);
  };
  assert.deepEqual(await faults([]), [": must be an object"]);
  assert.deepEqual(await faults({ ...SHARED, at: -1, key: "", story: { text: 1, played: 0 }, more: 1 }), [
    "key: must be a text that is not empty",
    "at: must be an instant in milliseconds",
    "story: must be null, or a text and the number of steps played",
    "more: unknown field",
  ]);
  assert.deepEqual(await faults({ ...SHARED, settings: "quota=1.5&server=ftp://a" }), [
    "settings: quota=1.5: a whole number is needed",
    "settings: server=ftp://a: an address of http or https is needed",
  ]);
  assert.deepEqual(await faults({ ...SHARED, at: 8_640_000_000_000_001 }), [
    "at: must be an instant in milliseconds",
  ]);
  const { trace, ...without } = SHARED;
  assert.deepEqual(await faults(without), ["trace: must be a text"]);
});
