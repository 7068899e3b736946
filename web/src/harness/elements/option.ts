import { type TemplateResult, html, nothing } from "lit";
import "./concurrent.ts";
import "./devices.ts";
import "./instances.ts";
import "./pages.ts";
import "./servers.ts";
import "./windows.ts";
import { Panel } from "../panel.ts";
import type { Session } from "../session.ts";
import type { Option } from "../settings.ts";

const HEADINGS: Readonly<Record<Option, string>> = {
  per_barcode_scan: "What the scanner remembers",
  per_page: "Pages",
  per_client_device: "Devices and their seats",
  per_server: "Servers and their seats",
  per_domain: "What the scanner remembers",
  per_concurrent_device: "Devices at the same time",
  per_concurrent_instance: "Instances at the same time",
};
const SMALL: readonly Option[] = ["per_barcode_scan", "per_domain"];

/** The panel of the option that is licensed. */
export class OptionElement extends Panel {
  protected override render(): unknown {
    const session = this.session;
    if (session === undefined) return nothing;
    if (session.shared.server !== null) return this.#atServer(session);
    const { option } = session.settings;
    this.dataset["option"] = option;
    this.toggleAttribute("data-tall", !SMALL.includes(option));
    return html`<h2>${HEADINGS[option]}</h2><div class="option">${panelOf(option, session)}</div>`;
  }

  /** Clients of a shared server are real ones: none is simulated here. */
  #atServer(session: Session): TemplateResult {
    this.dataset["option"] = "server";
    const pages = session.status?.items.some(({ option }) => option === "per_page") ?? false;
    this.toggleAttribute("data-tall", pages);
    return html`
      <h2>What the scanner remembers</h2>
      <div class="option"><sim-windows .session=${session}></sim-windows></div>
      ${pages ? html`<h2 class="option__more">Pages</h2><div class="option"><sim-pages .session=${session}></sim-pages></div>` : nothing}
      <p class="quiet option__more">
        The other clients of a license server are real ones, so none is simulated here: open this page in another browser or under
        another address.
      </p>
    `;
  }
}

function panelOf(option: Option, session: Session): TemplateResult {
  switch (option) {
    case "per_page":
      return html`<sim-pages .session=${session}></sim-pages>`;
    case "per_client_device":
      return html`<sim-devices .session=${session}></sim-devices>`;
    case "per_server":
      return html`<sim-servers .session=${session}></sim-servers>`;
    case "per_concurrent_device":
      return html`<sim-concurrent .session=${session}></sim-concurrent>`;
    case "per_concurrent_instance":
      return html`<sim-instances .session=${session}></sim-instances>`;
    case "per_barcode_scan":
    case "per_domain":
      return html`<sim-windows .session=${session}></sim-windows>`;
  }
}

customElements.define("sim-option", OptionElement);
