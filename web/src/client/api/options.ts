/** What a page opens a license with. */
import type { Edition, Reports, Warning } from "./answers.ts";
import type { BootStep } from "./events.ts";

/** A `TrustedScriptURL`: an address of a script that a Trusted Types policy of the page made. */
export interface TrustedAddress {
  toString(): string;
  toJSON(): string;
}

/** How to open a license. An unknown option is refused, so that none is believed to work that does not. */
export interface OpenOptions {
  /** The project's key. */
  readonly key: string;
  /** The folder of licensim's own files, as this page reaches it: absolute, or relative to the page. */
  readonly assets: string | URL;
  /**
   * The address of a shared license server, such as `http://localhost:8765`; relative to the page. Left out: the
   * license is decided in this page.
   */
  readonly server?: string | URL;
  /** The server to ask where that one is not reached (NET-1). */
  readonly standby?: string | URL;
  /** The license document, as a value or as JSON text. Left out: the demo license, key `DEMO-1`. None with a server. */
  readonly document?: object | string;
  /**
   * Further suffixes under which a platform gives each of its tenants a subdomain of its own, as `force.com` does:
   * for a domain license each subdomain is a site of its own (DOM-2). `*.` and `!` as in the Public Suffix List.
   * None with a server, which has its own (`licensim serve --tenant-suffix`).
   */
  readonly tenantSuffixes?: readonly string[];
  /** The project's session password (NET-8). */
  readonly password?: string;
  /**
   * What is opened: `barcode_reader`, `web_twain` or `label_recognizer`; the license is then charged to an item of it,
   * or to one that names none. Left out: to any (OPT-2). Scans and pages are charged by their own product.
   */
  readonly product?: string;
  /** Only `browser` exists in a page (ID-9). */
  readonly deployment?: "browser";
  readonly edition?: Edition;
  /** Overrides the project's own setting, whose default is `immediate`, with a server `slot` (NET-4). */
  readonly reports?: Reports;
  /** The page's clock: milliseconds since the epoch. Default `Date.now`. Called once a message. */
  readonly now?: () => number;
  /**
   * The worker's script, where it is not `worker.js` among the assets: it must be of the page's own origin. A page
   * that requires Trusted Types gives what its policy made for it.
   *
   * @example
   * const policy = trustedTypes.createPolicy("workers", { createScriptURL: (url) => url });
   * openLicense({ ...options, workerURL: policy.createScriptURL("/licensim/worker.js") });
   */
  readonly workerURL?: string | URL | TrustedAddress;
  /** Called when a boot step is done. */
  readonly onBoot?: (step: BootStep) => void;
  /** Called for every warning, those of the opening included. */
  readonly onWarning?: (warning: Warning) => void;
}
