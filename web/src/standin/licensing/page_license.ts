/** The one license of the page: the test's, whatever key the page has. It decides everything; nothing here does. */
import { type License, type Scanner, type ScannerSettings, startLicense } from "../../client/index.ts";
import { hideKey } from "../start/calls.ts";
import { consent } from "../start/consent.ts";
import { edition } from "../start/version.ts";
import { refusalOf } from "./refusal.ts";

/** The key of a page that has given none: no project has it. */
const NO_KEY = "(none)";
const DEFAULT_KEY = "DEMO-1";

/** The shipped clients trust a 1D code from its second frame on (SCAN-8). */
const SHIPPED: ScannerSettings = { oneDTrustFrames: 2 };

let hasKey = false;
let opening: License | null = null;

/** The page gives its key, which is opaque text; another one than before is asked for anew. */
export function giveKey(key: string): void {
  hideKey(key);
  hasKey = key !== "";
}

/** Whether the page has asked for its license. */
export function isAsked(): boolean {
  return opening !== null;
}

/** The license, asked for now where it was not yet. */
function license(): License {
  if (opening === null) {
    const {
      assets,
      key = DEFAULT_KEY,
      document,
      server,
      standby,
      password,
      reports,
      edition: chosen,
    } = consent();
    opening = startLicense({
      key: hasKey ? key : NO_KEY,
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
  return opening;
}

/**
 * The license when it is open. A page that was refused asks anew the next time.
 *
 * @throws SdkError where the license says no
 */
export async function demandLicense(): Promise<License> {
  const asked = license();
  const opened = await asked.ready;
  if (opened.answer.answer !== "refused") {
    return opened;
  }
  if (opening === asked) {
    opening = null;
    asked.close().catch(() => undefined);
  }
  throw refusalOf(opened.answer);
}

/** A scanner, whose memory is its own (SCAN-6). */
export function makeScanner(opened: License): Scanner {
  return opened.scanner(SHIPPED);
}
