import { html, nothing } from "lit";
import { emptyStorage } from "../../settings/browser_storage.ts";
import { Panel } from "../panel.ts";

/** A button that empties this browser's storage, if the stored data stops the page. */
export class EmptyStorageElement extends Panel {
  #fault = "";

  protected override render(): unknown {
    return html`
      <p>If it fails again, empty what this page has stored in this browser: its counts are gone then, and this browser is a new client.</p>
      <p><button type="button" class="button" @click=${() => void this.#empty()}>Empty it and load again</button></p>
      ${this.#fault === "" ? nothing : html`<p role="alert">It could not be emptied: ${this.#fault}.</p>`}
    `;
  }

  async #empty(): Promise<void> {
    try {
      await emptyStorage();
      location.reload();
    } catch (error) {
      this.#fault = error instanceof Error ? error.message : String(error);
      this.requestUpdate();
    }
  }
}

customElements.define("sim-empty-storage", EmptyStorageElement);
