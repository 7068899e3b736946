/** A word of the page in one sentence, with its rule; see `core.ts`. */

export interface TermFacts {
  readonly text: string;
  readonly rule: string;
}
