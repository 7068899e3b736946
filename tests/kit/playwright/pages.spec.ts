// The page engine: pages of the kit and of the project, cameras, faults, the stand-in, and Playwright's own fixtures.
import { expect, test } from "licensim/playwright";

test.use({ licensimOptions: { engine: "page" } });

const SHOP = "https://shop.example.com";

test("pages of origins, browsers and tabs share one license", async ({ licensim }) => {
  licensim.allow("unsent"); // what a shop without its seat has used offline
  licensim.item("per_client_device", { period: "daily", quota: 1, grace: 0 });
  const shop = licensim.origin(SHOP);
  const admin = licensim.origin("https://admin.example.com:8443");
  expect(await shop.open()).toBeLicensed();
  const tab = shop.tab();
  expect(await tab.open()).toBeLicensed();
  expect((await tab.frames(["A", null, "B"], { fps: 10 })).counted).toBe(2);
  const offline = await licensim.faults.offline();
  expect((await shop.scan("QRCode", "C")).reason).toBe("OFFLINE_CACHED");
  await offline.end();
  expect(await admin.open()).toBeRefused("SEATS_EXHAUSTED");
  await licensim.clock.advance({ hours: 24 });
  expect(await admin.open()).toBeLicensed();
  expect(await admin.page.evaluate(() => new Date().toISOString())).toContain("2026-01-02T00:00");
  await expect(licensim).toHaveCounted({ scans: 3 });
  await expect(licensim).toHaveSeats(1);
  const copy = await licensim.faults.clone({ client: admin });
  expect(await copy.uuid()).toBe(await admin.uuid());
});

test("a page of the project in a folder", async ({ licensim }) => {
  licensim.item("per_barcode_scan", { quota: 2, grace: 0 });
  const shop = licensim.origin(SHOP, { folder: "app" });
  expect(await shop.open()).toBeLicensed();
  await expect(shop.page).toHaveTitle("ok");
  await shop.page.evaluate("see('A')");
  await shop.page.evaluate("see('B')");
  await expect(licensim).toHaveCounted({ scans: 2 });
  const later = licensim.browser("other").origin(SHOP, { folder: "app", path: "/?later" });
  expect(await later.open({ wait: false })).toBeNull();
  await later.page.getByRole("button").click();
  expect(await later.waitForLicense()).toBeRefused(120);
});

test("the page of Playwright's own fixture", async ({ licensim, page }) => {
  await page.route(`${SHOP}/**`, (route) => route.fulfill({ path: "app/foreign.html" }));
  const client = await licensim.attach(page, { url: SHOP, inject: true });
  await page.goto(SHOP);
  expect(await client.open()).toBeLicensed();
  expect(client.page).toBe(page);
  await client.camera.show(["MILK", ["Code128", "BREAD"]]);
  const label = "navigator.mediaDevices.enumerateDevices().then(([one]) => one.label)";
  expect(await page.evaluate(label)).toBe("licensim camera");
  await expect(client.camera.show([["EAN13", "abc"]])).rejects.toThrow("'abc' cannot be drawn as a EAN13");
  expect(await client.scan("QRCode", "A")).toBeLicensed();
  await page.evaluate(() => console.error("out of milk"));
  await expect.poll(() => licensim.consoles).toEqual([expect.stringContaining("out of milk")]);
  licensim.allow("console");
});

test("a page on the vendor's SDK", async ({ licensim }) => {
  const shop = licensim.origin(SHOP, { folder: "app", path: "/sdk.html" });
  const sdk = await shop.standin();
  expect(await shop.open()).toBeLicensed();
  await expect(shop.page).toHaveTitle("licensed");
  expect(sdk.calls.map(({ member }) => member)).toEqual(["LicenseManager.initLicense"]);
  expect([sdk.blocked, sdk.unsimulated, sdk.serviceWorkers]).toEqual([[], [], []]);
});

test("a device has no page", async ({ licensim }) => {
  await licensim.device("mobile").open();
});

test("a test may end while its page scans", async ({ licensim }) => {
  const shop = licensim.origin(SHOP, { folder: "app" });
  await shop.open();
  await shop.page.evaluate("(async () => { for (;;) await see(String(Math.random())); })(); 0");
});
