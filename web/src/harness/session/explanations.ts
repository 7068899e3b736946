/** The meaning of rules, reasons and answers, in the core's words: each is requested once. */

import type { Answer, Explanation, License, ScanResult } from "../../client/index.ts";

/** How many explained answers are kept; a camera that counts adds one with every code. */
const MAX_ANSWERS = 500;

export class Explanations {
  readonly #known = new Map<string, Explanation | null>();
  readonly #answers = new Map<string, Explanation | null>();
  readonly #tell: () => void;

  /** `tell` is called when an explanation has come. */
  constructor(tell: () => void) {
    this.#tell = tell;
  }

  /** The explanation; null without `what`, and while it is being requested. */
  of(what: string | null, license: License | undefined): Explanation | null {
    if (what === null) {
      return null;
    }
    const known = this.#known.get(what);
    if (known !== undefined || license === undefined) {
      return known ?? null;
    }
    this.#known.set(what, null);
    void this.#ask(what, license);
    return null;
  }

  /** The decision and why it was made, with that answer's figures, times told from `at`; null while it is being requested. */
  ofAnswer(answer: Answer, license: License | undefined, at: number): Explanation | null {
    const key = keyOf(answer, at);
    const known = this.#answers.get(key);
    if (known === undefined && license !== undefined) {
      if (this.#answers.size >= MAX_ANSWERS) {
        this.#answers.clear();
      }
      this.#answers.set(key, null);
      void this.#explain(key, answer, license, at);
    }
    return known ?? null;
  }

  async #explain(key: string, answer: Answer, license: License, at: number): Promise<void> {
    const said = await license.explain(answer, at).catch(() => null);
    if (said === null) {
      return;
    }
    this.#answers.set(key, said);
    this.#tell();
  }

  async #ask(what: string, license: License): Promise<void> {
    const said = await license.explain(what).catch(() => null);
    if (said === null) {
      return;
    }
    this.#known.set(what, said);
    this.#tell();
  }
}

/** The evidence from which times are told: "in 3 h 12 min". */
const TIMES = ["free_at", "expires_at", "starts_at", "until", "next_year_at"];
const MINUTE_MS = 60_000;

/**
 * Answers with the same key have the same words, which depend only on the number of a frame's codes, and on
 * the minute where times are told.
 */
function keyOf(answer: Answer, at: number): string {
  const { reason, number, rule, item, counted, evidence } = answer;
  const { duplicates = [], untrusted = [], filtered = 0 } = answer as Partial<ScanResult>;
  return JSON.stringify([
    answer.answer,
    reason,
    number,
    rule,
    item,
    counted,
    evidence,
    duplicates.length,
    untrusted.length,
    filtered,
    TIMES.some((name) => typeof evidence[name] === "number") ? Math.floor(at / MINUTE_MS) : 0,
  ]);
}
