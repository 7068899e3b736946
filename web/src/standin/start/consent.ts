/** Whether the stand-in may start in this page, and with what: it is for tests, and says so to everybody else. */
import type { OpenOptions } from "../../client/index.ts";
import { SdkError } from "./errors.ts";

/**
 * What a page sets as `globalThis.licensimStandin` before the stand-in's script, or the test kit does.
 *
 * What is left out is the client's own default: the demo license, decided in this page.
 */
export interface StandinOptions extends Partial<
  Pick<OpenOptions, "document" | "server" | "standby" | "edition" | "reports" | "password">
> {
  /** The folder of licensim's own files, as this page reaches it, of the page's own origin. Default `/licensim/`. */
  readonly assets?: string;
  /** The project's key, in place of whatever key the page has: that one is never looked at. Default `DEMO-1`. */
  readonly key?: string;
  /** The version to be, such as `11.2`, where neither script nor package tells one. */
  readonly version?: string;
  /** Called for each call of the page. */
  readonly onCall?: (call: Call) => void;
  /** Called for each member that the page touches and nobody simulates, once a member. */
  readonly onUnsimulated?: (member: string) => void;
}

/** One call of the page, told in words: a key stands as `<key>`. */
export interface Call {
  readonly member: string;
  readonly arguments: readonly string[];
  readonly answer: string;
}

/** What the kit's end in a page has for the stand-in. */
interface Kit {
  /** Tell the test of something; resolves when it knows. */
  tell?(what: Call | { readonly unsimulated: string }): void;
}

interface Page {
  licensimStandin?: StandinOptions;
  licensimKit?: Kit;
}

const REFUSED =
  "this is licensim's stand-in, for tests: it starts only under licensim's test kit, or where the page says " +
  "globalThis.licensimStandin = {} before the stand-in's script";

const page = globalThis as Page;

/** Where licensim's files are in a page of the test kit. */
const OF_THE_KIT = "/__licensim__/";

/**
 * What the stand-in runs with.
 *
 * @throws SdkError where nobody has asked for it
 */
export function consent(): StandinOptions & { readonly assets: string } {
  const { licensimStandin: own, licensimKit: kit } = page;
  if (own === undefined && kit === undefined) {
    throw new SdkError(REFUSED);
  }
  return { ...own, assets: kit === undefined ? (own?.assets ?? "/licensim/") : OF_THE_KIT };
}

/** Whether somebody has asked for it. */
export function hasConsent(): boolean {
  return page.licensimStandin !== undefined || page.licensimKit !== undefined;
}

/** Tell whoever listens of a call. */
export function tellCall(call: Call): void {
  page.licensimKit?.tell?.(call);
  page.licensimStandin?.onCall?.(call);
}

/** Tell whoever listens of a member that nobody simulates. */
export function tellUnsimulated(member: string): void {
  page.licensimKit?.tell?.({ unsimulated: member });
  page.licensimStandin?.onUnsimulated?.(member);
}
