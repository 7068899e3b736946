/** The forget windows of a scanner: one lane for each code, with its sightings and its running window. */

import { scaleLinear } from "d3-scale";
import { type TemplateResult, html, svg } from "lit";
import type { Fate } from "../words/log.ts";
import { duration, short, span } from "../words/words.ts";
import { figure } from "./figure.ts";

export interface Lane {
  readonly format: string;
  readonly text: string;
  readonly sightings: readonly { readonly at: number; readonly fate: Fate }[];
  /** The last instant at which the code is a duplicate; null if no window runs. */
  readonly untilAt: number | null;
  readonly sinceAt: number | null;
}

const ROW = 26;

export function lanesPicture(lanes: readonly Lane[], now: number, forgetMs: number): TemplateResult {
  // Now is at two thirds of the width, where the axis has its label.
  const ahead = Math.min(Math.max(forgetMs, 3_000), 20_000);
  const from = now - 2 * ahead;
  const x = scaleLinear([from, now + ahead], [0, 1000]).clamp(true);
  const running = lanes.filter(({ untilAt }) => untilAt !== null && untilAt >= now).length;
  const title = `Repeats are ignored for ${duration(forgetMs)}: ${running} of the last ${lanes.length} codes would be a duplicate now`;
  return figure(
    title,
    html`
    <div class="lanes">
      ${lanes.map(
        (lane) => html`
        <p class="lanes__code"><code>${short(lane.text, 18)}</code></p>
        <svg class="lanes__lane" viewBox="0 0 1000 ${ROW}" preserveAspectRatio="none" aria-hidden="true">
          <line class="lanes__base" x1="0" x2="1000" y1=${ROW / 2} y2=${ROW / 2}></line>
          ${lane.untilAt === null || lane.sinceAt === null ? "" : svg`<rect class="lanes__window" x=${x(lane.sinceAt)} width=${Math.max(0, x(lane.untilAt) - x(lane.sinceAt))} y="4" height=${ROW - 8}></rect>`}
          <path class="lanes__seen" d=${strokes(lane, x, from, false)}></path>
          <path class="lanes__counted" d=${strokes(lane, x, from, true)}></path>
          <line class="lanes__now" x1=${x(now)} x2=${x(now)} y1="0" y2=${ROW}></line>
        </svg>
      `,
      )}
      <p class="lanes__code"></p>
      <p class="chart__axis" aria-hidden="true"><span>${span(now - from)} ago</span><span>now</span><span>in ${span(ahead)}</span></p>
    </div>
    <ul class="legend"><li data-mark="counted">counted</li><li data-mark="seen">seen again</li><li data-mark="window">window</li></ul>
  `,
    {
      columns: ["Code", "Sightings", "Counted", "Duplicate for"],
      rows: lanes.map(({ format, text, sightings, untilAt }) => [
        `${format} ${short(text, 30)}`,
        sightings.length,
        sightings.filter(({ fate }) => fate === "counted").length,
        untilAt === null || untilAt < now ? "no longer" : duration(untilAt - now),
      ]),
    },
  );
}

/** Vertical strokes at the sightings; tall ones were counted. */
function strokes({ sightings }: Lane, x: (at: number) => number, from: number, counted: boolean): string {
  return sightings
    .filter(({ at, fate }) => at >= from && (fate === "counted") === counted)
    .map(({ at }) => `M${x(at).toFixed(1)} ${counted ? 1 : 8}V${counted ? ROW - 1 : ROW - 8}`)
    .join("");
}
