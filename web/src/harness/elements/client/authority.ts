import { type TemplateResult, html, nothing } from "lit";
import type { Answer } from "../../../client/index.ts";
import { nameOf, readAddress } from "../../settings/server_address.ts";
import { Panel } from "../panel.ts";
import type { Session } from "../../session/session.ts";
import { REPORT_CHOICES, type Settings } from "../../settings/settings.ts";
import { instant } from "../../words/words.ts";
import "./empty_storage.ts";
import "./server_items.ts";

type Field = "server" | "standby" | "project" | "password" | "token";
type Faults = Partial<Record<Field, string>>;

const REPORTS_WORDS: Readonly<Record<Settings["reports"], string>> = {
  project: "by the project",
  immediate: "at once",
  slot: "by slot",
};
const WRONG: Readonly<Record<string, Field>> = { KEY_UNKNOWN: "project", PASSWORD_WRONG: "password" };

/** Shows whether this page or a shared license server decides, and what gave the newest answer. */
export class AuthorityElement extends Panel {
  /** Whether the visitor is entering a server. */
  #asks = false;
  #typed: Faults = {};

  protected override render(): unknown {
    const session = this.session;
    if (session === undefined) {
      return nothing;
    }
    const { shared } = session;
    return html`
      <fieldset class="authority" data-by=${shared.by ?? "nobody"} data-connecting=${shared.connecting}>
        <legend>Decided by</legend>
        <div class="segments" role="group" aria-label="Who decides">${this.#choices(session)}</div>
        <p class="authority__by" role="status">${words(session)}</p>
        ${this.#causes(session)}
        ${shared.server === null && !this.#asks ? nothing : this.#form(session)}
        ${shared.server === null || shared.connecting ? nothing : html`<sim-server-items .session=${session}></sim-server-items>`}
      </fieldset>
    `;
  }

  #choices(session: Session): TemplateResult {
    const { server, offered } = session.shared;
    const own = offered !== null && server?.address === offered;
    const another = server !== null ? !own : this.#asks;
    return html`
      ${this.#choice("This page", server === null && !this.#asks, () => this.#decideHere(session))}
      ${offered === null ? nothing : this.#choice("This server", own && !this.#asks, () => this.#take(session, offered))}
      ${this.#choice(offered === null ? "A license server" : "Another", another || (own && this.#asks), () => void this.#ask())}
    `;
  }

  #choice(name: string, pressed: boolean, choose: () => void): TemplateResult {
    return html`<button type="button" class="segment" aria-pressed=${pressed} @click=${choose}>${name}</button>`;
  }

  /** Why this page cannot reach the server, if known: the client's own words. */
  #causes({ shared, answer, unstored }: Session): TemplateResult {
    const causes = shared.server === null || answer === null ? [] : answer.warnings.map(({ text }) => text);
    if (shared.failure !== "") {
      causes.unshift(`Not connected: ${shared.failure}`);
    } else if (shared.server !== null && unstored !== null) {
      causes.unshift(unstored.message);
    }
    return html`
      ${causes.map((cause) => html`<p class="notice" data-cause>${cause}</p>`)}
      ${shared.failure !== "" && shared.isOfStorage ? html`<sim-empty-storage></sim-empty-storage>` : nothing}
    `;
  }

  #form(session: Session): TemplateResult {
    const { shared, settings } = session;
    const faults = { ...faultsOf(session), ...this.#typed };
    const address = settings.server === "" ? (shared.offered ?? "") : settings.server;
    const secrets = shared.secretsOf(settings.server);
    return html`
      <form class="authority__form" @submit=${(event: SubmitEvent) => this.#submitted(event, session)}>
        ${this.#field("server", "License server", address, faults, { wide: true, placeholder: "http://localhost:8765" })}
        ${this.#field("project", "Project key", settings.project, faults, { list: shared.keys })}
        <div class="field">
          <label for="server-reports">Usage is reported</label>
          <select id="server-reports" name="reports">
            ${REPORT_CHOICES.map((one) => html`<option value=${one} ?selected=${one === settings.reports}>${REPORTS_WORDS[one]}</option>`)}
          </select>
        </div>
        <details class="terms-more" ?open=${faults.standby !== undefined || faults.password !== undefined}>
          <summary>Standby, password, token</summary>
          <div class="authority__form">
            ${this.#field("standby", "Standby server", settings.standby, faults, { wide: true })}
            ${this.#field("password", "Session password", secrets.password, faults, { type: "password" })}
            ${this.#field("token", "Token of its controls", secrets.token, faults, { type: "password" })}
          </div>
        </details>
        <div class="conditions__acts">
          <button class="button" ?disabled=${shared.connecting}>${shared.server === null ? "Connect" : "Connect again"}</button>
        </div>
      </form>
    `;
  }

  #field(
    name: Field,
    label: string,
    value: string,
    faults: Faults,
    { wide = false, type = "text", placeholder = "", list = [] as readonly string[] } = {},
  ): TemplateResult {
    const fault = faults[name];
    return html`
      <div class=${wide ? "field field--wide" : "field"}>
        <label for="server-${name}">${label}</label>
        <input id="server-${name}" name=${name} type=${type} spellcheck="false" autocapitalize="none" autocomplete="off" placeholder=${placeholder}
          list=${list.length === 0 ? nothing : `server-${name}-list`} .defaultValue=${value} ?required=${name === "server" || name === "project"}
          aria-invalid=${fault === undefined ? "false" : "true"} aria-describedby="server-${name}-fault" />
        ${list.length === 0 ? nothing : html`<datalist id="server-${name}-list">${list.map((one) => html`<option value=${one}></option>`)}</datalist>`}
        <p class="field__fault" id="server-${name}-fault" role="status">${fault ?? ""}</p>
      </div>
    `;
  }

  #decideHere(session: Session): void {
    this.#show(false);
    if (session.shared.server !== null) {
      void session.connect({ server: "" });
    }
  }

  #take(session: Session, server: string): void {
    this.#show(false);
    if (session.shared.server?.address === server) {
      return;
    }
    const [first] = session.shared.keys;
    const project =
      first === undefined || session.shared.keys.includes(session.settings.project)
        ? session.settings.project
        : first;
    void session.connect({ server, project });
  }

  async #ask(): Promise<void> {
    this.#show(true);
    await this.updateComplete;
    this.querySelector<HTMLInputElement>("#server-server")?.focus();
  }

  #show(asks: boolean): void {
    this.#asks = asks;
    this.#typed = {};
    this.requestUpdate();
  }

  #submitted(event: SubmitEvent, session: Session): void {
    event.preventDefault();
    const form = new FormData(event.target as HTMLFormElement);
    const text = (name: string): string => String(form.get(name) ?? "").trim();
    const server = readAddress(text("server"));
    const standby = text("standby") === "" ? "" : readAddress(text("standby"));
    this.#typed = {
      ...(server === null && NO_ADDRESS("server")),
      ...(standby === null && NO_ADDRESS("standby")),
    };
    this.requestUpdate();
    if (server === null || standby === null) {
      return;
    }
    const reports = text("reports") as Settings["reports"];
    const before = session.shared.secretsOf(session.settings.server);
    const isOther = server !== session.settings.server;
    // A secret that did not change with the address belongs to the former server.
    const secret = (name: "password" | "token"): string =>
      isOther && text(name) === before[name] ? session.shared.secretsOf(server)[name] : text(name);
    session.shared.keepSecrets(server, { password: secret("password"), token: secret("token") });
    void session
      .connect({ server, standby, project: text("project"), reports })
      .then(() => this.#show(session.shared.server === null));
  }
}

