/** How a page opens a license. */
import type { License, OpenOptions } from "./api.ts";

/**
 * Starts a client and returns it at once; `ready` tells when it is open.
 *
 * @throws MalformedError at once, for options that are none
 */
export declare function startLicense(options: OpenOptions): License;

/** Opens a license: `startLicense(options).ready`, with malformed options as a rejection too. */
export declare function openLicense(options: OpenOptions): Promise<License>;
