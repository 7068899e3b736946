import { type TemplateResult, html, nothing, svg } from "lit";
import type { Judged } from "../../feeding/host.ts";
import { type Point, type Seen, type SeenCode, codeKey, cornersOf } from "../../feeding/seen.ts";
import type { Session } from "../../session/session.ts";
import type { Sources } from "../../sources/sources.ts";
import type { Mark } from "../../words/log.ts";
import { short } from "../../words/words.ts";
import { Panel } from "../panel.ts";

/** A code that was just counted keeps its mark this long, so that it can be seen. */
const COUNTED_MS = 1400;
/** With more codes in a picture only outlines are drawn: captions would hide the codes. */
const MOST_CAPTIONS = 40;
const RING = 2 * Math.PI * 10;

/** The picture of the source, with an outline around every code, marked with its result. */
export class StageElement extends Panel {
  static override properties = { ...Panel.properties, sources: { attribute: false } };
  declare sources: Sources | undefined;

  #judged: Judged | undefined;
  #scale = 1;
  #turn = 0;
  #followed: Session | undefined;
  #option: string | undefined;
  readonly #countedAt = new Map<string, number>();
  readonly #places = new Map<string, Point>();
  readonly #resized = new ResizeObserver(() => this.requestUpdate());

  protected override firstUpdated(): void {
    this.#resized.observe(this);
    this.sources?.addEventListener("change", () => {
      if (this.#turn !== this.sources?.turn) {
        this.#clear();
      }
      this.requestUpdate();
    });
  }

  protected override willUpdate(): void {
    super.willUpdate();
    // Under another option earlier answers say nothing.
    if (this.#option !== this.session?.settings.option) {
      this.#option = this.session?.settings.option;
      this.#judged = undefined;
      this.#countedAt.clear();
    }
    if (this.#followed === this.session) {
      return;
    }
    this.#followed = this.session;
    this.session?.addEventListener("judged", (event) => this.#take((event as CustomEvent<Judged>).detail));
  }

  #take(judged: Judged): void {
    this.#judged = judged;
    for (const { format, text, fate } of judged.marks) {
      if (fate === "counted") {
        this.#countedAt.set(codeKey(format, text), judged.at);
      }
    }
    this.requestUpdate();
  }

