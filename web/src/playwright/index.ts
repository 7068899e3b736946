/**
 * The kit for Playwright Test: license behavior in any project's tests, by the fixture `licensim`.
 *
 * @example
 * import { test, expect } from "licensim/playwright";
 *
 * test("a page is licensed", async ({ licensim }) => {
 *   const shop = licensim.origin("https://shop.example.com");
 *   expect(await shop.open()).toBeLicensed();
 * });
 *
 * @packageDocumentation
 */
import {
  test as playwright,
  type PlaywrightTestArgs,
  type PlaywrightTestOptions,
  type PlaywrightWorkerArgs,
  type PlaywrightWorkerOptions,
  type TestType,
} from "@playwright/test";
import { type Python, startPython } from "./python.ts";
import { Session } from "./session.ts";
import type { Licensim, Options } from "./surface.ts";

/** The fixtures of a test. */
export interface LicensimFixtures {
  /** Options of the tests of a file, a group or a project: `test.use({ licensimOptions: { ... } })`. */
  readonly licensimOptions: Options;
  /** A license, its clients and its clock, for this test alone; strict at its end. */
  readonly licensim: Licensim;
}

/** The fixture of a worker. */
export interface LicensimWorkerFixtures {
  /** The kit's Python, which starts with the first test that uses the kit. */
  readonly licensimPython: Python;
}

/** Playwright's `test`, with the fixture `licensim`. */
export const test: TestType<
  PlaywrightTestArgs & PlaywrightTestOptions & LicensimFixtures,
  PlaywrightWorkerArgs & PlaywrightWorkerOptions & LicensimWorkerFixtures
> = playwright.extend<LicensimFixtures, LicensimWorkerFixtures>({
  licensimOptions: [{}, { option: true }],
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads the names of fixtures from it
  licensimPython: [async ({}, use) => use(await startPython()), { scope: "worker" }],
  licensim: async ({ licensimPython, licensimOptions }, use, info) => {
    const session = new Session(licensimPython, licensimOptions, info);
    await use(session.licensim);
    await session.finish();
  },
});

export { expect } from "./matchers.ts";
export { LicensimError } from "./errors.ts";
export type * from "./surface.ts";
export type * from "./values.ts";
export type { Python };
