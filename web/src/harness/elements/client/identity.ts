import { type TemplateResult, html, nothing } from "lit";
import type { Identity } from "../../../client/index.ts";
import { Panel } from "../panel.ts";

/** The identity of this client, what would change it, and a button to forget it. */
export class IdentityElement extends Panel {
  protected override render(): unknown {
    const identity = this.session?.identity ?? null;
    if (identity === null) {
      return html`<p class="quiet">Known when the license is open.</p>`;
    }
    return html`
      <dl class="identity">
        <div><dt>Protocol</dt><dd>${identity.protocol}</dd></div>
        <div><dt>Host</dt><dd>${identity.host}</dd></div>
        <div><dt>Port</dt><dd>${identity.port || `${identity.protocol === "https:" ? 443 : 80}, the default`}</dd></div>
        <div><dt>UUID</dt><dd class="identity__uuid" data-uuid=${identity.uuid}>${identity.uuid}</dd></div>
        <div><dt>Kept</dt><dd>${identity.durable ? "in this origin's IndexedDB" : "in memory: a new client at every load"}</dd></div>
      </dl>
      ${identity.warnings.map(({ text }) => html`<p class="notice">${text}</p>`)} ${this.#limits()} ${this.#others(identity)} ${this.#forget(identity)}
    `;
  }

  /** The features that this page cannot have. */
  #limits(): TemplateResult | typeof nothing {
    if (isSecureContext) {
      return nothing;
    }
    return html`<p class="notice">
      This page came over plain http, as it does on a phone in the same network. Browsers give such a page neither a camera nor
      locks between tabs; the scene and image files work. Over https, or as localhost, it has both.
    </p>`;
  }

  #others({ protocol, host, port }: Identity): TemplateResult {
    const other = protocol === "https:" ? "http:" : "https:";
    const suffix = port === "" ? "" : `:${port}`;
    const next = port === "" ? 8443 : Number(port) + 1;
    const twin = host === "localhost" ? "127.0.0.1" : host === "127.0.0.1" ? "localhost" : `other.${host}`;
    return html`
      <h3>Another client would be</h3>
      <ul class="others">
        <li><code>${other}//${host}${suffix}</code> another protocol</li>
        <li><code>${protocol}//${host}:${next}</code> another port</li>
        <li><code>${protocol}//${twin}${suffix}</code> another host, a subdomain too</li>
        <li>another browser or profile, a private window, cleared storage</li>
      </ul>
    `;
  }

  #forget({ uuid }: Identity): TemplateResult {
    return html`
      <button type="button" class="button" @click=${() => this.#dialog()?.showModal()}>Forget this client</button>
      <dialog class="dialog" aria-labelledby="forget-title">
        <h3 id="forget-title">Forget client ${uuid.slice(0, 8)}?</h3>
        <p>The next event comes from a new client with a new UUID, as after cleared storage. What was counted stays counted.</p>
        <form method="dialog" class="dialog__buttons">
          <button class="button" value="keep">Keep</button>
          <button class="button button--strong" value="forget" @click=${() => void this.session?.forget()}>Forget</button>
        </form>
      </dialog>
    `;
  }

  #dialog(): HTMLDialogElement | null {
    return this.querySelector("dialog");
  }
}

customElements.define("sim-identity", IdentityElement);
