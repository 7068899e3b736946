import { type TemplateResult, html, nothing } from "lit";
import type { ItemStatus } from "../../../client/index.ts";
import { unsentOf } from "../../deciding/shared.ts";
import type { Session } from "../../session/session.ts";
import { readingOf } from "../../words/reading.ts";
import { clock, many, optionTitle, whole } from "../../words/words.ts";
import { Panel } from "../panel.ts";

/** The items of a shared server, and their usage by all clients. */
export class ServerItemsElement extends Panel {
  protected override render(): unknown {
    const session = this.session;
    const items = session?.status?.items ?? [];
    if (session === undefined || items.length === 0) {
      return nothing;
    }
    const { usageAt, server, isAway } = session.shared;
    return html`
      <h3>Used by everybody at ${server?.name}</h3>
      <dl class="shared">${items.map((item) => row(item))}</dl>
      <p class="quiet shared__note">
        ${usageAt === null ? nothing : html`As of ${clock(usageAt)}${isAway ? ", when it was last reached" : ""}.`} ${this.#unsent(session)}
      </p>
    `;
  }

  /** This browser's usage that is not yet reported to the server (NET-4). */
  #unsent({ status }: Session): TemplateResult | typeof nothing {
    const unsent = unsentOf(status);
    return unsent === 0
      ? nothing
      : html`<span data-unsent=${unsent}>${many(unsent, "use")} of this browser ${unsent === 1 ? "is" : "are"} not reported yet.</span>`;
  }
}

function row(item: ItemStatus): TemplateResult {
  const reading = readingOf(item);
  return html`
    <div data-item=${item.id}>
      <dt>${item.id} <span>${optionTitle(item.option)}</span></dt>
      <dd>${reading === null ? sites(item) : html`<b data-shared=${reading.value}>${whole(reading.value)}</b> of ${whole(reading.quota)}`}</dd>
    </div>
  `;
}

function sites(item: ItemStatus): string {
  const hosts = (item["sites"] as readonly string[] | undefined) ?? [];
  return hosts.length === 0 ? "not used" : hosts.join(", ");
}

customElements.define("sim-server-items", ServerItemsElement);
