import { type TemplateResult, html, nothing } from "lit";
import { pictureOf } from "../../options/picture.ts";
import type { Session } from "../../session/session.ts";
import { storiesOf } from "../../stories/stories.ts";
import "../story/stories.ts";
import { Panel } from "../panel.ts";

/** The panel of the licensed option. */
export class OptionElement extends Panel {
  protected override render(): unknown {
    const session = this.session;
    if (session === undefined) {
      return nothing;
    }
    if (session.shared.server !== null) {
      return this.#atServer(session);
    }
    const { option } = session.settings;
    this.dataset["option"] = option;
    const { heading, draw, next = "", isSmall = false } = pictureOf(option);
    this.toggleAttribute("data-tall", !isSmall);
    return html`
      <h2>${heading}</h2>
      <div class="option">${draw(session)}</div>
      ${next === "" ? nothing : html`<p class="next"><b>Try next:</b> ${next}</p>`}
      ${storiesOf(option).length === 0 || session.story.told !== null ? nothing : html`<p class="next">Or play what people ask:</p><sim-stories class="asked-here" .session=${session} .only=${option}></sim-stories>`}
    `;
  }

  /** A shared server has only real clients: nothing is simulated. */
  #atServer(session: Session): TemplateResult {
    this.dataset["option"] = "server";
    const options = new Set(session.status?.items.map(({ option }) => option));
    const pictures = [...options].map(pictureOf).filter(({ isRealAtServer = false }) => isRealAtServer);
    this.toggleAttribute("data-tall", pictures.length > 0);
    return html`
      <h2>What the scanner remembers</h2>
      <div class="option"><sim-windows .session=${session}></sim-windows></div>
      ${pictures.map(({ heading, draw }) => html`<h2 class="option__more">${heading}</h2><div class="option">${draw(session)}</div>`)}
      <p class="quiet option__more">
        The other clients of a license server are real ones, so none is simulated here: open this page in another browser or under
        another address.
      </p>
    `;
  }
}

customElements.define("sim-option", OptionElement);
