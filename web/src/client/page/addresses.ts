/** Where this page is: the origin it has, and the addresses it reaches. */
import type { TrustedAddress } from "../api/options.ts";
import type { OriginParts } from "../protocol/messages.ts";

/** What a page without an http(s) origin is reported as (ID-3). */
const FALLBACK: OriginParts = { scheme: "https", host: "localhost", port: null };

/** The page's origin in the browser's own serialization (ID-2); null where it has none of http(s) (ID-3). */
export function pageOrigin(): OriginParts | null {
  // `self.origin`, not that of the address: a sandboxed frame has the address but not the origin.
  const origin = self.origin;
  if (!/^https?:/.test(origin)) {
    return null;
  }
  const { protocol, hostname, port } = new URL(origin);
  return { scheme: protocol.slice(0, -1), host: hostname, port: port === "" ? null : Number(port) };
}

/** An origin as `location` would spell it. */
export function asLocation(parts: OriginParts | null): {
  origin: string;
  protocol: string;
  host: string;
  port: string;
} {
  const { scheme, host, port } = parts ?? FALLBACK;
  const suffix = port === null ? "" : String(port);
  return {
    origin: `${scheme}://${host}${suffix === "" ? "" : `:${suffix}`}`,
    protocol: `${scheme}:`,
    host,
    port: suffix,
  };
}

/** Browsers that know Trusted Types. */
interface TrustedTypes {
  isScriptURL(value: unknown): value is TrustedAddress;
}

/** Whether a policy of the page made this address of a script. */
export function isTrusted(address: unknown): address is TrustedAddress {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
  return trustedTypes?.isScriptURL(address) ?? false;
}

/** The absolute address of a script; one that the page trusts stays as it is, for nothing else is trusted. */
export function scriptAddress(address: string | URL | TrustedAddress): string | TrustedAddress {
  return isTrusted(address) ? address : new URL(address, document.baseURI).href;
}

/** The absolute address of a folder, with its slash at the end. */
export function folderAddress(address: string | URL): string {
  const url = new URL(address, document.baseURI);
  url.pathname = url.pathname.replace(/\/?$/, "/");
  return url.href;
}
