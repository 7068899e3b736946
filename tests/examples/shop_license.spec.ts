// The shop under each kind of license, in TypeScript: the tests of `test_shop_license.py` on the host engine.
import { expect, test } from "licensim/playwright";

const SHOP = "https://shop.example.com";

test("each origin needs a seat", async ({ licensim }) => {
  licensim.item("per_client_device", { period: "daily", quota: 1 });
  const shop = licensim.origin(SHOP);
  const admin = licensim.origin("https://admin.example.com:8443");
  expect(await shop.open()).toBeLicensed();
  expect(await admin.open()).toBeRefused("SEATS_EXHAUSTED");
  await expect(licensim).toHaveSeats(1);
  await licensim.clock.advance({ hours: 24 });
  expect(await admin.open()).toBeLicensed();
});

test("quota and grace", async ({ licensim }) => {
  licensim.item("per_barcode_scan", { quota: 20 });
  const shop = licensim.origin(SHOP);
  await shop.open();
  for (let n = 0; n < 20; n += 1) {
    expect(await shop.scan("QRCode", `article ${n}`)).toBeLicensed();
  }
  await expect(licensim).toHaveNoOveruse();
  expect(await shop.scan("QRCode", "article 20")).toBeOver();
  expect(await shop.scan("QRCode", "article 21")).toBeRefused(120);
  await expect(licensim).toHaveCounted({ scans: 21 });
  expect((await licensim.usage())["per_barcode_scan"]?.alerts).toEqual([75, 90, 95, 100, 105]);
});

test("the week after expiry", async ({ licensim }) => {
  licensim.item("per_barcode_scan", { quota: 20, expiresAt: "2026-02-01" });
  const shop = licensim.origin(SHOP);
  expect(await shop.open()).toBeLicensed();
  await licensim.clock.set("2026-02-01");
  expect(await shop.reload()).toBeOver();
  await licensim.clock.set("2026-02-08");
  expect(await shop.reload()).toBeRefused(111);
});

test("three days without the server", async ({ licensim }) => {
  licensim.item("per_barcode_scan", { quota: 20 });
  const shop = licensim.origin(SHOP);
  await shop.open();
  const offline = await licensim.faults.offline();
  await licensim.clock.advance({ days: 2 });
  expect((await shop.scan("QRCode", "milk")).reason).toBe("OFFLINE_CACHED");
  await licensim.clock.advance({ days: 1 });
  expect((await shop.scan("QRCode", "bread")).reason).toBe("SERVER_UNREACHABLE");
  await offline.end();
  expect(await shop.reload()).toBeLicensed();
  expect((await licensim.usage())["per_barcode_scan"]?.used).toBe(1);
});

test("the shop moves to another domain", async ({ licensim }) => {
  const site = licensim.item("per_domain", { domain: "example.com" });
  expect(await licensim.origin(SHOP).open()).toBeLicensed();
  const moved = licensim.origin("https://shop.example.net");
  expect(await moved.open()).toBeRefused(114);
  licensim.change(site, { domain: "example.net" });
  expect(await moved.reload()).toBeLicensed();
});

for (const [edition, counted] of [
  ["js-9", 1],
  ["js-10.2.10", 2],
] as const) {
  test(`an upgrade counts more, ${edition}`, async ({ licensim }) => {
    licensim.item("per_barcode_scan", { quota: 20 });
    const shop = licensim.origin(SHOP);
    await shop.open({ edition });
    for (let n = 0; n < 4; n += 1) {
      await shop.scan("QRCode", "milk");
      await licensim.clock.advance({ seconds: 1, ms: 100 });
    }
    await expect(licensim).toHaveCounted({ scans: counted });
  });
}
