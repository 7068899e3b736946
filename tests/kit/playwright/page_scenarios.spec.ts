// Runs some of the scenarios in pages: a page costs seconds.
import { test } from "licensim/playwright";
import { play } from "./transcript.ts";

test.use({ licensimOptions: { allow: "all", engine: "page" } });

for (const name of ["a scanner has settings", "offline a local license goes on"]) {
  test(`${name}, in a page`, async ({ licensim }) => {
    await play(licensim, name, "page-transcripts");
  });
}
