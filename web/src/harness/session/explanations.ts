/** What rules, reasons and answers mean, in the core's words: asked once each, shown when they are there. */

import type { Answer, Explanation, License, ScanResult } from "../../client/index.ts";

/** How many answers are kept in words; a camera that counts has another one with every code. */
const MAX_ANSWERS = 500;

export class Explanations {
  readonly #known = new Map<string, Explanation | null>();
  readonly #answers = new Map<string, Explanation | null>();
  readonly #tell: () => void;

  /** `tell` is called when an explanation has come. */
  constructor(tell: () => void) {
    this.#tell = tell;
  }

  /** The explanation when it is known; null for what nobody named, and while it is being asked for. */
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

  /** What was decided and why, with the figures of that answer; null while that is being asked for. */
  ofAnswer(answer: Answer, license: License | undefined): Explanation | null {
    const key = keyOf(answer);
    const known = this.#answers.get(key);
    if (known === undefined && license !== undefined) {
      if (this.#answers.size >= MAX_ANSWERS) {
        this.#answers.clear();
      }
      this.#answers.set(key, null);
      void this.#explain(key, answer, license);
    }
    return known ?? null;
  }

  async #explain(key: string, answer: Answer, license: License): Promise<void> {
    const said = await license.explain(answer).catch(() => null);
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

/** Answers of one key have the same words: of a frame's codes only their number is in them. */
function keyOf(answer: Answer): string {
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
  ]);
}
