/** Requests to a scanner on this computer, and the reasons of failed ones, in words. */

import { DocumentError } from "../document_error.ts";

const DEFAULT_FOLDER = "/eSCL";
/** The hosts that the page's policy allows (connect-src). */
const LOOPBACK = new Set(["localhost", "127.0.0.1"]);
const LIMIT_MS = 30_000;
const START_ONE = "Start one with `licensim scanner`, or check the address.";

/**
 * The URL of the scanner's folder, without a slash at the end, from a typed address. Throws DocumentError.
 */
export function parseAddress(text: string): URL {
  const address = text.trim();
  const url = URL.parse(/^[a-z]+:\/\//i.test(address) ? address : `http://${address}`);
  if (url === null || address === "" || url.protocol !== "http:") {
    throw new DocumentError(
      "address",
      `“${address}” is no address of a scanner.`,
      "It looks like localhost:8766.",
    );
  }
  if (!LOOPBACK.has(url.hostname)) {
    throw new DocumentError(
      "address",
      `This page reaches scanners on this computer only, not ${url.host}.`,
      "A service on this computer can pass it on: it has localhost in its address.",
    );
  }
  const folder = url.pathname.replace(/\/+$/, "");
  return new URL(folder === "" ? DEFAULT_FOLDER : folder, url.origin);
}

/**
 * Request from a scanner. Rejects with DocumentError if nothing answers, with the signal's reason if aborted.
 */
export async function ask(url: URL, init: RequestInit, signal: AbortSignal | undefined): Promise<Response> {
  signal?.throwIfAborted();
  const policy = new PolicyWatch(url);
  try {
    const limit = AbortSignal.timeout(LIMIT_MS);
    return await fetch(url, {
      ...init,
      cache: "no-store",
      credentials: "omit",
      redirect: "error",
      signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
    });
  } catch (error) {
    signal?.throwIfAborted();
    throw await whyUnreachable(url, await policy.violated(), error);
  } finally {
    policy.stop();
  }
}

/** Watches whether the page's own policy stopped a request: `fetch` does not say. */
class PolicyWatch {
  #violated = false;
  readonly #listen: (event: SecurityPolicyViolationEvent) => void;

  constructor(url: URL) {
    this.#listen = (event) => {
      if (event.effectiveDirective === "connect-src" && event.blockedURI.startsWith(url.origin)) {
        this.#violated = true;
      }
    };
    document.addEventListener("securitypolicyviolation", this.#listen);
  }

  /** Waits a moment: the browser reports a violation after the request has failed. */
  async violated(): Promise<boolean> {
    await new Promise((resolve) => setTimeout(resolve));
    return this.#violated;
  }

  stop(): void {
    document.removeEventListener("securitypolicyviolation", this.#listen);
  }
}

async function whyUnreachable(url: URL, violated: boolean, error: unknown): Promise<DocumentError> {
  if (violated) {
    return new DocumentError(
      "blocked",
      `The page's own content policy does not let it reach ${url.origin}.`,
      "Its connect-src must name http://localhost:* and http://127.0.0.1:*.",
      error,
    );
  }
  if (await localNetworkDenied()) {
    return new DocumentError(
      "blocked",
      "The browser does not let this page reach programs on this computer.",
      "Allow access to devices on the local network in the site settings (the icon beside the address).",
      error,
    );
  }
  if (error instanceof DOMException && error.name === "TimeoutError") {
    return new DocumentError(
      "unreachable",
      `The scanner at ${url.host} does not answer.`,
      "Switch it off and on, then try again.",
      error,
    );
  }
  if (await answersOtherOrigins(url)) {
    return new DocumentError(
      "blocked",
      `Something answers at ${url.host}, but does not let this page read it.`,
      "A scanner service for browsers sends CORS headers.",
      error,
    );
  }
  return new DocumentError("unreachable", `No scanner answers at ${url.host}.`, START_ONE, error);
}

/**
 * Whether Chromium's user has denied a page of the internet access to this computer. Other browsers have no
 * such permission, and a page of this computer needs none.
 */
async function localNetworkDenied(): Promise<boolean> {
  if (LOOPBACK.has(location.hostname) || location.hostname.endsWith(".localhost")) {
    return false;
  }
  for (const name of ["loopback-network", "local-network-access"]) {
    const status = await navigator.permissions.query({ name: name as PermissionName }).catch(() => null);
    if (status?.state === "denied") {
      return true;
    }
  }
  return false;
}

async function answersOtherOrigins(url: URL): Promise<boolean> {
  const init: RequestInit = {
    mode: "no-cors",
    credentials: "omit",
    cache: "no-store",
    signal: AbortSignal.timeout(3_000),
  };
  return await fetch(url, init).then(
    () => true,
    () => false,
  );
}
