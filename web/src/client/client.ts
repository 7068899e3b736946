/** How a page opens a license. */
import type { License, OpenOptions } from "./api.ts";
import { PageLicense } from "./license.ts";
import { demandOptions } from "./options.ts";
import { setState } from "./state.ts";

/**
 * Starts a client and returns it at once: scanners may be made and frames given before it is open, they wait in
 * order. `ready` tells when it is open.
 *
 * @throws MalformedError at once, for options that are none
 * @example
 * const license = startLicense({ key: "DEMO-1", assets: "/licensim/" });
 * const scanner = license.scanner();
 * camera.start((codes, timestamp) => scanner.frame(codes, { timestamp }));
 * await license.ready;
 */
export function startLicense(options: OpenOptions): License {
  try {
    demandOptions(options);
    return new PageLicense(options);
  } catch (error) {
    setState("failed");
    throw error;
  }
}

/**
 * Opens a license.
 *
 * Resolves with `answer.answer === "refused"` where the license says no.
 *
 * @throws MalformedError for options or a document that are none, with every fault
 * @throws BootError when the page cannot run it: what was at fault, in which step, and what to do
 * @throws StorageError `STORAGE_OUTDATED` when a newer version has this origin's ledger
 */
export async function openLicense(options: OpenOptions): Promise<License> {
  return startLicense(options).ready;
}
