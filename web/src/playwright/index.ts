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
  type Browser,
  test as playwright,
  type PlaywrightTestArgs,
  type PlaywrightTestOptions,
  type PlaywrightWorkerArgs,
  type PlaywrightWorkerOptions,
  type TestType,
} from "@playwright/test";
import { Python } from "./python.ts";
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
  /** The browser of the page engine, which starts with the first test that opens a page by the kit. */
  readonly licensimBrowser: () => Promise<Browser>;
}

/** Playwright's `test`, with the fixture `licensim`. */
export const test: TestType<
  PlaywrightTestArgs & PlaywrightTestOptions & LicensimFixtures,
  PlaywrightWorkerArgs & PlaywrightWorkerOptions & LicensimWorkerFixtures
> = playwright.extend<LicensimFixtures, LicensimWorkerFixtures>({
  licensimOptions: [{}, { option: true }],
  licensimPython: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the names of fixtures from it
    async ({}, use) => {
      const python = await Python.start();
      await use(python);
      await python.stop();
    },
    { scope: "worker" },
  ],
  licensimBrowser: [
    async ({ playwright: library, browserName, connectOptions }, use) => {
      let started: Promise<Browser> | undefined;
      const type = library[browserName];
      // Playwright Test lets them obey the options of the configuration, as its own fixture `browser` does.
      const start = (): Promise<Browser> =>
        connectOptions === undefined
          ? type.launch()
          : type.connect(connectOptions.wsEndpoint, connectOptions);
      await use(() => (started ??= start()));
      await (await started?.catch(() => undefined))?.close();
    },
    { scope: "worker", timeout: 0 },
  ],
  licensim: async ({ licensimPython, licensimBrowser, licensimOptions }, use, info) => {
    const session = new Session(licensimPython, licensimBrowser, licensimOptions, info);
    await use(session.licensim);
    await session.finish();
  },
});

export { expect } from "./matchers.ts";
export { LicensimError } from "./errors.ts";
export type * from "./surface.ts";
export type * from "./values.ts";
export type { Python };
