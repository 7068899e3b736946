// The first try takes the only seat and fails, the second one finds it free.
import { expect, test } from "licensim/playwright";

test.describe.configure({ retries: 1 });

test("a retry has a license of its own", async ({ licensim }, info) => {
  licensim.item("per_client_device", { period: "daily", quota: 1, grace: 0 });
  const client = licensim.origin(`https://try${info.retry}.example.com`);
  expect(await client.open()).toBeLicensed();
  await expect(licensim).toHaveSeats(info.retry);
});
