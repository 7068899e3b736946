import { html, nothing } from "lit";
import type { Session } from "../../session/session.ts";
import { readSession } from "../../settings/session_file.ts";
import { type LicenseFault, faultsOf, moreOf } from "../../words/license_faults.ts";
import { many } from "../../words/words.ts";
import { faultList } from "../license/fault_list.ts";
import { Panel } from "../panel.ts";

/** Saves the session as a file that the command line replays, and loads such a file. */
export class FilesElement extends Panel {
  #said = "";
  #faults: readonly LicenseFault[] = [];
  #more = 0;

  protected override render(): unknown {
    const session = this.session;
    if (session === undefined) {
      return nothing;
    }
    const off = session.phase !== "ready";
    const away = session.shared.server !== null;
    const unsaid = session.simulation.core?.status?.unsaid ?? [];
    return html`
      <div class="acts">
        <button type="button" class="button" ?disabled=${off} @click=${() => void this.#trace(session)}>Download the session</button>
        <button type="button" class="button" ?disabled=${off || away} @click=${() => save("license.json", session.documentText())}>Download the license</button>
        <label class="button button--file">Load a session<input type="file" accept=".jsonl,.json,.txt" ?disabled=${off || away} @change=${(event: Event) => void this.#load(event, session)} /></label>
      </div>
      ${
        away
          ? html`<p class="quiet">What this browser asked. The license is the server's, and a loaded session is judged only where this page decides.</p>`
          : html`<p class="quiet">The same answers on the command line: <code>licensim replay --license license.json session.jsonl</code></p>`
      }
      ${unsaid.length === 0 ? nothing : html`<p class="notice">A replay cannot know all of this session: ${unsaid.join("; ")}.</p>`}
      <div role="status">
        <p class="said said--plain">${this.#said}</p>
        ${faultList(this.#faults, this.#more)}
      </div>
    `;
  }

  async #trace(session: Session): Promise<void> {
    save("session.jsonl", await session.trace());
  }

  async #load(event: Event, session: Session): Promise<void> {
    const input = event.target as HTMLInputElement;
    const [file] = input.files ?? [];
    input.value = "";
    if (file === undefined) {
      return;
    }
    this.#faults = [];
    try {
      const { events, counted } = await session.loadTrace(await readSession(file));
      this.#said = `${file.name}: ${many(events, "event")}, ${counted} counted; the session goes on after them.`;
    } catch (error) {
      this.#faults = faultsOf(error) ?? [];
      this.#more = moreOf(error);
      const message = error instanceof Error ? error.message : String(error);
      const why =
        this.#faults.length === 0 ? message : `It has ${many(this.#faults.length + this.#more, "fault")}:`;
      this.#said = `${file.name} was not loaded. ${why}`;
    }
    this.requestUpdate();
  }
}

/** Let the visitor download a text as a file; nothing is sent. */
function save(name: string, text: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/octet-stream" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

customElements.define("sim-files", FilesElement);