const NO_ADDRESS = (name: Field): Faults => ({ [name]: "An address of http or https is needed." });

/** The faults of the typed values that the server reported. */
function faultsOf({ shared, answer, settings }: Session): Faults {
  const field = shared.server === null || shared.connecting ? undefined : WRONG[answer?.reason ?? ""];
  if (field === undefined) {
    return {};
  }
  return {
    [field]: field === "project" ? `No project ${settings.project} there.` : "Not the session password.",
  };
}

/** One sentence: what answers, or why nothing does. */
function words(session: Session): string {
  const { shared, settings, answer } = session;
  const { server, by } = shared;
  if (session.phase === "booting" && server === null) {
    return "Starting.";
  }
  if (server === null) {
    return "Answered by this page.";
  }
  if (shared.connecting) {
    return `Connecting to ${server.name}.`;
  }
  const as = answer?.answer === "refused" ? refusal(answer, session) : "";
  if (by === "main") {
    return `Answered by ${server.name}${as}.`;
  }
  if (by === "standby") {
    return `Answered by the standby, ${nameOf(settings.standby)}${as}: ${server.name} is not reached.`;
  }
  if (by === "license") {
    return `Answered by the local license in this browser${until(session)}${away(session)}.`;
  }
  return `Nothing answers at ${server.name}. Is licensim serve running there?`;
}

function refusal(answer: Answer, session: Session): string {
  const said = session.explanation(answer.reason)?.title ?? answer.reason ?? "";
  return `, which refuses: ${said}`;
}

/** The end of this browser's local license for the item of its newest answer. */
function until({ status, answer }: Session): string {
  const held = status?.client.license ?? [];
  const end = held.find(({ item }) => item === answer?.item) ?? held[0];
  return end === undefined ? "" : `, good until ${instant(end.until)} UTC`;
}

/** Whether the server is not reached, or usage is simply reported later. */
function away({ shared }: Session): string {
  const name = shared.server?.name ?? "";
  return shared.isAway ? `; ${name} is not reached` : `; ${name} gets reports later`;
}

customElements.define("sim-authority", AuthorityElement);
