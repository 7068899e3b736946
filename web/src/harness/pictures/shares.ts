/** How many of something were licensed, allowed as overuse, and refused: one bar. */

import { type TemplateResult, html, svg } from "lit";
import { many, whole } from "../words/words.ts";
import { figure } from "./figure.ts";

const SHARES = { ok: "licensed", over: "overuse", refused: "refused" } as const;
const WIDTH = 1000;
const HEIGHT = 22;

export type Shares = Readonly<Record<keyof typeof SHARES, number>>;

export function sharesPicture(noun: string, shares: Shares): TemplateResult {
  const all = Object.values(shares).reduce((sum, count) => sum + count, 0);
  const parts = Object.entries(SHARES).map(([verb, words]) => ({
    verb,
    words,
    count: shares[verb as keyof Shares],
  }));
  const said = parts.filter(({ count }) => count > 0).map(({ count, words }) => `${whole(count)} ${words}`);
  const title = `${many(all, noun)}: ${said.join(", ") || "none yet"}`;
  let from = 0;
  const bars = parts.map(({ verb, count }) => {
    const width = all === 0 ? 0 : (count / all) * WIDTH;
    from += width;
    return svg`<rect class="shares__part" data-verb=${verb} x=${from - width} y="0" width=${width} height=${HEIGHT}></rect>`;
  });
  return figure(
    title,
    html`
    <svg class="shares" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label=${title}>${bars}</svg>
    <ul class="legend">${parts.map(({ verb, words }) => html`<li data-verb=${verb}>${words}</li>`)}</ul>
  `,
    {
      columns: ["Answer", "How many", "Share"],
      rows: parts.map(({ words, count }) => [
        words,
        whole(count),
        all === 0 ? "–" : `${((100 * count) / all).toFixed(1)} %`,
      ]),
    },
  );
}
