/** The page's uses of its license: the pictures of a source, a scanner's settings, pages. */

import type { Answer, PageModule } from "../../client/index.ts";
import { type Feed, Feeding } from "../feeding/feeding.ts";
import type { CurrentLicense } from "./current_license.ts";
import type { EventLog } from "./event_log.ts";
import type { SessionState } from "./state.ts";

export class UseRecorder {
  readonly feeding: Feeding;
  readonly #state: SessionState;
  readonly #current: CurrentLicense;
  readonly #events: EventLog;
  readonly #refresh: () => Promise<void>;

  /** `refresh` asks for the license's state, `open` opens the license as a page load does. */
  constructor(
    state: SessionState,
    current: CurrentLicense,
    events: EventLog,
    refresh: () => Promise<void>,
    open: () => Promise<Answer>,
  ) {
    this.#state = state;
    this.#current = current;
    this.#events = events;
    this.#refresh = refresh;
    this.feeding = new Feeding({
      judge: () => (state.phase === "ready" && !state.inStory ? (current.judge ?? null) : null),
      decide: (act) => current.decisions.decide(act),
      open,
      held: () => state.isHeld,
      identity: () => current.license?.identity ?? noLicense(),
      settings: () => state.settings,
      sinceOpen: () => performance.now() - current.openedAt,
      tuned: (title, answer) => this.#tuned(title, answer),
      judged: (kind, title, result, judged) => events.judged(kind, title, result, judged),
      undecided: (error) => events.undecided(error),
    });
  }

  /** Begin a new source; pictures of the former one are not judged any more. */
  feed(): Feed {
    this.#state.windows = null;
    return this.feeding.begin();
  }

  /** Count pages of a module that succeeded (PAGE-4). */
  async pages(module: PageModule, count: number, title: string): Promise<Answer | null> {
    const decided = this.#current.decisions.decide(
      () => this.#current.judge?.pages(module, count) ?? Promise.resolve(null),
    );
    const answer = await decided.catch((error: unknown) => {
      this.#events.undecided(error);
      throw error;
    });
    if (answer === null) {
      return null;
    }
    this.#events.add("pages", title, answer);
    await this.#refresh();
    return answer;
  }

  /** Change only the scanner's settings: the license stays open. */
  async tune(title: string): Promise<void> {
    if (!(await this.#current.decisions.decide(() => this.feeding.tune(title)))) {
      this.#state.changed();
    }
  }

  /** Shows the edition's message about the scanner's settings beside the field. */
  async #tuned(title: string, answer: Answer): Promise<void> {
    const { warnings, reason } = answer;
    this.#state.tuning =
      answer.answer === "refused" ? (reason ?? "refused") : warnings.map((w) => w.text).join("; ");
    this.#events.add("settings", title, answer);
    await this.#refresh();
  }
}

function noLicense(): never {
  throw new Error("the license is not open yet");
}
