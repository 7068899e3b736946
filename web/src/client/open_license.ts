/** How a page opens a license. */
import type { License } from "./api/license.ts";
import type { OpenOptions } from "./api/options.ts";
import { demandOptions } from "./convert/open_options.ts";
import { setDocumentState } from "./page/document_state.ts";
import { PageLicense } from "./page_license.ts";

/** What a test kit lays there before the page's scripts: it may choose the options, and sees each license. */
interface TestHook {
  options?(given: OpenOptions): OpenOptions;
  opened?(license: License): void;
}

function testing(): TestHook | undefined {
  return (globalThis as { [name: symbol]: unknown })[Symbol.for("licensim.testing")] as TestHook | undefined;
}

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
    const hook = testing();
    const chosen = hook?.options?.(options) ?? options;
    demandOptions(chosen);
    const license = new PageLicense(chosen);
    hook?.opened?.(license);
    return license;
  } catch (error) {
    setDocumentState("failed");
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
 * @throws StorageError `STORAGE_OUTDATED` when a newer version has this origin's ledger, `STORAGE_DAMAGED` when what
 * is stored is none
 */
export async function openLicense(options: OpenOptions): Promise<License> {
  return startLicense(options).ready;
}
