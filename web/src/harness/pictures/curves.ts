/** What each way to license costs against the traffic: a line for each, all from the same corner. */

import { scaleLinear } from "d3-scale";
import { line } from "d3-shape";
import { type TemplateResult, html, svg } from "lit";
import { figure } from "./figure.ts";

type Point = readonly [factor: number, cost: number];

const HEIGHT = 200;
/** So many lines have a stroke of their own. */
const MOST_LINES = 8;

export interface Curves {
  /** By the way's name, the cheapest first. */
  readonly ways: Readonly<Record<string, readonly Point[]>>;
  readonly currency: string;
  /** A cost as a text. */
  readonly money: (cost: number) => string;
}

export function curvesPicture({ ways, currency, money }: Curves): TemplateResult {
  const shown = Object.entries(ways).slice(0, MOST_LINES);
  const factors = shown[0]?.[1].map(([factor]) => factor) ?? [];
  const low = factors[0] ?? 0;
  const high = factors.at(-1) ?? 1;
  const most = Math.max(1, ...shown.flatMap(([, points]) => points.map(([, cost]) => cost)));
  const x = scaleLinear([low, high], [0, 1000]);
  const y = scaleLinear([0, most], [HEIGHT - 4, 4]);
  const path = (points: readonly Point[]): string =>
    line<Point>(
      ([factor]) => x(factor),
      ([, cost]) => y(cost),
    )([...points]) ?? "";
  const title = `Cost in ${currency}, from ${low} to ${high} times the traffic`;
  return figure(
    title,
    html`
    <div class="chart">
      <p class="chart__top" aria-hidden="true">${money(most)}</p>
      <svg class="chart__plot chart__plot--tall" viewBox="0 0 1000 ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label=${title}>
        <line class="chart__level" x1=${x(1)} x2=${x(1)} y1="0" y2=${HEIGHT}></line>
        ${shown.map(([, points], n) => svg`<path class="curve" data-line=${n} d=${path(points)}></path>`)}
      </svg>
      <p class="chart__axis" aria-hidden="true"><span>${low}×</span><span>times the traffic of this session</span><span>${high}×</span></p>
    </div>
    <ul class="legend legend--lines">
      ${shown.map(([name], n) => html`<li><svg class="legend__line" viewBox="0 0 32 8" aria-hidden="true"><path class="curve" data-line=${n} d="M0 4H32"></path></svg>${name}</li>`)}
    </ul>
  `,
    {
      columns: ["Way", ...factors.map((factor) => `${factor}×`)],
      rows: shown.map(([name, points]) => [name, ...points.map(([, cost]) => money(cost))]),
    },
  );
}
