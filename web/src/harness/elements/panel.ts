/** An element of the page, in the light DOM; it is drawn again whenever its session changes. */

import { LitElement } from "lit";
import type { Session } from "../session/session.ts";

/**
 * It follows its session while it is in the page. It never sets `style` attributes: the policy forbids them.
 */
export abstract class Panel extends LitElement {
  static override properties = { session: { attribute: false } };
  declare session: Session | undefined;

  readonly #redraw = (): void => this.requestUpdate();
  #followed: Session | undefined;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#follow();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#followed?.removeEventListener("change", this.#redraw);
    this.#followed = undefined;
  }

  protected override willUpdate(): void {
    this.#follow();
  }

  #follow(): void {
    if (this.session === this.#followed) {
      return;
    }
    this.#followed?.removeEventListener("change", this.#redraw);
    this.session?.addEventListener("change", this.#redraw);
    this.#followed = this.session;
  }
}
