import { html, nothing } from "lit";
import { whole } from "../../words/words.ts";
import { Panel } from "../panel.ts";

/** The boot of the engine in one line; its steps on demand. */
export class BootStateElement extends Panel {
  protected override render(): unknown {
    const session = this.session;
    if (session === undefined) {
      return nothing;
    }
    const took = Math.max(0, ...session.steps.map(({ startMs, ms }) => startMs + ms));
    const words = { booting: "starting", ready: `ready in ${whole(Math.round(took))} ms`, failed: "stopped" }[
      session.phase
    ];
    return html`
      <details class="boot" data-phase=${session.phase}>
        <summary>${words}</summary>
        <dl class="boot__steps">
          ${session.steps.map(({ step, startMs, ms }) => html`<div><dt>${step}</dt><dd>${whole(Math.round(startMs))} + ${whole(Math.round(ms))} ms</dd></div>`)}
          <div><dt>key</dt><dd>${session.key}</dd></div>
        </dl>
      </details>
    `;
  }
}

customElements.define("sim-boot-state", BootStateElement);
