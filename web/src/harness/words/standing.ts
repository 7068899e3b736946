/** The state of a license without an event, from the core's status of its items. */

import type { Answer, Status } from "../../client/index.ts";

/** The answer to one more use of the page, by the item with the best answer; null without items. */
export function standingOf(status: Status | null): Answer | null {
  const items = status?.items ?? [];
  const best =
    items.find(({ answer }) => answer === "ok") ?? items.find(({ answer }) => answer === "over") ?? items[0];
  if (best === undefined) {
    return null;
  }
  const { answer, reason, id, evidence } = best;
  const number = (best["number"] as number | null | undefined) ?? null;
  return {
    answer,
    reason,
    number,
    ltsErrorCode: number,
    rule: best.rule ?? "",
    item: id,
    counted: null,
    evidence,
    warnings: [],
  };
}
