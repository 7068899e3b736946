import assert from "node:assert/strict";
import { test } from "node:test";
import { cameFrom, edition, hasShadowView, isEight, version } from "./version.ts";

const page = globalThis as { licensimStandin?: object };
page.licensimStandin = {};

const at = (name: string): string => `https://cdn.example/npm/${name}/dist/script.js`;

test("the version is that of the script's address", () => {
  for (const [name, nine, expected] of [
    ["dynamsoft-barcode-reader-bundle@11.2.2000", false, [11, 2]],
    ["dynamsoft-barcode-reader-bundle", false, [11, 4]],
    ["dynamsoft-capture-vision-bundle@2.6.1000", false, [10, 6]],
    ["dynamsoft-capture-vision-bundle@3.0.3001", false, [11, 0]],
    ["dynamsoft-camera-enhancer@4.0.2", false, [10, 0]],
    ["dynamsoft-javascript-barcode@9.6.20", true, [9, 6]],
    ["dynamsoft-javascript-barcode@8.8.7", true, [8, 8]],
    ["dynamsoft-javascript-barcode", true, [9, 6]],
  ] as const) {
    cameFrom(at(name), nine);
    assert.deepEqual(version(), expected, name);
  }
});

test("what the page says comes before the address", () => {
  cameFrom(at("dynamsoft-barcode-reader-bundle@11.2.2000"));
  page.licensimStandin = { version: "10.4.2002" };
  assert.deepEqual(version(), [10, 4]);
  page.licensimStandin = {};
});

test("it decides the edition of the rules, and whether the view lies in a shadow root", () => {
  for (const [named, rules, shadow] of [
    ["8.8.7", "js-9", false],
    ["9.5", "js-9", false],
    ["9.6", "js-9.6", false],
    ["10.0", "js-10.2.10", true],
    ["11.2", "js-10.2.10", true],
    ["11.4", "js-10.2.10", false],
  ] as const) {
    page.licensimStandin = { version: named };
    assert.deepEqual([edition(), hasShadowView()], [rules, shadow], named);
  }
});

test("what is before 9 is generation 8", () => {
  for (const [named, eight] of [
    ["8.8.7", true],
    ["8.4.0", true],
    ["9.0", false],
  ] as const) {
    page.licensimStandin = { version: named };
    assert.equal(isEight(), eight, named);
  }
});
