/** The options with which a page opens a license. */
import type { Edition, Reports, Warning } from "./answers.ts";
import type { BootStep } from "./events.ts";

/** A `TrustedScriptURL`: the address of a script, made by a Trusted Types policy of the page. */
export interface TrustedAddress {
  toString(): string;
  toJSON(): string;
}

/** How to open a license. An unknown option is refused, so that a misspelled option is noticed. */
export interface OpenOptions {
  /** The project's key. */
  readonly key: string;
  /** The address of the folder of licensim's own files: absolute, or relative to the page. */
  readonly assets: string | URL;
  /**
   * A shared license server's address (`http://localhost:8765`), or relative to the page. Left out: no
   * server.
   */
  readonly server?: string | URL;
  /** The server to ask if the main server is not reached (NET-1). */
  readonly standby?: string | URL;
  /** The license document: a value or JSON text. Left out: the demo license. Not allowed with a server. */
  readonly document?: object | string;
  /**
   * More suffixes under which a platform gives each tenant its own subdomain, as `force.com` does: for a
   * domain license each subdomain is a site of its own (DOM-2). `*.` and `!` as in the Public Suffix List.
   * Not allowed with a server, which has its own (`licensim serve --tenant-suffix`).
   */
  readonly tenantSuffixes?: readonly string[];
  /** The project's session password (NET-8). */
  readonly password?: string;
  /**
   * The product that is opened: `barcode_reader`, `web_twain` or `label_recognizer`. The license is then
   * charged to an item of that product, or to an item without products. Left out: to any item (OPT-2). Scans
   * and pages have products of their own.
   */
  readonly product?: string;
  /** Only `browser` exists in a page (ID-9). */
  readonly deployment?: "browser";
  readonly edition?: Edition;
  /** Overrides the project's own setting (NET-4). Its default is `immediate`, and with a server `slot`. */
  readonly reports?: Reports;
  /** The page's clock: milliseconds since the epoch. Default `Date.now`. Called once for each message. */
  readonly now?: () => number;
  /**
   * The worker's script, if it is not `worker.js` in the assets folder. It must be of the page's own origin.
   * A page that requires Trusted Types gives an address that its policy made.
   *
   * @example
   * const policy = trustedTypes.createPolicy("workers", { createScriptURL: (url) => url });
   * openLicense({ ...options, workerURL: policy.createScriptURL("/licensim/worker.js") });
   */
  readonly workerURL?: string | URL | TrustedAddress;
  /** Called when a boot step has ended. */
  readonly onBoot?: (step: BootStep) => void;
  /** Called for every warning, also for those of the opening. */
  readonly onWarning?: (warning: Warning) => void;
}
