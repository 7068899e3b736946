import { type TemplateResult, html, nothing } from "lit";
import { ref } from "lit/directives/ref.js";
import { type LogEntry, isPlain } from "../../words/log.ts";
import { LogSearch, SHOWN, type Shown, type Wanted } from "../../words/log_search.ts";
import { clock, short, whole } from "../../words/words.ts";
import { timeLine } from "../../pictures/time_line.ts";
import { Panel } from "../panel.ts";
import "./instant.ts";

/** Rows have the same height, so that only visible rows need to be drawn. */
const ROW_PX = 32;
const SPARE = 8;

/** Every event with its answer, the newest first; only the visible rows are in the page. */
export class LogElement extends Panel {
  #everything = false;
  #wanted: Wanted = { words: "", shown: "all" };
  readonly #search = new LogSearch();
  #first = 0;
  #visible = 12;
  #list: HTMLElement | undefined;
  readonly #resized = new ResizeObserver(() => this.#scrolled());

  protected override render(): unknown {
    const log = this.session?.log;
    if (log === undefined) {
      return nothing;
    }
    const rows = this.#search.rows(log.rows(this.#everything), this.#wanted, this.#everything);
    return html`
      <div class="log__tools">
        <label class="check"><input type="checkbox" .checked=${this.#everything} @change=${this.#toggle} /> duplicates and repeats</label>
        ${this.#tools()}
        <span class="log__count">${whole(rows.length)} of ${whole(log.count)} events</span>
      </div>
      ${rows.length === 0 ? html`<p class="log__empty">${log.count === 0 ? "Nothing happened yet." : "No event is like this."}</p>` : this.#rows(rows)}
    `;
  }

