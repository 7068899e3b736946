/** The origin of this page, and the addresses that it loads. */
import type { TrustedAddress } from "../api/options.ts";
import type { OriginParts } from "../protocol/messages.ts";

/** The origin that is reported for a page without an http(s) origin (ID-3). */
const FALLBACK: OriginParts = { scheme: "https", host: "localhost", port: null };

/** The page's origin in the browser's own serialization (ID-2); null if it has no http(s) origin (ID-3). */
export function pageOrigin(): OriginParts | null {
  // `self.origin`, not `location.origin`: a sandboxed frame has the address, but not its origin.
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

/** The part of `globalThis` in browsers with Trusted Types. */
interface TrustedTypes {
  isScriptURL(value: unknown): value is TrustedAddress;
}

/** Whether a Trusted Types policy of the page made this address of a script. */
export function isTrusted(address: unknown): address is TrustedAddress {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
  return trustedTypes?.isScriptURL(address) ?? false;
}

/**
 * The absolute address of a script; a trusted address stays as it is, because a changed one is not trusted.
 */
export function scriptAddress(address: string | URL | TrustedAddress): string | TrustedAddress {
  return isTrusted(address) ? address : new URL(address, document.baseURI).href;
}

/** The absolute address of a folder, with its slash at the end. */
export function folderAddress(address: string | URL): string {
  const url = new URL(address, document.baseURI);
  url.pathname = url.pathname.replace(/\/?$/, "/");
  return url.href;
}
