/** An element of the page: drawn in the light DOM, again whenever its session changed. */

import { LitElement } from "lit";
import type { Session } from "../session/session.ts";

/** Give it a session; it follows it while it is in the page. Attributes of `style` are never set: the policy forbids. */
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
