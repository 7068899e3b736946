import { type TemplateResult, html, nothing, svg } from "lit";
import type { ItemStatus } from "../../../client/index.ts";
import { CAP_AT, fillOf, QUOTA_AT } from "../../pictures/amounts.ts";
import { type Reading, graceText, mootOf, readingOf, readingText } from "../../words/reading.ts";
import { whole } from "../../words/words.ts";
import { Panel } from "../panel.ts";

/** The usage and the quota, with the grace and the point where refusal begins. */
export class MeterElement extends Panel {
  protected override render(): unknown {
    const session = this.session;
    const items = session?.status?.items ?? [];
    const item = items.find(({ id }) => id === session?.answer?.item) ?? items[0];
    if (item === undefined) {
      return html`<p class="meter__empty">${session?.shared.server == null ? "Nothing counted yet." : "No numbers of this server yet."}</p>`;
    }
    this.toggleAttribute("data-moot", mootOf(item) !== null);
    const reading = readingOf(item);
    return reading === null ? this.#unlimited(item) : this.#limited(item, reading);
  }

  #limited(item: ItemStatus, reading: Reading): TemplateResult {
    const { value, quota, cap, of, label, moot } = reading;
    this.dataset["used"] = String(value);
    return html`
      <p class="meter__reading">
        <span class="meter__number" data-used=${value}>${whole(value)}</span>
        <span class="meter__of">${of}</span>
      </p>
      <div class="meter__bar" role="meter" aria-label=${label} aria-valuemin="0"
        aria-valuemax=${cap ?? Math.max(quota, value)} aria-valuenow=${Math.min(value, cap ?? value)} aria-valuetext=${readingText(reading)}>
        <svg class="bar" width="100%" height="28" aria-hidden="true">${this.#bar(value, quota, cap)}</svg>
      </div>
      ${moot !== null ? nothingAllowed(moot) : cap !== null ? zones(value, quota, cap) : "exceptions" in item ? this.#exceptions(item) : withoutGrace(value, quota)}
    `;
  }

  #bar(used: number, quota: number, cap: number | null): TemplateResult {
    const fill = fillOf(used, quota, cap ?? 2 * quota + 1);
    const inQuota = Math.min(fill, QUOTA_AT);
    const refusedAt = cap === null ? 100 : cap === quota ? QUOTA_AT : CAP_AT;
    return svg`
      <defs>
        <pattern id="grace" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect class="bar__hatch" width="2" height="6"></rect>
        </pattern>
      </defs>
      <rect class="bar__track" y="6" width="${QUOTA_AT}%" height="16"></rect>
      ${refusedAt === QUOTA_AT ? nothing : svg`<rect class="bar__grace" x="${QUOTA_AT}%" y="6" width="${refusedAt - QUOTA_AT}%" height="16" fill="url(#grace)"></rect>`}
      ${cap === null ? nothing : svg`<rect class="bar__refused" x="${refusedAt}%" y="6" width="${100 - refusedAt}%" height="16"></rect>`}
      <rect class="bar__used" y="6" width="${inQuota}%" height="16"></rect>
      <rect class="bar__over" x="${QUOTA_AT}%" y="6" width="${Math.max(0, fill - QUOTA_AT)}%" height="16"></rect>
      <line class="bar__tick" x1="${QUOTA_AT}%" x2="${QUOTA_AT}%" y1="0" y2="28"></line>
      ${cap === null ? nothing : svg`<line class="bar__tick" x1="${refusedAt}%" x2="${refusedAt}%" y1="0" y2="28"></line>`}
    `;
  }

  /** Usage above the quota of a slot, added up for the year (CDEV-5, CINST-6). */
  #exceptions(item: ItemStatus): TemplateResult {
    const exceptions = Number(item["exceptions"] ?? 0);
    const allowance = item["allowance"] as number | undefined;
    return html`
      <dl class="meter__zones">
        <div><dt>exceptions this year</dt><dd data-zone="exceptions">${whole(exceptions)}</dd></div>
        ${
          allowance === undefined
            ? nothing
            : html`
          <div><dt>allowance</dt><dd data-zone="allowance">${whole(allowance)}</dd></div>
          <div><dt>left</dt><dd>${whole(Math.max(0, allowance - exceptions))}</dd></div>
        `
        }
      </dl>
    `;
  }

  /** Per domain: nothing is counted; shows only whether this host is covered. */
  #unlimited(item: ItemStatus): TemplateResult {
    const domain = typeof item["domain"] === "string" ? item["domain"] : "the licensed domain";
    const answer = this.session?.answer;
    const here = (answer?.item === item.id ? answer : item).answer !== "refused";
    const moot = mootOf(item);
    return html`
      <p class="meter__reading">
        <span class="meter__number ${here ? "" : "meter__number--moot"}">No limit</span>
        <span class="meter__of">under ${domain}</span>
      </p>
      ${moot !== null ? nothingAllowed(moot) : html`<p class="meter__note">${here ? "Use is recorded, never limited." : "This host is not under it: nothing is counted here."}</p>`}
    `;
  }
}

/** A quota does not count where the license itself does not. */
function nothingAllowed(moot: string): TemplateResult {
  return html`<p class="meter__note">The license is ${moot}: nothing is allowed, whatever is left.</p>`;
}

/** A shared server sends the usage, but not the grace. */
function withoutGrace(value: number, quota: number): TemplateResult {
  return html`
    <dl class="meter__zones">
      <div><dt>left</dt><dd>${whole(Math.max(0, quota - value))}</dd></div>
      <div><dt>grace</dt><dd>the server's to grant</dd></div>
    </dl>
  `;
}

function zones(value: number, quota: number, cap: number): TemplateResult {
  return html`
    <dl class="meter__zones">
      <div><dt>left</dt><dd>${whole(Math.max(0, quota - value))}</dd></div>
      <div><dt>grace</dt><dd>${graceText(quota, cap)}</dd></div>
      <div><dt>refused from</dt><dd>${whole(cap + 1)}</dd></div>
    </dl>
  `;
}

customElements.define("sim-meter", MeterElement);
