/** What a visit asks of its license to show it: how it stands, and what answers and rules mean. */

import type { Answer, Explanation } from "../../client/index.ts";
import type { Shared } from "../deciding/shared.ts";
import type { Feeding } from "../feeding/feeding.ts";
import type { CurrentLicense } from "./current_license.ts";
import { Explanations } from "./explanations.ts";
import { REDRAW_MS, type SessionState } from "./state.ts";
import { Throttled } from "./throttled.ts";

/** How often a server is asked how the license stands, however much is used here. */
const SERVER_MS = 1000;

export class LicenseQueries {
  readonly #state: SessionState;
  readonly #current: CurrentLicense;
  readonly #shared: Shared;
  readonly #live: () => Feeding["live"];
  readonly #status: Throttled;
  readonly #explanations: Explanations;

  /** `live` is the scanner of the source that runs. */
  constructor(state: SessionState, current: CurrentLicense, shared: Shared, live: () => Feeding["live"]) {
    this.#state = state;
    this.#current = current;
    this.#shared = shared;
    this.#live = live;
    this.#status = new Throttled(
      () => (shared.server === null ? REDRAW_MS : SERVER_MS),
      () => this.#ask(),
    );
    this.#explanations = new Explanations(() => state.changed());
  }

  /** Ask how the license stands. */
  refresh(): Promise<void> {
    return this.#status.ask();
  }

  /** What a rule or reason means, in the core's words; null while they are on their way. */
  explanation(what: string | null): Explanation | null {
    return this.#explanations.of(what, this.#current.license);
  }

  /** An answer in the core's words, with its figures; null while they are on their way. */
  words(answer: Answer): Explanation | null {
    return this.#explanations.ofAnswer(answer, this.#current.license);
  }

  async #ask(): Promise<void> {
    const { judge } = this.#current;
    if (judge === undefined) {
      return;
    }
    const { scanner, mediaMs } = this.#live();
    const [status, windows] = await Promise.all([judge.status(), judge.windows({ timestamp: mediaMs })]);
    if (judge !== this.#current.judge) {
      return;
    }
    // A client whose key nobody knows sees no items: what was there before is still what is licensed.
    this.#state.status = this.#shared.told(status, this.#state.status);
    this.#state.windows = scanner === undefined ? null : (windows[scanner.name] ?? null);
    this.#state.changed();
  }
}
