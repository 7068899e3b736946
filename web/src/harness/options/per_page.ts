import { type TemplateResult, html, nothing } from "lit";
import type { PageModule } from "../../client/index.ts";
import { MODULES, MODULE_WORDS } from "../../facts/core.ts";
import { Panel } from "../elements/panel.ts";
import type { Session } from "../session/session.ts";
import { readingOf } from "../words/reading.ts";
import { whole } from "../words/words.ts";
import { PagesRun } from "./pages_run.ts";
import type { Picture } from "./picture.ts";

/** Per page: four counters, and real components that count each page as it succeeds. */
export class PagesElement extends Panel {
  #run: PagesRun | undefined;
  #address = "localhost:8766";

  protected override render(): unknown {
    const session = this.session;
    if (session === undefined) {
      return nothing;
    }
    const run = (this.#run ??= new PagesRun(session, () => this.requestUpdate()));
    return html`
      ${session.shared.server !== null ? nothing : html`<dl class="counters">${MODULES.map((module) => this.#counter(session, module))}</dl>`}
      <div class="acts" role="group" aria-label="Pages from">
        ${this.#file(run, "Import images", "image/png,image/jpeg,image/webp,image/tiff,.tif,.tiff", (files) => run.import(files))}
        ${this.#file(run, "Rasterize a PDF", "application/pdf,.pdf", (files) => run.rasterize(files))}
        ${this.#file(run, "Read a picture", "image/*", (files) => run.read(files))}
        ${
          run.canvas.width > 0 && run.state !== null && run.state.counted > 0
            ? html`<button type="button" class="button" ?disabled=${run.running} @click=${() => void run.read(null)}>Read the page shown</button>`
            : nothing
        }
        <button type="button" class="button" ?disabled=${run.running} @click=${() => void run.webcam()}>Webcam frame</button>
      </div>
      <form class="row-form" @submit=${(event: Event) => this.#scan(event, run)}>
        <div class="field">
          <label for="scanner-address">Scanner on this computer (eSCL)</label>
          <input id="scanner-address" type="text" spellcheck="false" autocomplete="off" .value=${this.#address}
            @input=${(event: Event) => (this.#address = (event.target as HTMLInputElement).value)} />
        </div>
        <button class="button" ?disabled=${run.running}>Scan</button>
      </form>
      <p class="quiet">No scanner? <code>licensim scanner</code> is one.</p>
      ${this.#state(run)}
      ${run.state === null || run.state.counted + (run.state.text === null ? 0 : 1) === 0 ? nothing : html`<div class="page-shown">${run.canvas}${this.#text(run)}</div>`}
    `;
  }

  #counter(session: Session, module: PageModule): TemplateResult {
    const item = session.status?.items.find((one) => one["module"] === module);
    const reading = item === undefined ? null : readingOf(item);
    return html`
      <div class="counter" data-module=${module} data-answer=${item?.answer ?? "none"}>
        <dt>${MODULE_WORDS[module]} (<code>${module}</code>)</dt>
        <dd>${reading === null ? "not licensed" : html`<b data-pages=${reading.value}>${whole(reading.value)}</b> of ${whole(reading.quota)}`}</dd>
      </div>
    `;
  }

  #file(
    run: PagesRun,
    words: string,
    accept: string,
    take: (files: readonly File[]) => Promise<void>,
  ): TemplateResult {
    const chosen = (event: Event): void => {
      const input = event.target as HTMLInputElement;
      const files = [...(input.files ?? [])];
      input.value = "";
      if (files.length > 0) {
        void take(files);
      }
    };
    return html`<label class="button button--file">${words}<input type="file" accept=${accept} multiple ?disabled=${run.running} @change=${chosen} /></label>`;
  }

  #state(run: PagesRun): TemplateResult {
    const { state } = run;
    const { step, done } = state?.progress ?? { step: "Starting", done: null };
    return html`
      <div class="running" data-failed=${state?.failed ?? false}>
        ${
          run.running
            ? html`<label class="progress">${step} ${done === null ? html`<progress></progress>` : html`<progress max="1" .value=${done}></progress>`}</label>
              <button type="button" class="button" @click=${() => run.cancel()}>Cancel</button>`
            : nothing
        }
        <p class="running__said" role="status">${state?.said ?? ""}</p>
      </div>
    `;
  }

  #text(run: PagesRun): TemplateResult | typeof nothing {
    const text = run.state?.text ?? null;
    if (text === null) {
      return nothing;
    }
    return html`<pre class="page-shown__text scroll" tabindex="0" role="group" aria-label="Text of the page">${text === "" ? "No text on this page." : text}</pre>`;
  }

  #scan(event: Event, run: PagesRun): void {
    event.preventDefault();
    void run.scan(this.#address);
  }
}

customElements.define("sim-pages", PagesElement);

export const picture: Picture = {
  heading: "Pages",
  next: "import a picture or a PDF, twice: pages are never ignored as repeats.",
  isRealAtServer: true,
  draw: (session) => html`<sim-pages .session=${session}></sim-pages>`,
};