  #clear(): void {
    this.#turn = this.sources?.turn ?? 0;
    this.#judged = undefined;
    this.#countedAt.clear();
    this.#places.clear();
  }

  protected override render(): unknown {
    const { view = null, problem = null, kind } = this.sources ?? {};
    const { seen = null, marks = [], at = 0 } = this.#judged ?? {};
    return html`
      <div class="stage__view">${view ?? this.#empty(problem, kind)}</div>
      ${view === null || seen === null ? nothing : this.#overlay(seen, marks, at)}
    `;
  }

  #empty(problem: Sources["problem"], kind: Sources["kind"] | undefined): TemplateResult {
    if (problem !== null) {
      return html`<div class="stage__words" role="alert"><p>${problem.what}</p><p>${problem.hint}</p></div>`;
    }
    if (kind === "images") {
      return html`<div class="stage__words"><p>Drop pictures here, or choose them below.</p></div>`;
    }
    return html`<div class="stage__words"><p>${kind === "camera" ? "Waiting for the camera." : "One moment."}</p></div>`;
  }

  #overlay(seen: Seen, marks: readonly Mark[], at: number): TemplateResult {
    this.#scale = Math.max(
      seen.width / (this.clientWidth || seen.width),
      seen.height / (this.clientHeight || seen.height),
    );
    const fates = new Map(marks.map((mark) => [codeKey(mark.format, mark.text), mark]));
    const crowded = seen.codes.length > MOST_CAPTIONS;
    return html`
      <svg class="stage__overlay" viewBox="0 0 ${seen.width} ${seen.height}" aria-hidden="true">
        ${this.#ghosts(fates, at)} ${seen.codes.map((code) => this.#code(code, fates.get(codeKey(code.format, code.text)), at, crowded))}
      </svg>
    `;
  }

  #code(
    code: SeenCode,
    mark: Mark | undefined,
    at: number,
    crowded: boolean,
  ): TemplateResult | typeof nothing {
    if (mark === undefined) {
      return nothing;
    }
    const key = codeKey(code.format, code.text);
    const corners = cornersOf(code);
    const badge = badgeAt(corners, 16 * this.#scale);
    this.#places.set(key, badge);
    const counted = at - (this.#countedAt.get(key) ?? Number.NEGATIVE_INFINITY) < COUNTED_MS;
    const shown = counted ? "counted" : mark.fate;
    const points = corners.map((p) => `${p.x},${p.y}`).join(" ");
    return svg`
      <g class="code" data-fate=${shown}>
        <polygon class="code__halo" points=${points}></polygon>
        <polygon class="code__outline" points=${points}></polygon>
        ${crowded ? nothing : [this.#caption(code.text, corners), this.#badge(badge, shown, mark.leftMs)]}
      </g>
    `;
  }

  /** Above the code and left of its badge, no wider if readable: below it, the same text is often printed. */
  #caption(text: string, corners: readonly Point[]): TemplateResult {
    const xs = corners.map((p) => p.x);
    const [left, right] = [Math.min(...xs), Math.max(...xs)];
    const size = 12 * this.#scale;
    const letter = 0.61 * size;
    const most = Math.max(9, Math.floor((right - left - size) / letter) - 2);
    const words = short(text, most);
    const width = [...words].length * letter + size;
    const x = Math.max(0, Math.min(left, right - 8 * this.#scale - width));
    const y = Math.min(...corners.map((p) => p.y)) - 9 * this.#scale;
    return svg`
      <rect class="code__tag" x=${x} y=${y - 1.15 * size} rx=${0.3 * size} height=${1.6 * size} width=${width}></rect>
      <text class="code__text" x=${x + size / 2} y=${y} font-size=${size}>${words}</text>
    `;
  }

  #badge(at: Point, shown: string, leftMs: number | null): TemplateResult {
    const forgetMs = this.session?.windows?.forgetMs ?? 0;
    const left = leftMs === null || forgetMs === 0 ? 0 : Math.min(1, leftMs / forgetMs);
    const number = shown === "duplicate" && leftMs !== null ? (leftMs / 1000).toFixed(1) : GLYPHS[shown];
    return svg`
      <g transform="translate(${at.x} ${at.y}) scale(${this.#scale})">
        <circle class="code__disc" r="13"></circle>
        <circle class="code__ring" r="10" stroke-dasharray="${left * RING} ${RING}" transform="rotate(-90)"></circle>
        <text class="code__number" y="3.5" font-size="9.5">${number}</text>
      </g>
    `;
  }

  /** Codes that left the picture while their window runs: only the ring, at their last place. */
  #ghosts(present: ReadonlyMap<string, Mark>, at: number): TemplateResult[] {
    const { codes = [], forgetMs = 0 } = this.session?.windows ?? {};
    return codes.flatMap(({ format, text, untilAt }) => {
      const key = codeKey(format, text);
      const place = this.#places.get(key);
      if (present.has(key) || place === undefined || untilAt < at || forgetMs === 0) {
        return [];
      }
      return [svg`<g class="code" data-fate="ghost">${this.#badge(place, "duplicate", untilAt - at)}</g>`];
    });
  }
}

const GLYPHS: Readonly<Record<string, string>> = {
  counted: "+1",
  untrusted: "?",
  filtered: "–",
  refused: "×",
};

/** A point a little outside of the code's upper right corner. */
function badgeAt(corners: readonly Point[], gap: number): Point {
  const x = Math.max(...corners.map((p) => p.x));
  const y = Math.min(...corners.map((p) => p.y));
  return { x: x + gap * 0.4, y: y - gap * 0.4 };
}

customElements.define("sim-stage", StageElement);
