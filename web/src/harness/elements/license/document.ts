import { html, nothing } from "lit";
import type { Session } from "../../session/session.ts";
import { rekeyed } from "../../settings/project_key.ts";
import type { LicenseFault } from "../../words/license_faults.ts";
import { Panel } from "../panel.ts";
import { faultList, inWords } from "./fault_list.ts";

const WAYS = {
  anew: "judge the session so far by it",
  on: "keep what was counted, go on under it",
  over: "start over",
} as const;

/** The license document as text: any items, every fault at its line. */
export class DocumentElement extends Panel {
  #text = "";
  #way: keyof typeof WAYS = "anew";
  #faults: readonly LicenseFault[] = [];

  protected override render(): unknown {
    const session = this.session;
    if (session === undefined) {
      return nothing;
    }
    return html`
      <button type="button" class="button" ?disabled=${session.phase !== "ready"} @click=${() => this.#show(session)}>Edit the document</button>
      <dialog class="dialog dialog--wide" aria-labelledby="document-title">
        <h3 id="document-title">The license document</h3>
        <form @submit=${(event: Event) => this.#submitted(event, session)}>
          <label for="document-text" class="visually-hidden">License document, JSON</label>
          <textarea id="document-text" class="document" rows="18" spellcheck="false" autocomplete="off" .value=${this.#text}
            aria-invalid=${this.#faults.length > 0} aria-describedby="document-faults"
            @input=${(event: Event) => (this.#text = (event.target as HTMLTextAreaElement).value)}></textarea>
          <div id="document-faults" role="status">${faultList(this.#faults, session.moreFaults, (fault) => this.#fault(fault))}</div>
          <fieldset class="choices">
            <legend>The session</legend>
            ${Object.entries(WAYS).map(
              ([way, words]) => html`
              <label class="choice"><input type="radio" name="way" value=${way} .checked=${way === this.#way} @change=${() => (this.#way = way as keyof typeof WAYS)} /> ${words}</label>
            `,
            )}
          </fieldset>
          <div class="dialog__buttons">
            <button type="button" class="button" @click=${() => this.#dialog()?.close()}>Keep the old one</button>
            <button class="button button--strong">Put it in force</button>
          </div>
        </form>
      </dialog>
    `;
  }

  #fault(fault: LicenseFault): unknown {
    const { line } = fault;
    if (line == null) {
      return inWords(fault);
    }
    return html`<button type="button" class="link" @click=${() => this.#select(line)}>Line ${line}</button> ${inWords(fault)}`;
  }

  #show(session: Session): void {
    this.#text = session.documentText();
    this.#faults = [];
    this.requestUpdate();
    this.#dialog()?.showModal();
  }

  #submitted(event: Event, session: Session): void {
    event.preventDefault();
    void this.#put(session);
  }

  async #put(session: Session): Promise<void> {
    if (this.#way === "over") {
      await this.#startOver(session);
    }
    if (this.#way === "on") {
      await session.simulation.enter();
    }
    await session.license(this.#text, "The license document was edited", this.#way !== "on");
    this.#faults = session.faultList;
    if (this.#faults.length === 0) {
      this.#dialog()?.close();
    }
    this.requestUpdate();
  }

  /** Start over: a new project key replaces the old one in the document, and nothing is counted under it. */
  async #startOver(session: Session): Promise<void> {
    const before = session.key;
    await session.reset();
    this.#text = rekeyed(this.#text, before, session.key);
  }

  /** Select a line, and scroll to it. */
  #select(line: number): void {
    const field = this.querySelector("textarea");
    if (field === null) {
      return;
    }
    const lines = this.#text.split("\n");
    const from = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
    field.focus();
    field.setSelectionRange(from, from + (lines[line - 1]?.length ?? 0));
    field.scrollTop = (field.scrollHeight / Math.max(1, lines.length)) * Math.max(0, line - 4);
  }

  #dialog(): HTMLDialogElement | null {
    return this.querySelector("dialog");
  }
}

customElements.define("sim-document", DocumentElement);
