/** The events of a visit, for the log and the newest answer. */

import type { Answer, ScanResult } from "../../client/index.ts";
import type { VisitClock } from "../deciding/clock.ts";
import type { Shared } from "../deciding/shared.ts";
import { HERE } from "../deciding/core_simulation.ts";
import type { Judged } from "../feeding/host.ts";
import { failureOf } from "../words/license_faults.ts";
import { type LogEntry, type Mark, entryOf } from "../words/log.ts";
import { standingOf } from "../words/standing.ts";
import type { CurrentLicense } from "./current_license.ts";
import type { SessionState } from "./state.ts";

export class EventLog {
  readonly #state: SessionState;
  readonly #current: CurrentLicense;
  readonly #shared: Shared;
  readonly #clock: VisitClock;
  readonly #refresh: () => Promise<void>;

  /** `refresh` asks for the license's state. */
  constructor(
    state: SessionState,
    current: CurrentLicense,
    shared: Shared,
    clock: VisitClock,
    refresh: () => Promise<void>,
  ) {
    this.#state = state;
    this.#current = current;
    this.#shared = shared;
    this.#clock = clock;
    this.#refresh = refresh;
  }

  /** Write an event into the log, by default of now; its answer, if there is one, becomes the newest answer. */
  add(
    kind: LogEntry["kind"],
    title: string,
    answer: Answer | null,
    client = HERE,
    marks: readonly Mark[] = [],
    lateMs = 0,
    at = this.#clock.now(),
  ): void {
    const state = this.#state;
    const shared = this.#shared;
    const decides =
      answer !== null && this.#current.judge !== undefined && kind !== "settings" && kind !== "report";
    if (decides) {
      Object.assign(state, { answer, answered: client, unstored: null });
      shared.take(answer);
    }
    const by = decides && shared.server !== null ? shared.inWords(shared.by, state.settings) : "";
    const { edition } = state.settings;
    const forgetMs = state.windows?.forgetMs ?? state.settings.forgetMs;
    const entry = state.log.add(entryOf(kind, title, answer, { at, marks, lateMs, forgetMs, edition, by }));
    if (answer !== null) {
      state.log.keepAnswer(entry, answer);
    }
    state.changed();
  }

  /** Write a line without a decision: a source that began or ended. */
  say(title: string): void {
    this.add("source", title, null);
  }

  /** The license's state changed without an event: write a line with its new state. */
  async moved(title: string): Promise<void> {
    await this.#refresh();
    this.add("time", title, standingOf(this.#state.status));
    void this.#refresh(); // the state that this line shows when it is selected
  }

  /** A picture got its answer. */
  judged(kind: "frame" | "image", title: string, result: ScanResult, judged: Judged): void {
    const { marks } = judged;
    const state = this.#state;
    if (this.#current.judge !== undefined) {
      Object.assign(state, { answer: result, answered: HERE, unstored: null });
    }
    if (marks.length > 0) {
      this.#shared.take(result);
    } // a frame without codes asks nothing
    if (marks.length > 0 || kind === "image") {
      this.add(kind, title, result, HERE, marks, result.lateMs);
    }
    if ((result.counted ?? 0) > 0 || state.status === null || marks.length > 0) {
      void this.#refresh();
    }
    state.dispatchEvent(new CustomEvent("judged", { detail: judged }));
  }

  /** Write the answer to usage that was reported later; it belongs to no event (NET-4). */
  reported(answer: Answer): void {
    this.add(
      "report",
      `Usage reported to the server${answer.item === null ? "" : `, ${answer.item}`}`,
      answer,
    );
    void this.#refresh();
  }

  /**
   * An event got no answer: its license was closed, its storage failed once, or the license failed for good.
   */
  undecided(error: unknown): void {
    const kind = failureOf(error);
    if (kind === "passing") {
      const { reason = "", message } = error as Error & { reason?: string };
      this.#state.unstored = { reason, message };
      this.add("error", message, null);
    } else if (kind === "final") {
      this.failed(error);
    }
  }

  /** The license failed for good. */
  failed(error: unknown): void {
    if (this.#state.phase === "failed") {
      return;
    }
    this.#state.phase = "failed";
    this.#state.error = error;
    this.add("error", error instanceof Error ? error.message : String(error), null);
  }
}
