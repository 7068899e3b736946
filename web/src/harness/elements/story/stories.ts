import { type TemplateResult, html, nothing } from "lit";
import { type StoryEntry, STORIES, storiesOf } from "../../stories/stories.ts";
import { optionTitle } from "../../words/words.ts";
import { Panel } from "../panel.ts";

/** At most so many stories of one option are shown beside its panel; all of them are in their section. */
const MOST_BESIDE = 3;

/** The stories as questions that people ask; each is played with one click. */
export class StoriesElement extends Panel {
  static override properties = { ...Panel.properties, only: { attribute: false } };
  /** Only the stories about this option; undefined for all. */
  declare only: string | undefined;
  #fault = "";

  protected override render(): unknown {
    const session = this.session;
    if (session === undefined) {
      return nothing;
    }
    if (session.shared.server !== null) {
      return html`<p class="quiet">Stories are played where this page decides.</p>`;
    }
    const { option } = session.settings;
    const stories = this.only === undefined ? STORIES : storiesOf(this.only).slice(0, MOST_BESIDE);
    const sorted = stories.toSorted((a, b) => Number(b.option === option) - Number(a.option === option));
    return html`
      <ul class="stories">${sorted.map((story) => this.#story(story, story.option === option))}</ul>
      <p role="status" class="said--plain">${this.#fault}</p>
    `;
  }

  #story(story: StoryEntry, isChosen: boolean): TemplateResult {
    const off = this.session?.phase !== "ready";
    return html`
      <li><button type="button" class="story-card" data-chosen=${isChosen && this.only === undefined} ?disabled=${off} @click=${() => void this.#play(story)}>
        <b>${story.question}</b><span>${this.only === undefined ? `${story.title}, ${optionTitle(story.option)}` : story.title}</span>
      </button></li>
    `;
  }

  async #play(story: StoryEntry): Promise<void> {
    this.#fault = "";
    try {
      await this.session?.story.begin(await story.load(), true);
      document.querySelector("main")?.scrollIntoView({ block: "start" });
    } catch (error) {
      this.#fault = `${story.title} cannot be played. ${error instanceof Error ? error.message : String(error)}`;
    }
    this.requestUpdate();
  }
}

customElements.define("sim-stories", StoriesElement);
