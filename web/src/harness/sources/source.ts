/** What a source of pictures is to the rest of the page. */

/** A source that runs: the element that shows its picture, and what stops it. */
export interface Running {
  readonly view: HTMLElement;
  stop(): void;
  /** Stand still without giving the source up, and go on. */
  hold(held: boolean): void;
}

/** How a source tells what became of it, in words for the visitor. */
export interface SourceEvents {
  /** It works, or is held: one line. */
  tell(words: string): void;
  /** It ended by itself: what happened and what to do. */
  ended(words: string): void;
}

/** A source could not start; the message is for the visitor, `hint` says what to do. */
export class SourceError extends Error {
  override readonly name = "SourceError";
  readonly hint: string;

  constructor(message: string, hint: string) {
    super(message);
    this.hint = hint;
  }
}
