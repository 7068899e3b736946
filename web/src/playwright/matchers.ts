/** The matchers of `expect`, which ask the kit to judge: no rule and no wording is here. */
import {
  type Expect,
  expect as playwright,
  type ExpectMatcherState,
  type MatcherReturnType,
} from "@playwright/test";
import { placeBefore } from "./errors.ts";
import { mistake } from "./mistake.ts";
import { refOf } from "./objects.ts";
import { sessionOf } from "./session.ts";
import type { Amounts, Client, Licensim, Replies, Reply } from "./surface.ts";
import type { Reason } from "./values.ts";

type State = ExpectMatcherState;
/** The result of a matcher for the whole session: a test awaits it, on every engine. */
type Later = Promise<MatcherReturnType>;

/** The matchers of the kit. */
const MATCHERS = {
  /** The answer is a plain `ok`. Of several frames: the worst answer is. */
  toBeLicensed(this: State, reply: Reply | Replies): MatcherReturnType {
    return judged(this, "toBeLicensed", reply);
  },

  /** The answer is `over`: allowed, and recorded as overuse. */
  toBeOver(this: State, reply: Reply | Replies): MatcherReturnType {
    return judged(this, "toBeOver", reply);
  },

  /** The answer is a refusal, with this reason or number if one is given. */
  toBeRefused(this: State, reply: Reply | Replies, reason?: Reason | number): MatcherReturnType {
    return judged(this, "toBeRefused", reply, reason);
  },

  /** The counted amounts are these; of one client or by one item if they are given. */
  toHaveCounted(
    this: State,
    licensim: Licensim,
    given: Amounts & { readonly client?: Client; readonly item?: string },
  ): Later {
    return held(this, "toHaveCounted", licensim, [], given);
  },

  /** This number of seats is taken now; of the only item with seats, or of `item`. */
  toHaveSeats(this: State, licensim: Licensim, seats: number, given?: { readonly item?: string }): Later {
    return held(this, "toHaveSeats", licensim, [seats], given);
  },

  /** There were refusals with this reason or number: exactly `times`, or at least one. */
  toHaveRefused(
    this: State,
    licensim: Licensim,
    reason: Reason | number,
    given?: { readonly client?: Client; readonly times?: number },
  ): Later {
    return held(this, "toHaveRefused", licensim, [reason], given);
  },

  /** No answer was `over`, and no item has more use than was bought. */
  toHaveNoOveruse(this: State, licensim: Licensim): Later {
    return held(this, "toHaveNoOveruse", licensim, [], undefined);
  },
};

/** Playwright's `expect`, with the matchers of the kit. */
export const expect: Expect<typeof MATCHERS> = playwright.extend(MATCHERS);

function judged(
  state: State,
  matcher: keyof typeof MATCHERS,
  reply: unknown,
  wanted?: Reason | number,
): MatcherReturnType {
  const place = placeBefore(MATCHERS[matcher]);
  const session = sessionOf(reply);
  const ref = refOf(reply);
  if (session === undefined || !(ref?.$ === "reply" || ref?.$ === "replies")) {
    throw mistake(
      reply instanceof Promise ? "promise" : "noAnswer",
      { matcher, value: String(reply) },
      place,
    );
  }
  const fields = { matcher, handle: ref.handle, wanted, negated: state.isNot };
  return result(session.judge(fields, place));
}

function held(
  state: State,
  matcher: keyof typeof MATCHERS,
  licensim: unknown,
  positional: readonly unknown[],
  named: object | undefined,
): Later {
  const place = placeBefore(MATCHERS[matcher]);
  const session = sessionOf(licensim);
  if (session === undefined || session.licensim !== licensim) {
    throw mistake("noKit", { matcher, value: String(licensim) }, place);
  }
  const fields = { matcher, positional, named: named ?? {}, negated: state.isNot };
  return session.judgeAll(fields, place).then(result);
}

function result({ pass, message }: { readonly pass: boolean; readonly message: string }): MatcherReturnType {
  return { pass, message: () => message };
}
