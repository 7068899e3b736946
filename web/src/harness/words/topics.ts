/** The addresses of the static pages about rules, reasons and numbers, relative to this page. */

import { REASONS } from "../../facts/core.ts";

/** The page about a rule, a reason or a number. */
export function topicOf(what: string | number): string {
  const kind =
    typeof what === "number" ? "numbers" : REASONS.some((one) => one === what) ? "reasons" : "rules";
  return `./${kind}/${encodeURIComponent(what)}/`;
}
