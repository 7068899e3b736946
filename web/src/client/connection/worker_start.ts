/** How the worker is started, and why it did not start. */
import { BootError } from "../api/errors.ts";
import type { TrustedAddress } from "../api/options.ts";
import type { PolicyViolations } from "../page/policy_violations.ts";
import { fetchAsset } from "../protocol/assets.ts";

const STEP = "worker";

const OWN_ORIGIN =
  "Serve worker.js from the page's own origin and give its address as `workerURL`; or let the other origin send " +
  "Access-Control-Allow-Origin, and allow both blob: and that origin in the page's worker-src.";

const OWN_TYPES =
  "Let a policy of yours make the address: workerURL: trustedTypes.createPolicy(NAME, { createScriptURL: (url) => url })" +
  '.createScriptURL("/licensim/worker.js").';

const NOT_A_FILE =
  "Serve the page's folder by any web server, such as `python -m http.server`, and open the address that it prints.";

/**
 * Starts a module worker. A browser runs no script of another origin as a worker, so a wrapper imports such a
 * script.
 *
 * @throws BootError `WORKER_UNTRUSTED` if the page requires a trusted address, `WORKER_ORIGIN` if the browser
 * refuses even the wrapper
 */
export function startWorker(script: string | TrustedAddress): Worker {
  const url = urlOf(script);
  const address = typeof script !== "string" || isOwn(url) ? script : wrapper(url);
  try {
    // TypeScript's types have no trusted addresses yet.
    return new Worker(address as string, { type: "module", name: "licensim" });
  } catch (error) {
    throw refusal(url, error);
  }
}

/** A trusted address may be relative to the page, like any other. */
function urlOf(script: string | TrustedAddress): string {
  return new URL(String(script), document.baseURI).href;
}

function isOwn(url: string): boolean {
  return new URL(url).origin === self.origin;
}

/** Only Trusted Types make a browser throw a TypeError here; all other causes throw a DOMException. */
function refusal(url: string, error: unknown): BootError {
  if (error instanceof TypeError) {
    return new BootError(
      "WORKER_UNTRUSTED",
      STEP,
      `this page requires Trusted Types, and ${url} is a text`,
      OWN_TYPES,
      url,
    );
  }
  return isOfFile()
    ? ofFile(url)
    : new BootError("WORKER_ORIGIN", STEP, `the browser refused ${url} (${error})`, OWN_ORIGIN, url);
}

function isOfFile(): boolean {
  return location.protocol === "file:";
}

function ofFile(url: string): BootError {
  const what = `this page was opened as a file, which has no origin, and the browser ran no worker from ${url}`;
  return new BootError("WORKER_FILE", STEP, what, NOT_A_FILE, url);
}

function wrapper(url: string): string {
  const code = `import ${JSON.stringify(url)};`;
  if (self.origin === "null") {
    // A page without an origin cannot start blob: workers. A data: worker has no origin, and neither has this
    // page.
    return `data:text/javascript,${encodeURIComponent(code)}`;
  }
  return URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
}

/** Why a worker was lost before its first message; null if nothing is wrong with its script. */
export async function diagnoseStart(
  script: string | TrustedAddress,
  violations: PolicyViolations,
): Promise<BootError | null> {
  const url = urlOf(script);
  const fault = await fetchAsset(url, "script", STEP).then(
    () => null,
    (error: BootError) => error,
  );
  const directive = violations.ofWorker(url);
  if (directive !== null) {
    const hint = isOwn(url) ? "Add worker-src 'self' to the page's Content-Security-Policy." : OWN_ORIGIN;
    return new BootError("WORKER_BLOCKED", STEP, `the policy's ${directive} forbids ${url}`, hint, url);
  }
  if (isOfFile() && fault?.reason !== "ASSET_MISSING") {
    return ofFile(url);
  }
  if (!isOwn(url) && fault?.reason !== "ASSET_MISSING") {
    return new BootError(
      "WORKER_ORIGIN",
      STEP,
      `${url} is of another origin than ${self.origin}`,
      OWN_ORIGIN,
      url,
    );
  }
  return fault;
}
