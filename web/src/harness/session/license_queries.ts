/** The queries of a visit to its license: its state, and the meaning of answers and rules. */

import type { Answer, Explanation, Status } from "../../client/index.ts";
import type { Shared } from "../deciding/shared.ts";
import type { Feeding } from "../feeding/feeding.ts";
import type { CurrentLicense } from "./current_license.ts";
import { Explanations } from "./explanations.ts";
import { REDRAW_MS, type SessionState } from "./state.ts";
import { Throttled } from "./throttled.ts";

/** The shortest time between two queries to a server for the license's state. */
const SERVER_MS = 1000;

export class LicenseQueries {
  readonly #state: SessionState;
  readonly #current: CurrentLicense;
  readonly #shared: Shared;
  readonly #live: () => Feeding["live"];
  readonly #now: () => number;
  readonly #keep: (status: Status) => void;
  readonly #status: Throttled;
  readonly #explanations: Explanations;

  /** `live` returns the scanner of the running source, `now` the page's time; `keep` gets each new state. */
  constructor(
    state: SessionState,
    current: CurrentLicense,
    shared: Shared,
    live: () => Feeding["live"],
    now: () => number,
    keep: (status: Status) => void,
  ) {
    this.#state = state;
    this.#current = current;
    this.#shared = shared;
    this.#live = live;
    this.#now = now;
    this.#keep = keep;
    this.#status = new Throttled(
      () => (shared.server === null ? REDRAW_MS : SERVER_MS),
      () => this.#ask(),
    );
    this.#explanations = new Explanations(() => state.changed());
  }

  /** Ask for the license's state. */
  refresh(): Promise<void> {
    return this.#status.ask();
  }

  /** The meaning of a rule or reason, in the core's words; null until it has come. */
  explanation(what: string | null): Explanation | null {
    return this.#explanations.of(what, this.#current.license);
  }

  /** An answer in the core's words, with its figures; null until they have come. */
  words(answer: Answer): Explanation | null {
    return this.#explanations.ofAnswer(answer, this.#current.license, Math.floor(this.#now()));
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
    // With an unknown key there are no items: the former ones are still licensed.
    this.#state.status = this.#shared.shown(status, this.#state.status);
    this.#keep(this.#state.status);
    this.#state.windows = scanner === undefined ? null : (windows[scanner.name] ?? null);
    this.#state.changed();
  }
}
