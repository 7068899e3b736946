/** The faults of an input, up to a limit. */

import { type TemplateResult, html, nothing } from "lit";
import type { LicenseFault } from "../../words/license_faults.ts";
import { many } from "../../words/words.ts";

/** At most this many are shown, the others are counted. */
const MOST = 20;

/** A list of faults, each drawn by `draw`; nothing if there are none. `besides` counts further faults. */
export function faultList(
  faults: readonly LicenseFault[],
  besides: number,
  draw: (fault: LicenseFault) => unknown = withLine,
): TemplateResult | typeof nothing {
  if (faults.length === 0) {
    return nothing;
  }
  const shown = faults.slice(0, MOST);
  const more = faults.length - shown.length + besides;
  return html`
    <ul class="faults" tabindex="0" aria-label="Faults">
      ${shown.map((fault) => html`<li>${draw(fault)}</li>`)}
      ${more > 0 ? html`<li class="faults__more">and ${many(more, "more fault")}</li>` : nothing}
    </ul>
  `;
}

function withLine(fault: LicenseFault): string {
  return fault.line == null ? inWords(fault) : `line ${fault.line}: ${inWords(fault)}`;
}

/** One fault with its path. */
export function inWords({ path, what }: LicenseFault): string {
  return path === "" ? what : `${path}: ${what}`;
}
