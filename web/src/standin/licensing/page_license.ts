/** The one license of the page: the test's, whatever key the page has. The license decides; this file does not. */
import { type Answer, type Scanner, type ScannerSettings, startLicense } from "../../client/index.ts";
import { hideKey } from "../start/calls.ts";
import { consent, type UsedLicense } from "../start/consent.ts";
import { edition, isEight } from "../start/version.ts";
import { refusalByStorage, refusalOf } from "./refusal.ts";

/** The key of a page that has given none: no project has it. */
const NO_KEY = "(none)";
const DEFAULT_KEY = "DEMO-1";

/** The shipped clients trust a 1D code from its second frame on (SCAN-8). */
const SHIPPED: ScannerSettings = { oneDTrustFrames: 2 };

let hasKey = false;
let opening: UsedLicense | null = null;
/** The answer to the last ask; null before the first ask, and after a refusal that was reported to the page. */
let asked: Promise<Answer> | null = null;

/** Take the page's key, which is opaque text; a key that comes after a refusal lets the page ask again. */
export function giveKey(key: string): void {
  hideKey(key);
  if (hasKey !== (key !== "")) {
    [hasKey, asked, opening] = [key !== "", null, null];
  }
}

/** Whether the page has asked for its license. */
export function isAsked(): boolean {
  return opening !== null;
}

/**
 * The license when it is open. A page that was refused asks anew the next time.
 *
 * @throws SdkError if the license refuses
 */
export async function demandLicense(): Promise<UsedLicense> {
  const mine = (asked ??= opening === null ? open() : askAgain(opening));
  const answer = await mine.catch((error: unknown) => {
    [asked, opening] = [null, null];
    throw refusalOf(refusalByStorage(error));
  });
  if (answer.answer === "refused") {
    asked = asked === mine ? null : asked;
    throw refusalOf(answer);
  }
  return (opening as UsedLicense).ready;
}

async function open(): Promise<Answer> {
  opening = start();
  return (await opening.ready).answer;
}

/** An event without a code: a client without a local license asks for one (NET-3). */
async function askAgain(license: UsedLicense): Promise<Answer> {
  return (await license.ready).image([]);
}

function start(): UsedLicense {
  const {
    assets,
    key = DEFAULT_KEY,
    document,
    server,
    standby,
    password,
    reports,
    edition: chosen,
    openLicense = startLicense,
  } = consent();
  return openLicense({
    key: hasKey || isEight() ? key : NO_KEY,
    assets,
    product: "barcode_reader",
    edition: chosen ?? edition(),
    ...(document !== undefined && { document }),
    ...(server !== undefined && { server }),
    ...(standby !== undefined && { standby }),
    ...(password !== undefined && { password }),
    ...(reports !== undefined && { reports }),
  });
}

/** A scanner, whose memory is its own (SCAN-6). */
export function makeScanner(opened: UsedLicense): Scanner {
  return opened.scanner(SHIPPED);
}
