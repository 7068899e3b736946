/** How a license stands where nothing was asked: from what the core says of its items. */

import type { Answer, Status } from "../../client/index.ts";

/** What one more use of the page would be answered, by the item that answers it best; null without items. */
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
