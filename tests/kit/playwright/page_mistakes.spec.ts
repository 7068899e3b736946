// Each test fails, with the message and at the line that its comment `//=` states.
import { expect, test } from "licensim/playwright";

const SHOP = "https://shop.example.com";

test.use({ licensimOptions: { engine: "page", allow: ["console", "refusals", "unsent"] } });
// So that Playwright keeps the worker.
test.beforeEach(() => test.fail());

test("a page that never imports the client", async ({ licensim }) => {
  const shop = licensim.origin(SHOP, { folder: "app", path: "/foreign.html" });
  await shop.open(); //= https://shop.example.com/foreign.html opens no license. A page is attached before it is loaded
});

test("nothing at the server", async ({ licensim }) => {
  const shop = licensim.origin(SHOP, { server: "http://localhost:1" });
  await shop.open(); //= nothing answers at http://localhost:1 (connect ECONNREFUSED
});

test("an absent folder", async ({ licensim }) => {
  licensim.origin(SHOP, { folder: "dist" }); //= there is no folder dist (looked in
});

test("another version of the client", async ({ licensim }) => {
  //= a page threw this, and nobody caught it:
  const shop = licensim.origin(SHOP, { folder: "app", path: "/old.html" });
  await shop.open(); //= the worker is of version 0.1.0, the client of 0.0.9. Copy the licensim folder
});

test("no await before a camera", async ({ licensim }) => {
  const shop = licensim.origin(SHOP);
  shop.camera.show("MILK"); //= has not awaited `https://shop.example.com, camera: show("MILK")`: write `await` before it
});

test("a page that throws", async ({ licensim }) => {
  //= a page threw this, and nobody caught it:
  const shop = licensim.origin(SHOP, { folder: "app", path: "/thrown.html" });
  await shop.open(); //= https://shop.example.com/thrown.html opens no license.
});
