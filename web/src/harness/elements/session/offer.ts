import { type TemplateResult, html, nothing } from "lit";
import { FAULTS } from "../../../facts/core.ts";
import type { FaultFacts } from "../../../facts/fault.ts";
import type { Looked } from "../../deciding/core_simulation.ts";
import { type SharedSession, settingsOf } from "../../links/content.ts";
import type { Offer } from "../../sharing/opener.ts";
import type { Session } from "../../session/session.ts";
import { instant, many, optionTitle, short } from "../../words/words.ts";
import { faultList } from "../license/fault_list.ts";
import { Panel } from "../panel.ts";

const FACTS: Readonly<Record<string, FaultFacts | undefined>> = FAULTS;

/** Shows what a shared session has, and asks whether it takes the place of this one. */
export class OfferElement extends Panel {
  #opens = false;

  protected override render(): unknown {
    const session = this.session;
    if (session === undefined) {
      return nothing;
    }
    const { offer } = session.opener;
    return html`
      <dialog class="dialog offer" aria-labelledby="offer-title" @close=${() => this.#closed(session)}>
        ${offer === null ? nothing : this.#content(session, offer)}
      </dialog>
    `;
  }

  protected override updated(): void {
    const dialog = this.querySelector("dialog");
    const isOffered = this.session?.opener.offer != null;
    if (dialog !== null && isOffered !== dialog.open) {
      if (isOffered) {
        dialog.showModal();
      } else {
        dialog.close();
      }
    }
  }

  #content(session: Session, offer: Offer): TemplateResult {
    const { shared, looked, said, faults, more } = offer;
    if (shared === null) {
      return html`
        <h3 id="offer-title">This session cannot be opened</h3>
        <p>${said}</p>
        ${faultList(faults, more)}
        <div class="dialog__buttons">${keep(session, "Go on without it")}</div>
      `;
    }
    const { server } = settingsOf(shared).settings;
    return html`
      <h3 id="offer-title">Open this session?</h3>
      <dl class="offer__has">${rowsOf(shared, looked).map(([name, words]) => html`<div><dt>${name}</dt><dd>${words}</dd></div>`)}</dl>
      <p class="quiet">${
        server === ""
          ? "It takes the place of what you see. What this browser counted in real time stays: “Back to now” leads back to it."
          : "This page will ask that server, and tell it how much is used, never what. Open it only if you know the server."
      }</p>
      <div class="dialog__buttons">
        ${keep(session, "Keep mine")}
        <button type="button" class="button button--strong" ?disabled=${this.#opens} @click=${() => void this.#open(session)}>${server === "" ? "Open" : "Open and connect"}</button>
      </div>
    `;
  }

  async #open(session: Session): Promise<void> {
    this.#opens = true;
    this.requestUpdate();
    await session.opener.accept();
    this.#opens = false;
    document.querySelector("main")?.scrollIntoView({ block: "start" });
  }

  /** By a button, by Escape, or because it was opened. */
  #closed(session: Session): void {
    if (session.opener.offer !== null) {
      session.opener.decline();
    }
    this.dispatchEvent(new Event("decided", { bubbles: true }));
  }
}

function keep(session: Session, words: string): TemplateResult {
  return html`<button type="button" class="button" autofocus @click=${() => session.opener.decline()}>${words}</button>`;
}

type Row = readonly [name: string, words: string];

/** What a session has, in words; its texts are somebody's, and stay texts. */
function rowsOf(shared: SharedSession, looked: Looked | null): readonly Row[] {
  const { edition, server, standby, project } = settingsOf(shared).settings;
  if (server !== "") {
    const standbys: readonly Row[] = standby === "" ? [] : [["Standby", standby]];
    return [["License server", server], ...standbys, ["Project key", short(project, 60)]];
  }
  if (shared.story !== null) {
    const { title = "", option = "", steps = 0 } = looked ?? {};
    return [
      [
        "Story",
        `“${short(title, 120)}”, step ${Math.min(Math.max(shared.story.played, 1), steps)} of ${steps}`,
      ],
      ["License", optionTitle(option)],
    ];
  }
  const { options = [], events = 0, clients = 0, from, to, faults = [] } = looked ?? {};
  const when = from == null || to == null ? "" : `, ${instant(from)} to ${instant(to)} UTC`;
  const active = faults.map((name) => FACTS[name]?.label ?? name).join("; ");
  return [
    ["License", options.length === 0 ? "without items" : options.map(optionTitle).join(", ")],
    ["Events", `${many(events, "event")} of ${many(clients, "client")}${when}`],
    ["Time", `${instant(shared.at)} UTC${shared.moved ? ", moved by hand" : ""}`],
    ...(active === "" ? [] : [["Faults", active] as const]),
    ["SDK version", edition],
  ];
}

customElements.define("sim-offer", OfferElement);
