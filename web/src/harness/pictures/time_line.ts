/** The events of the log on one line, as a trace viewer has them: the oldest left, each with its answer. */

import { type TemplateResult, html, nothing, svg } from "lit";
import type { LogEntry } from "../words/log.ts";
import { clock } from "../words/words.ts";
import { drawn, eventAt, kindOf } from "./time_line_events.ts";

const HEIGHT = 26;
/** The widest mark, and the widest place around the selected one: few events are no blocks. */
const BAR = 9;
const AROUND = 24;

/** How high the mark of an event is. */
const HEIGHTS: Readonly<Record<string, number>> = { refused: 26, over: 20, counted: 14, other: 6 };

/** The line of the newest rows; a click selects the event there. The list below is the same for the keyboard. */
export function timeLine(
  rows: readonly LogEntry[],
  selected: LogEntry | null,
  select: (entry: LogEntry | null) => void,
): TemplateResult {
  const events = drawn(rows);
  const wide = 1000 / Math.max(1, events.length);
  const pick = (event: PointerEvent): void => {
    const { left, width } = (event.currentTarget as Element).getBoundingClientRect();
    select(eventAt(events, (event.clientX - left) / Math.max(1, width)));
  };
  const around = Math.min(wide, AROUND);
  const at = selected === null ? -1 : events.indexOf(selected);
  const marks = Object.entries(HEIGHTS).map(([kind, high]) => {
    const path = events
      .map((entry, n) =>
        kindOf(entry) === kind ? bar((n + 0.5) * wide, Math.min(0.7 * wide, BAR), high) : "",
      )
      .join("");
    return svg`<path data-kind=${kind} d=${path}></path>`;
  });
  return html`
    <div class="time-line" aria-hidden="true">
      <svg class="time-line__marks" viewBox="0 0 1000 ${HEIGHT}" preserveAspectRatio="none" @click=${pick}>
        ${at < 0 ? nothing : svg`<rect class="time-line__at" x=${(at + 0.5) * wide - around / 2} width=${around} y="0" height=${HEIGHT}></rect>`}
        ${marks}
      </svg>
      <p class="chart__axis"><span>${clock(events[0]?.at ?? 0)}</span><span>${at < 0 ? "now" : clock(events.at(-1)?.at ?? 0)}</span></p>
    </div>
  `;
}

/** A bar that stands on the line, as a part of a path. */
function bar(middle: number, wide: number, high: number): string {
  return `M${middle - wide / 2} ${HEIGHT}v${-high}h${wide}v${high}z`;
}
