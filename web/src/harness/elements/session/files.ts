import { type TemplateResult, html, nothing } from "lit";
import type { SharedSession } from "../../links/content.ts";
import type { Session } from "../../session/session.ts";
import { fileOf, linkOf } from "../../links/link.ts";
import { readText } from "../../settings/text_file.ts";
import { many } from "../../words/words.ts";
import { faultList } from "../license/fault_list.ts";
import { Panel } from "../panel.ts";

/** Shares the session: as a link, or as files that the command line replays; opens what was shared. */
export class FilesElement extends Panel {
  /** What became of the last link: it was copied, it is too long, or it is shown because it cannot be copied. */
  #link: { readonly copied: string } | { readonly tooLong: true } | { readonly shown: string } | null = null;

  protected override render(): unknown {
    const session = this.session;
    if (session === undefined) {
      return nothing;
    }
    const off = session.phase !== "ready";
    const away = session.shared.server !== null;
    const unsaid = session.simulation.core?.status?.unsaid ?? [];
    const { said, faults, more } = session.opener.told;
    return html`
      <div class="acts">
        <button type="button" class="button button--strong" ?disabled=${off} @click=${() => void this.#share(session)}>Copy a link to this session</button>
        <label class="button button--file">Open a file<input type="file" accept=".jsonl,.json,.txt" ?disabled=${off} @change=${(event: Event) => void this.#open(event, session)} /></label>
        <button type="button" class="button" ?disabled=${off} @click=${() => void this.#trace(session)}>Download the session</button>
        <button type="button" class="button" ?disabled=${off || away} @click=${() => save("license.json", session.documentText())}>Download the license</button>
      </div>
      <div role="status" data-link>${this.#linked(session)}</div>
      <p class="quiet">A file, a drop or a paste anywhere on this page opens a link, a session, a license or a story.</p>
      ${
        away
          ? html`<p class="quiet">What this browser asked. The license is the server's; a link has the address of the server and no events.</p>`
          : html`<p class="quiet">The same answers on the command line: <code>licensim replay --license license.json session.jsonl</code></p>`
      }
      ${unsaid.length === 0 ? nothing : html`<p class="notice">A replay cannot know all of this session, but a link does: ${unsaid.join("; ")}.</p>`}
      <div role="status">
        <p class="said said--plain">${said}</p>
        ${faultList(faults, more)}
      </div>
    `;
  }

  #linked(session: Session): TemplateResult | typeof nothing {
    const link = this.#link;
    if (link === null) {
      return nothing;
    }
    if ("tooLong" in link) {
      return html`
        <p class="said--plain">This session is too long for a link. Send it as a file: whoever opens it here sees the same.</p>
        <p><button type="button" class="button" @click=${() => void this.#whole(session)}>Download all of it</button></p>
      `;
    }
    if ("shown" in link) {
      return html`
        <label class="field">The link, to be copied from here
          <input type="text" readonly .value=${link.shown} @focus=${(event: Event) => (event.target as HTMLInputElement).select()} />
        </label>
      `;
    }
    return html`<p class="said--plain">${link.copied}</p>`;
  }

  async #share(session: Session): Promise<void> {
    const shared = await session.sharing.share();
    const link = await linkOf(shared, location.href);
    if (link === null) {
      this.#link = { tooLong: true };
    } else {
      this.#link = await navigator.clipboard.writeText(link).then(
        () => ({ copied: `Copied, ${many(link.length, "letter")}. ${contentOf(shared, session)}` }),
        () => ({ shown: link }), // this browser does not let the page copy
      );
    }
    this.requestUpdate();
  }

  async #whole(session: Session): Promise<void> {
    save("licensim.json", fileOf(await session.sharing.share()));
  }

  async #trace(session: Session): Promise<void> {
    save("session.jsonl", await session.trace());
  }

  async #open(event: Event, session: Session): Promise<void> {
    const input = event.target as HTMLInputElement;
    const [file] = input.files ?? [];
    input.value = "";
    if (file !== undefined) {
      this.#link = null;
      await session.opener.open(file.name, () => readText(file));
    }
  }
}

/** What a link has, for those who are about to send it. */
function contentOf(shared: SharedSession, session: Session): string {
  const crowd = session.cast.phase === "none" ? "" : " The devices at work and their costs are not in it.";
  return eventsOf(shared, session) + crowd;
}

function eventsOf({ story, document, trace }: SharedSession, { simulation }: Session): string {
  if (story === null && document === null) {
    return "It has the settings and the address of the license server, without the password.";
  }
  if (story !== null) {
    return "It has the story, and how far it was played.";
  }
  const events = many(trace.split("\n").length - 1, "event");
  const before = simulation.core === null ? " What was counted before this visit is not in it." : "";
  return `It has the license, the settings, the time, and ${events} with the texts of their codes; no server gets it.${before}`;
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
