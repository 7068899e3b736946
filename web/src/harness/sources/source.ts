/** The interface of a source of pictures. */

/** A running source: the element that shows its picture, and the methods that hold and stop it. */
export interface Running {
  readonly view: HTMLElement;
  stop(): void;
  /** Hold the source without ending it, or let it go on. */
  hold(held: boolean): void;
}

/** How a source reports its state, in words for the visitor. */
export interface SourceEvents {
  /** It runs or is held: one line. */
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
