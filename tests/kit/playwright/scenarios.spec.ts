// Runs all scenarios on the host engine.
import { test } from "licensim/playwright";
import { play, scenarios } from "./transcript.ts";

test.use({ licensimOptions: { allow: "all" } });

for (const name of Object.keys(scenarios)) {
  test(name, async ({ licensim }) => {
    await play(licensim, name, "transcripts");
  });
}
