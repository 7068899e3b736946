// A reporter that writes which calls of Playwright are steps of a test itself, though the kit has made them.
import { appendFileSync } from "node:fs";
import type { Reporter, TestCase, TestResult } from "@playwright/test/reporter";

export default class TopSteps implements Reporter {
  onTestEnd(test: TestCase, { steps }: TestResult): void {
    for (const { category, location, title } of steps) {
      if (category === "pw:api" && location?.file.includes("licensim")) {
        appendFileSync("top_steps.txt", `${test.title}: ${title}\n`);
      }
    }
  }
}
