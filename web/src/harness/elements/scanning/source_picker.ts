import { type TemplateResult, html, nothing } from "lit";
import type { SourceKind, Sources } from "../../sources/sources.ts";
import { Panel } from "../panel.ts";

const NAMES: Record<SourceKind, string> = { scene: "Scene", camera: "Camera", images: "Images", app: "App" };

/** Chooses the source of the pictures, and shows the source's messages. */
export class SourcePickerElement extends Panel {
  static override properties = { ...Panel.properties, sources: { attribute: false } };
  declare sources: Sources | undefined;

  protected override firstUpdated(): void {
    this.sources?.addEventListener("change", () => this.requestUpdate());
  }

  protected override render(): unknown {
    const sources = this.sources;
    if (sources === undefined) {
      return nothing;
    }
    return html`
      <div class="picker">
        <div class="segments" role="group" aria-label="Source of the picture">
          ${(Object.keys(NAMES) as SourceKind[]).map((kind) => this.#segment(sources, kind))}
        </div>
        ${this.#extras(sources)}
        <p class="picker__words" aria-live="polite">${this.#words(sources)}</p>
      </div>
    `;
  }

  #segment(sources: Sources, kind: SourceKind): TemplateResult {
    const choose = (): void => {
      if (kind === "scene") {
        void sources.showScene();
      } else if (kind === "camera") {
        void sources.showCamera();
      } else if (kind === "images") {
        void sources.showImages();
      } else {
        void sources.showApp();
      }
    };
    return html`<button type="button" class="segment" aria-pressed=${sources.kind === kind} @click=${choose}>${NAMES[kind]}</button>`;
  }

  #extras(sources: Sources): TemplateResult {
    if (sources.kind === "images") {
      return this.#files(sources);
    }
    const { held, view } = sources;
    return html`
      ${sources.kind === "camera" && sources.cameras.length > 1 ? this.#cameras(sources) : nothing}
      ${sources.kind === "app" ? html`<button type="button" class="button" @click=${() => void sources.showApp()}>Reload the app</button>` : nothing}
      ${view === null ? nothing : html`<button type="button" class="button" @click=${() => sources.hold(!held)}>${held ? "Go on" : "Hold"}</button>`}
    `;
  }

  #files(sources: Sources): TemplateResult {
    const chosen = (event: Event): void => {
      const input = event.target as HTMLInputElement;
      const files = [...(input.files ?? [])];
      input.value = "";
      if (files.length > 0) {
        void sources.showImages(files);
      }
    };
    return html`<label class="button button--file">Choose pictures<input type="file" accept="image/*" multiple @change=${chosen} /></label>`;
  }

  #cameras(sources: Sources): TemplateResult {
    const choose = (event: Event): void => void sources.showCamera((event.target as HTMLSelectElement).value);
    return html`
      <label class="picker__camera"><span class="visually-hidden">Camera</span>
        <select @change=${choose}>
          ${sources.cameras.map(({ id, label }) => html`<option value=${id} ?selected=${id === sources.cameraId}>${label}</option>`)}
        </select>
      </label>
    `;
  }

  #words(sources: Sources): string {
    if (sources.held) {
      return "Held: no frames are judged.";
    }
    if (sources.words !== "" || sources.problem !== null) {
      return sources.words;
    }
    return {
      scene: "Drawn here, decoded for real.",
      camera: "",
      images: "Each picture stands alone: no memory.",
      app: "An app as it would ship, on a stand-in for its SDK. It sets its scanner itself.",
    }[sources.kind];
  }
}

customElements.define("sim-source-picker", SourcePickerElement);
