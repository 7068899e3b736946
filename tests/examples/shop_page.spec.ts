// The shop's page as a customer uses it: a camera, real barcodes, zxing-wasm. The tests of `test_shop_page.py`.
import { type Client, expect, test } from "licensim/playwright";

test.use({ licensimOptions: { engine: "page" } });

const SHOP = "https://shop.example.com";

/** The parts of the shop's page. */
function parts({ page }: Client) {
  const button = (name: string) => page.getByRole("button", { name });
  const [articles, status] = [page.getByRole("listitem"), page.getByRole("status")];
  return { scan: button("Scan"), stop: button("Stop"), articles, status };
}

test("what the camera sees is in the cart", async ({ licensim }) => {
  licensim.item("per_barcode_scan", { quota: 20 });
  const shop = licensim.origin(SHOP, { folder: "shop" });
  await shop.open();
  const { scan, stop, articles, status } = parts(shop);
  await expect(status).toHaveText("Ready");
  await shop.camera.show(["MILK 1 L", ["Code128", "BREAD-500"]]);
  await scan.click();
  await expect(articles).toHaveText(["MILK 1 L x 1", "BREAD-500 x 1"]);
  await shop.camera.show(["CHEESE"]);
  await expect(articles).toHaveCount(3);
  await stop.click();
  await expect(licensim).toHaveCounted({ scans: 3 });
});

test("an article is scanned again after a pause", async ({ licensim }) => {
  licensim.item("per_barcode_scan", { quota: 20 });
  const shop = licensim.origin(SHOP, { folder: "shop" });
  await shop.open();
  const { scan, stop, articles } = parts(shop);
  await shop.camera.show("MILK");
  for (const count of [1, 2]) {
    await scan.click();
    await expect(articles).toHaveText([`MILK x ${count}`]);
    await stop.click();
  }
  await expect(licensim).toHaveCounted({ scans: 2 });
});

test("the customer sees a refusal", async ({ licensim }) => {
  licensim.item("per_barcode_scan", { quota: 1 });
  const shop = licensim.origin(SHOP, { folder: "shop" });
  await shop.open();
  const { scan, articles, status } = parts(shop);
  await shop.camera.show("MILK");
  await scan.click();
  await expect(articles).toHaveCount(1);
  await shop.camera.show("BREAD");
  await expect(status).toHaveText("Scanning is not licensed: QUOTA_EXHAUSTED (120)");
  await expect(articles).toHaveCount(1);
  await expect(licensim).toHaveRefused("QUOTA_EXHAUSTED");
});

test("an expired license leaves the button off", async ({ licensim }) => {
  licensim.item("per_barcode_scan", { quota: 1 });
  await licensim.faults.expire();
  const shop = licensim.origin(SHOP, { folder: "shop" });
  expect(await shop.open()).toBeRefused(111);
  const { scan, status } = parts(shop);
  await expect(scan).toBeDisabled();
  await expect(status).toContainText("EXPIRED (111)");
});
