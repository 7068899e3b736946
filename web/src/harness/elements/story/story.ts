import { type TemplateResult, html, nothing } from "lit";
import type { StoryTold } from "../../deciding/core_simulation.ts";
import type { Session } from "../../session/session.ts";
import { storyAfter } from "../../stories/stories.ts";
import { Panel } from "../panel.ts";

const SPEEDS = { 0.5: "slow", 1: "normal", 2: "fast" } as const;

/** The story that is played, in place of the picture: its captions, and play, pause, step, speed, take over. */
export class StoryElement extends Panel {
  protected override render(): unknown {
    const told = this.session?.story.told ?? null;
    this.toggleAttribute("data-playing", told !== null);
    return this.session === undefined || told === null ? nothing : this.#story(this.session, told);
  }

  #story(session: Session, { title, question, watch, captions }: StoryTold): TemplateResult {
    const { story } = session;
    return html`
      <div class="story">
        <p class="story__question">${question}</p>
        <h3 class="story__title">${title}</h3>
        <ol class="story__steps" aria-live="polite">
          ${captions.slice(0, story.played).map((caption, n) => html`<li class="story__step" data-n=${n + 1} aria-current=${n === story.played - 1 ? "step" : nothing}>${caption}</li>`)}
        </ol>
        ${story.fault === "" ? nothing : html`<p class="notice" role="alert">The next step cannot be played. ${story.fault}</p>`}
        <p class="story__watch">${story.isOver ? "The story is over: take over, and try what comes next." : html`Watch ${watch}.`}</p>
        <div class="story__acts">
          ${story.isOver ? this.#over(session, title) : this.#steps(session, captions.length)}
          <label class="story__speed">Speed
            <select @change=${(event: Event) => (story.speed = Number((event.target as HTMLSelectElement).value))}>
              ${Object.entries(SPEEDS).map(([speed, words]) => html`<option value=${speed} ?selected=${Number(speed) === story.speed}>${words}</option>`)}
            </select>
          </label>
          <button type="button" class="button" @click=${() => story.takeOver()}>Take over</button>
          <button type="button" class="button" @click=${() => void session.realTime()}>Leave</button>
        </div>
      </div>
    `;
  }

  #steps({ story }: Session, count: number): TemplateResult {
    return html`
      <button type="button" class="button button--strong" ?disabled=${story.fault !== ""} @click=${() => (story.playing ? story.pause() : story.play())}>${story.playing ? "Pause" : "Play"}</button>
      <button type="button" class="button" ?disabled=${story.fault !== ""} @click=${() => void story.step()}>Next: step ${Math.min(story.played + 1, count)} of ${count}</button>
    `;
  }

  #over({ story }: Session, title: string): TemplateResult {
    const next = async (): Promise<void> => {
      const text = await storyAfter(title)?.load();
      if (text !== undefined && story.told?.title === title) {
        await story.begin(text, true);
      }
    };
    return html`
      <button type="button" class="button button--strong" @click=${() => void story.again()}>Play again</button>
      <button type="button" class="button" title=${storyAfter(title)?.question ?? ""} @click=${() => void next()}>Next story</button>
    `;
  }
}

customElements.define("sim-story", StoryElement);
