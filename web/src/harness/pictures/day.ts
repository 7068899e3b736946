/**
 * A day as its 480 slots of three minutes: one column per hour, downwards; slots above the quota are marked.
 */

import { type TemplateResult, html } from "lit";
import { SLOTS_PER_DAY, SLOT_MS } from "../../facts/core.ts";
import { many, timeOfDay, whole } from "../words/words.ts";
import { aboveQuota } from "./amounts.ts";
import { figure, newest } from "./figure.ts";

const A_HOUR = 20;
const CELL = 10;

export interface Day {
  /** The first instant of the day. */
  readonly at: number;
  /** How much is active, by the slot's global number; slots without activity are left out. */
  readonly slots: Readonly<Record<string, number>>;
  readonly quota: number;
  /** The current slot, by the clock. */
  readonly slot: number;
}

export function dayPicture(unit: string, { at, slots, quota, slot }: Day): TemplateResult {
  const first = at / SLOT_MS;
  const active = Object.entries(slots)
    .map(([n, count]) => [Number(n) - first, count] as const)
    .filter(([n]) => n >= 0 && n < SLOTS_PER_DAY);
  const over = aboveQuota(active, quota);
  const extra = over.reduce((sum, [, more]) => sum + more, 0);
  const most = Math.max(0, ...active.map(([, count]) => count));
  const title = `${new Date(at).toISOString().slice(0, 10)} in 480 slots: ${many(active.length, "slot")} active, at most ${many(most, unit)} at once, ${whole(extra)} above the quota`;
  const every = Array.from({ length: SLOTS_PER_DAY }, (_, n) => n);
  return figure(
    title,
    html`
    <div class="day">
      <svg class="day__cells" viewBox="0 0 ${24 * CELL} ${A_HOUR * CELL}" preserveAspectRatio="none" role="img" aria-label=${title}>
        <path class="day__none" d=${cells(every)}></path>
        <path class="day__active" d=${cells(active.map(([n]) => n))}></path>
        <path class="day__over" d=${cells(over.map(([n]) => n))}></path>
        <path class="day__now" d=${slot >= first && slot < first + SLOTS_PER_DAY ? cells([slot - first]) : ""}></path>
      </svg>
      <p class="day__hours" aria-hidden="true">${[0, 6, 12, 18, 24].map((hour) => html`<span>${hour}</span>`)}</p>
      <ul class="legend">
        <li data-cell="active">active</li><li data-cell="over">above the quota</li><li data-cell="now">now</li><li>hours of the day, UTC</li>
      </ul>
    </div>
  `,
    {
      columns: ["Slot, UTC", unit === "device" ? "Devices" : "Instances", "Above the quota"],
      rows: newest(active).map(([n, count]) => [
        timeOfDay(at + n * SLOT_MS),
        count,
        Math.max(0, count - quota),
      ]),
    },
  );
}

function cells(places: readonly number[]): string {
  return places
    .map((n) => {
      const column = Math.floor(n / A_HOUR);
      return `M${column * CELL + 1} ${(n % A_HOUR) * CELL + 1}h${CELL - 2}v${CELL - 2}h${2 - CELL}z`;
    })
    .join("");
}
