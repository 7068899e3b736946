// Each test fails, with the message and at the line that its comment `//=` states.
// @ts-nocheck: the types forbid most of these
import { expect, test } from "licensim/playwright";

const SHOP = "https://shop.example.com";

// So that Playwright keeps the worker.
test.beforeEach(() => test.fail());

test("no await", async ({ licensim }) => {
  licensim.origin(SHOP).open(); //= has not awaited `https://shop.example.com: open()`: write `await` before it
});

test("no await in an expect", async ({ licensim }) => {
  expect(licensim.origin(SHOP).open()).toBeLicensed(); //= toBeLicensed takes an answer, and was given a promise
});

test("an unknown option of a call", async ({ licensim }) => {
  await licensim.clock.advance({ weeks: 1 }); //= advance has no option 'weeks', there are days, hours, minutes
});

test.describe("an unknown option", () => {
  test.use({ licensimOptions: { engines: "host" } });
  //= licensimOptions: no option 'engines', there are allow, edition, engine
  test("of a test", async ({ licensim }) => {
    await licensim.origin(SHOP).open();
  });
});

test("a wrong period", async ({ licensim }) => {
  licensim.item("per_client_device", { period: "hourly", quota: 1 }); //= period: must be one of daily, monthly
});

test("an origin without its scheme", async ({ licensim }) => {
  licensim.origin("shop.example.com"); //= is not a page's URL: did you mean https://shop.example.com?
});

test("a refusal never looked at", async ({ licensim }) => {
  //= a refusal was never looked at: 2 2026-01-01 00:00  https://shop.example.com opens
  licensim.item("per_barcode_scan", { quota: 0 });
  await licensim.origin(SHOP).open();
});

test("a wrong answer", async ({ licensim }) => {
  licensim.item("per_barcode_scan", { quota: 0 });
  expect(await licensim.origin(SHOP).open()).toBeLicensed(); //= expected the answer to be: Licensed. It is: Refused with
});

test("two clients of one origin", async ({ licensim }) => {
  licensim.item("per_client_device", { period: "daily", quota: 1, grace: 0 });
  expect(await licensim.origin(SHOP).open()).toBeLicensed();
  const same = await licensim.origin(`${SHOP}/till`).open();
  expect(same).toBeRefused("SEATS_EXHAUSTED"); //= Seats taken: 1 of 1, before and now. This client holds one of them
});

test("a wrong reason", async ({ licensim }) => {
  licensim.item("per_barcode_scan", { quota: 0 });
  expect(await licensim.origin(SHOP).open()).toBeRefused("SEATS"); //= nothing is ever refused with 'SEATS'; there are
});

test("a wrong count", async ({ licensim }) => {
  await licensim.origin(SHOP).open();
  await expect(licensim).toHaveCounted({ scans: 2 }); //= expected 2 scans to be counted, but 0 were
});

test("not an answer", async ({ licensim }) => {
  expect("ok").toBeLicensed(); //= toBeLicensed takes an answer of the kit
});

test("a soft assertion", async ({ licensim }) => {
  const shop = licensim.origin(SHOP);
  expect.soft(await shop.open()).toBeOver(); //= expected the answer to be: Licensed as overuse. It is: Licensed
  expect.soft(await shop.open()).not.toBeLicensed(); //= expected the answer not to be: Licensed. It is: Licensed
});

test("an absent file", async ({ licensim }) => {
  licensim.license("no/such.json"); //= the license document no/such.json cannot be read in
});

test("a page before it is loaded", async ({ licensim }) => {
  licensim.use({ engine: "page" });
  licensim.origin(SHOP).page.url(); //= page needs a page that is loaded: `await client.open()` first
});

test("a page on the host engine", async ({ licensim }) => {
  licensim.origin(SHOP).page.url(); //= the host engine has no pages: this test needs the option engine='page'
});
