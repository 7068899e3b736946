/** Finds out why the page or its browser stopped a request to a license server: `fetch` does not say. */
import type { Warning } from "../api/answers.ts";
import { PolicyViolations } from "../page/policy_violations.ts";

const PERMISSIONS = ["loopback-network", "local-network", "local-network-access"];
const LOOPBACK = /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/;
const LOCAL = /^(10\.|192\.168\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.|\[f[cde]|.*\.local$)/;

/** Something answers at the address, but not as a license server does. */
export const NOT_A_SERVER: Warning = {
  reason: "NOT_A_LICENSE_SERVER",
  text: "something answers at the address of `server`, but is no license server: is the address right?",
};

/** Watches the violations of the page's policy, and finds the reasons of failed requests. */
export class FetchDiagnosis {
  readonly #violations = new PolicyViolations();
  /** Origins that have answered once: they let this page read their answers. */
  readonly #reached = new Set<string>();

  /** A server's answer could be read. */
  reached(url: string): void {
    this.#reached.add(new URL(url).origin);
  }

  /** The reason of a request that has just failed; null if the server is simply not there. */
  async reasonOf(address: string, signal: AbortSignal): Promise<Warning | null> {
    const url = new URL(address);
    await violationsAreReported();
    if (this.#violations.ofConnection(address)) {
      return blockedByPolicy(url);
    }
    if (await needsPermission(url)) {
      return blockedLocally(url);
    }
    if (isMixed(url)) {
      return mixed(url);
    }
    const strange = !this.#reached.has(url.origin) && (await answersOtherOrigins(url, signal));
    return strange ? unreadable(url) : null;
  }

  stop(): void {
    this.#violations.stop();
  }
}

/** The browser reports a violation a moment after the request has failed. No timer: it might be stopped. */
function violationsAreReported(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

/** Whether the browser blocks a server of this computer or its network until the user allows it. */
async function needsPermission({ hostname }: URL): Promise<boolean> {
  const isLoopback = LOOPBACK.test(hostname);
  if ((!isLoopback && !LOCAL.test(hostname)) || LOOPBACK.test(location.hostname)) {
    return false;
  }
  const states = await Promise.all(PERMISSIONS.map(permission));
  const known = states.filter((state) => state !== null);
  // Browsers without this permission block nothing; browsers with it grant it to https pages only.
  return known.length > 0 && (!self.isSecureContext || !known.includes("granted"));
}

function permission(name: string): Promise<PermissionState | null> {
  const query = navigator.permissions?.query({ name: name as PermissionName });
  return (query ?? Promise.reject()).then(
    ({ state }) => state,
    () => null,
  );
}

/** An https page may use plain http only for servers of this computer and its network. */
function isMixed({ protocol, hostname }: URL): boolean {
  return (
    location.protocol === "https:" &&
    protocol === "http:" &&
    !LOOPBACK.test(hostname) &&
    !LOCAL.test(hostname)
  );
}

/** Whether something answers, whose answer this page may not read. */
async function answersOtherOrigins(url: URL, signal: AbortSignal): Promise<boolean> {
  try {
    await fetch(new URL("/", url), { mode: "no-cors", credentials: "omit", cache: "no-store", signal });
    return true;
  } catch {
    return false;
  }
}

function blockedByPolicy({ origin }: URL): Warning {
  const text = `the page's Content-Security-Policy forbids the license server: add ${origin} to its connect-src`;
  return { reason: "SERVER_BLOCKED_BY_POLICY", text };
}

function blockedLocally({ origin }: URL): Warning {
  const cure = self.isSecureContext
    ? "allow this page access to the local network in the browser's site settings (the icon beside the address)"
    : "serve the page by https, for only such a page can be allowed it";
  const text = `the browser does not let a page of the internet reach ${origin}, which is on this computer or its network: ${cure}`;
  return { reason: "LOCAL_NETWORK_BLOCKED", text };
}

function mixed({ origin }: URL): Warning {
  return {
    reason: "SERVER_MIXED_CONTENT",
    text: `an https page may not reach ${origin}: give the server https`,
  };
}

function unreadable({ origin }: URL): Warning {
  const text =
    `something answers at ${origin}, but this page may not read it: is it a license server, and does it, or a proxy ` +
    "before it, send Access-Control-Allow-Origin?";
  return { reason: "SERVER_CORS", text };
}