  #tools(): TemplateResult {
    const want = (change: Partial<Wanted>): void => {
      this.#wanted = { ...this.#wanted, ...change };
      this.requestUpdate();
    };
    return html`
      <input type="search" class="log__search" aria-label="Search the log" placeholder="Search" spellcheck="false" autocomplete="off"
        @input=${(event: Event) => want({ words: (event.target as HTMLInputElement).value })} />
      <select aria-label="Answers in the log" @change=${(event: Event) => want({ shown: (event.target as HTMLSelectElement).value as Shown })}>
        ${Object.entries(SHOWN).map(([name, words]) => html`<option value=${name}>${words}</option>`)}
      </select>
    `;
  }

  #rows(rows: readonly LogEntry[]): TemplateResult {
    const first = Math.max(0, Math.min(this.#first, rows.length - 1) - SPARE);
    const shown: LogEntry[] = [];
    for (let n = first; n < Math.min(rows.length, first + this.#visible + 2 * SPARE); n++) {
      const entry = rows[rows.length - 1 - n];
      if (entry !== undefined) {
        shown.push(entry);
      }
    }
    const selected = this.session?.selected ?? null;
    return html`
      ${timeLine(rows, selected, (entry) => this.#pick(rows, entry))}
      <div class="log__list" role="listbox" tabindex="0" aria-label="Events, the newest first" ${ref((e) => (this.#setList(e), setRows(e, rows.length)))}
        aria-activedescendant=${selected !== null && shown.includes(selected) ? `event-${selected.n}` : nothing}
        @scroll=${() => this.#scrolled()} @keydown=${(event: KeyboardEvent) => this.#key(event, rows)}>
        <div class="log__sizer" role="presentation" ${ref((e) => setHeight(e, rows.length * ROW_PX))}>
          <div class="log__window" role="presentation" ${ref((e) => moveDown(e, first * ROW_PX))}>
            ${shown.map((entry, n) => this.#row(entry, first + n, rows.length, entry === selected))}
          </div>
        </div>
      </div>
      <sim-instant .session=${this.session}></sim-instant>
    `;
  }

  /** Select an event of the time line, and show its row. */
  #pick(rows: readonly LogEntry[], entry: LogEntry | null): void {
    this.session?.select(entry);
    if (entry !== null) {
      this.#reveal(rows.length - 1 - rows.indexOf(entry));
    }
  }

  #row(entry: LogEntry, index: number, count: number, selected: boolean): TemplateResult {
    const quiet = this.#everything ? 0 : (this.session?.log.quietAfter(entry) ?? 0);
    return html`
      <div class="row" id="event-${entry.n}" role="option" aria-selected=${selected} aria-posinset=${index + 1} aria-setsize=${count}
        data-kind=${entry.kind} data-answer=${entry.answer ?? "none"} data-counted=${entry.counted ?? ""}
        @click=${() => this.session?.select(selected ? null : entry)}>
        <span class="row__time">${clock(entry.at)}</span>
        <span class="row__counted">${entry.counted ? `+${entry.counted}` : ""}</span>
        <span class="row__what">${titleOf(entry)}</span>
        <span class="row__answer">${answerOf(entry)}</span>
        <span class="row__quiet">${quiet === 0 ? "" : `then ${whole(quiet)}`}</span>
      </div>
    `;
  }

  #setList(element: Element | undefined): void {
    if (this.#list === element) {
      return;
    }
    if (this.#list !== undefined) {
      this.#resized.unobserve(this.#list);
    }
    this.#list = element as HTMLElement | undefined;
    if (this.#list !== undefined) {
      this.#resized.observe(this.#list);
    }
  }

  #scrolled(): void {
    const list = this.#list;
    if (list === undefined) {
      return;
    }
    const first = Math.floor(list.scrollTop / ROW_PX);
    const visible = Math.ceil(list.clientHeight / ROW_PX);
    if (first === this.#first && visible === this.#visible) {
      return;
    }
    this.#first = first;
    this.#visible = visible;
    this.requestUpdate();
  }

  readonly #toggle = (event: Event): void => {
    this.#everything = (event.target as HTMLInputElement).checked;
    this.requestUpdate();
  };

  /** Arrows move, Home and End jump, Escape follows the newest event again. */
  #key(event: KeyboardEvent, rows: readonly LogEntry[]): void {
    if (event.key === "Escape") {
      return this.session?.select(null);
    }
    const selected = this.session?.selected ?? null;
    const now = selected === null ? -1 : rows.length - 1 - rows.indexOf(selected);
    const page = Math.max(1, this.#visible - 1);
    const steps: Record<string, number> = {
      ArrowDown: now + 1,
      ArrowUp: now - 1,
      PageDown: now + page,
      PageUp: now - page,
      Home: 0,
      End: rows.length - 1,
    };
    const wanted = steps[event.key];
    if (wanted === undefined) {
      return;
    }
    event.preventDefault();
    const index = Math.max(0, Math.min(rows.length - 1, wanted));
    this.session?.select(rows[rows.length - 1 - index] ?? null);
    this.#reveal(index);
  }

  #reveal(index: number): void {
    const list = this.#list;
    if (list === undefined) {
      return;
    }
    const top = index * ROW_PX;
    if (top < list.scrollTop) {
      list.scrollTop = top;
    } else if (top + ROW_PX > list.scrollTop + list.clientHeight) {
      list.scrollTop = top + ROW_PX - list.clientHeight;
    }
  }
}

function titleOf(entry: LogEntry): string {
  if (entry.marks.length === 0) {
    return entry.title || "No code in the picture";
  }
  const codes = entry.marks.map((mark) => `${mark.format} ${short(mark.text, 40)}`).join(", ");
  return entry.kind === "image" ? `${short(entry.title, 24)}: ${codes}` : codes;
}

function answerOf(entry: LogEntry): string {
  if (entry.kind === "error") {
    return "error";
  }
  if (entry.answer === null || isPlain(entry)) {
    return "";
  }
  return entry.reason === null || entry.answer === "ok"
    ? entry.answer
    : `${entry.answer} ${entry.number ?? ""}`;
}

function setHeight(element: Element | undefined, px: number): void {
  (element as HTMLElement | undefined)?.style.setProperty("block-size", `${px}px`);
}

/** The list is as high as its rows, up to the height of the style sheet. */
function setRows(element: Element | undefined, rows: number): void {
  (element as HTMLElement | undefined)?.style.setProperty("--rows", String(rows));
}

function moveDown(element: Element | undefined, px: number): void {
  (element as HTMLElement | undefined)?.style.setProperty("transform", `translateY(${px}px)`);
}

customElements.define("sim-log", LogElement);
