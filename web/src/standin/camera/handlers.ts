/** The handlers of a page, by event, as `on` and `off` take them. */
import { demand } from "../start/errors.ts";

type Handler = (...given: never[]) => void;

/** Calls a page's handlers in the order in which they were added; if one throws, the others are still called. */
export class Handlers {
  readonly #handlers = new Map<string, Set<Handler>>();
  readonly #known: readonly string[];

  /** @param known the names of the events; any other name is an error */
  constructor(known: readonly string[]) {
    this.#known = known;
  }

  on(member: string, event: string, handler: Handler): void {
    this.#demand(member, event, handler);
    this.#handlers.set(event, (this.#handlers.get(event) ?? new Set()).add(handler));
  }

  off(member: string, event: string, handler: Handler): void {
    this.#demand(member, event, handler);
    this.#handlers.get(event)?.delete(handler);
  }

  emit(event: string, ...given: unknown[]): void {
    for (const handler of this.#handlers.get(event) ?? []) {
      callBack(handler, ...given);
    }
  }

  #demand(member: string, event: string, handler: unknown): void {
    demand(
      this.#known.includes(event),
      `${member}(event, handler)`,
      `an event of ${this.#known.join(", ")}`,
      event,
    );
    demand(typeof handler === "function", `${member}(event, handler)`, "a function", handler);
  }
}

/** Call a page's handler, without waiting; an error that it throws is the page's own, as with any handler. */
export function callBack(
  handler: ((...given: never[]) => unknown) | null | undefined,
  ...given: unknown[]
): void {
  try {
    const done = (handler as ((...given: unknown[]) => unknown) | null | undefined)?.(...given);
    if (done instanceof Promise) {
      done.catch((error: unknown) => reportError(error));
    }
  } catch (error) {
    reportError(error);
  }
}
