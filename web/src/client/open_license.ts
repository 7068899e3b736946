/** How a page opens a license. */
import type { License } from "./api/license.ts";
import type { OpenOptions } from "./api/options.ts";
import { demandOptions } from "./convert/open_options.ts";
import { setDocumentState } from "./page/document_state.ts";
import { PageLicense } from "./page_license.ts";

/**
 * A test kit sets this hook before the page's scripts run: it may choose the options, and gets each license.
 */
interface TestHook {
  options?(given: OpenOptions): OpenOptions;
  opened?(license: License): void;
}

function testing(): TestHook | undefined {
  return (globalThis as { [name: symbol]: unknown })[Symbol.for("licensim.testing")] as TestHook | undefined;
}

/**
 * Starts a client and returns it at once. Scanners may be made and frames given before it is open: frames
 * wait in order. `ready` resolves when it is open.
 *
 * @throws MalformedError at once, if the options are invalid
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
 * If the license refuses, it still resolves, with `answer.answer === "refused"`.
 *
 * @throws MalformedError if the options or the document are invalid, with every fault
 * @throws BootError when the page cannot run it: the cause, the step, and what to do
 * @throws StorageError `STORAGE_OUTDATED` when a newer version uses this origin's ledger, `STORAGE_DAMAGED`
 * when the stored data is not a ledger
 */
export async function openLicense(options: OpenOptions): Promise<License> {
  return startLicense(options).ready;
}
