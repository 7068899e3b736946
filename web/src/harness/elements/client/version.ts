import { html, nothing } from "lit";
import { Workbox } from "workbox-window";
import { VERSION } from "../../../client/protocol/version.ts";
import { Panel } from "../panel.ts";

/** The version of the page, whether it works without network, and whether a newer version waits. */
export class VersionElement extends Panel {
  #worker: Workbox | null = null;
  #kept = false;
  #newer = false;

  protected override updated(): void {
    // The files are kept only when the license is open: the visitor waits for the engine first.
    if (this.#worker === null && this.session?.phase === "ready" && "serviceWorker" in navigator) {
      void this.#keep(new Workbox("service_worker.js"));
    }
  }

  protected override render(): unknown {
    return html`
      licensim ${VERSION}${this.#kept ? ", works without network from now on" : nothing}.
      ${this.#newer ? html`A newer version is here. <button type="button" class="button" @click=${() => this.#worker?.messageSkipWaiting()}>Load it</button>` : nothing}
    `;
  }

  async #keep(worker: Workbox): Promise<void> {
    this.#worker = worker;
    worker.addEventListener("waiting", () => this.#say({ newer: true }));
    worker.addEventListener("controlling", ({ isUpdate }) => {
      if (isUpdate) {
        location.reload();
      }
    });
    try {
      await worker.register();
      await navigator.serviceWorker.ready;
      this.#say({ kept: true });
    } catch {
      // No storage, no secure context, or no such file on this host: the page works as long as there is a network.
    }
  }

  #say({ kept = this.#kept, newer = this.#newer }: { kept?: boolean; newer?: boolean }): void {
    this.#kept = kept;
    this.#newer = newer;
    this.requestUpdate();
  }
}

customElements.define("sim-version", VersionElement);
