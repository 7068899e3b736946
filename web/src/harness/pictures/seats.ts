/** Seats, or another amount, over time: a step at each change, with the quota and the most that is allowed. */

import { scaleLinear } from "d3-scale";
import { curveStepAfter, line } from "d3-shape";
import { type TemplateResult, html, nothing, svg } from "lit";
import { instant, timeOfDay, whole } from "../words/words.ts";
import { figure, newest } from "./figure.ts";

type Sample = readonly [at: number, taken: number];

const HEIGHT = 120;
const DAY_MS = 86_400_000;

export interface Seats {
  readonly samples: readonly Sample[];
  readonly now: number;
  readonly quota: number;
  readonly cap: number;
}

export function seatsPicture(what: string, { samples, now, quota, cap }: Seats): TemplateResult {
  const first = samples[0]?.[0] ?? now;
  const last = Math.max(now, first + 60_000);
  const most = Math.max(cap, ...samples.map(([, taken]) => taken)) + 0.6;
  const x = scaleLinear([first, last], [0, 1000]);
  const y = scaleLinear([0, most], [HEIGHT - 4, 4]);
  const points: Sample[] = [...samples, [now, samples.at(-1)?.[1] ?? 0]];
  const path =
    line<Sample>(
      ([at]) => x(at),
      ([, taken]) => y(taken),
    ).curve(curveStepAfter)(points) ?? "";
  const level = (value: number, kind: string): TemplateResult => svg`
    <line class="chart__level chart__level--${kind}" x1="0" x2="1000" y1=${y(value)} y2=${y(value)}></line>`;
  const words = (at: number): string =>
    last - first > 2 * DAY_MS ? instant(at).slice(0, 10) : timeOfDay(at);
  const peak = Math.max(0, ...samples.map(([, taken]) => taken));
  const title = `${what} over time: ${whole(samples.at(-1)?.[1] ?? 0)} now, ${whole(peak)} at most`;
  return figure(
    title,
    html`
    <div class="chart">
      <svg class="chart__plot" viewBox="0 0 1000 ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label=${title}>
        ${level(quota, "quota")} ${cap === quota ? nothing : level(cap, "cap")}
        <path class="chart__line" d=${path}></path>
      </svg>
      <p class="chart__axis" aria-hidden="true"><span>${words(first)}</span><span>quota ${whole(quota)}${cap === quota ? "" : `, at most ${whole(cap)}`}</span><span>${words(now)} UTC</span></p>
    </div>
  `,
    { columns: ["From, UTC", what], rows: newest(samples).map(([at, taken]) => [instant(at), taken]) },
  );
}
