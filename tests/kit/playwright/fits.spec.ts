// How the kit fits Playwright: options, isolation, soft assertions, steps, attachments.
import { expect, test } from "licensim/playwright";

const SHOP = "https://shop.example.com";

test("a second origin waits for the first one's seat", async ({ licensim }) => {
  licensim.item("per_client_device", { period: "daily", quota: 1, grace: 0 });
  const shop = licensim.origin(SHOP);
  const admin = licensim.origin("https://admin.example.com:8443");
  expect(await shop.open()).toBeLicensed();
  expect(await admin.open()).toBeRefused("SEATS_EXHAUSTED");
  await licensim.clock.advance({ hours: 24 });
  expect(await admin.open()).toBeLicensed();
  await expect(licensim).toHaveSeats(1);
  await expect(licensim).toHaveRefused(120, { client: admin, times: 1 });
});

test("each test has a license of its own", async ({ licensim }) => {
  expect(await licensim.origin(SHOP).open()).toBeLicensed();
  await expect(licensim).toHaveNoOveruse();
  await expect(licensim).toHaveCounted({ scans: 0 });
  await expect(licensim).not.toHaveRefused("SEATS_EXHAUSTED");
});

test("a value is the same object, and says what it is", async ({ licensim }) => {
  const shop = licensim.origin(SHOP);
  expect(licensim.origin(`${SHOP}/cart`)).toBe(shop);
  const replies = [await shop.open(), ...(await shop.frames(["A", "B"], { fps: 10 }))];
  expect(replies.map((one) => one.counted)).toEqual([0, 1, 1]);
  expect(String(replies[1])).toContain("1 scan counted");
  expect((await shop.frames(["C", "C"])).counted).toBe(1);
  expect((await shop.replies()).length).toBe(5);
  expect(await shop.license()).toContainEqual(["scans", expect.any(Number)]);
});

test("a fault ends with its block", async ({ licensim }) => {
  const shop = licensim.origin(SHOP);
  {
    await using _ = await licensim.faults.offline();
    expect(await shop.open()).toBeRefused();
  }
  expect(await shop.open()).toBeLicensed();
});

test.describe("with options", () => {
  test.use({ licensimOptions: { allow: ["refusals", "unsent"], start: "2026-03-01", reports: "slot" } });

  test("of a group", async ({ licensim }) => {
    expect(licensim.clock.text).toBe("2026-03-01 00:00");
    licensim.item("per_barcode_scan", { quota: 1, grace: 0, startsAt: new Date("2026-02-01") });
    const shop = licensim.origin(SHOP);
    await shop.open();
    await shop.scan("QRCode", "A");
    await shop.scan("QRCode", "B");
  });
});
