/** Whether the stand-in may start in this page, and its options: it is for tests, and elsewhere it throws. */
import type { License, OpenOptions } from "../../client/index.ts";
import { SdkError } from "./errors.ts";

/** What the stand-in uses of a license. */
export interface UsedLicense extends Pick<License, "answer" | "identity" | "image" | "scanner"> {
  readonly ready: Promise<UsedLicense>;
}

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
  /** The project's key, in place of whatever key the page has: that one is never used. Default `DEMO-1`. */
  readonly key?: string;
  /** The SDK version to simulate, such as `11.2`, if neither script nor package names one. */
  readonly version?: string;
  /** Opens the license that decides. Left out, the stand-in opens one of its own with the client. */
  readonly openLicense?: (options: OpenOptions) => UsedLicense;
  /** Called for each call of the page. */
  readonly onCall?: (call: Call) => void;
  /** Called once for each member that the page touches and that is not simulated. */
  readonly onUnsimulated?: (member: string) => void;
}

/** One call of the page in words; a key is shown as `<key>`. */
export interface Call {
  readonly member: string;
  readonly arguments: readonly string[];
  readonly answer: string;
}

/** The part of the kit's script in a page that the stand-in uses. */
interface Kit {
  /** Send a message to the test; resolves when it has arrived. */
  tell?(what: Call | { readonly unsimulated: string }): void;
}

interface Page {
  licensimStandin?: StandinOptions;
  licensimKit?: Kit;
}

const REFUSED =
  "this is licensim's stand-in, for tests: it starts only under licensim's test kit, or if the page sets " +
  "globalThis.licensimStandin = {} before the stand-in's script";

const page = globalThis as Page;

/** Where licensim's files are in a page of the test kit. */
const OF_THE_KIT = "/__licensim__/";

/**
 * The options of the stand-in.
 *
 * @throws SdkError if neither the kit nor the page has asked for it
 */
export function consent(): StandinOptions & { readonly assets: string } {
  const { licensimStandin: own, licensimKit: kit } = page;
  if (own === undefined && kit === undefined) {
    throw new SdkError(REFUSED);
  }
  return { ...own, assets: kit === undefined ? (own?.assets ?? "/licensim/") : OF_THE_KIT };
}

/** Whether the kit or the page has asked for it. */
export function hasConsent(): boolean {
  return page.licensimStandin !== undefined || page.licensimKit !== undefined;
}

/** Send a call to the kit and to the page's `onCall`. */
export function sendCall(call: Call): void {
  page.licensimKit?.tell?.(call);
  page.licensimStandin?.onCall?.(call);
}

/** Send a member that is not simulated to the kit and to the page's `onUnsimulated`. */
export function sendUnsimulated(member: string): void {
  page.licensimKit?.tell?.({ unsimulated: member });
  page.licensimStandin?.onUnsimulated?.(member);
}
