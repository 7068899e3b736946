/** A host as visitors type or paste it: a name, an address with a port, or that of an app. */
import { readAddress } from "./server_address.ts";

/** The host to ask about, and what is to be said of the rest of the text; empty for nothing. */
export interface TypedHost {
  readonly host: string;
  readonly note: string;
}

/** Any other text than an address is the host, unchanged: the core says what is wrong with it. */
export function readHost(typed: string): TypedHost {
  const text = typed.trim();
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1]?.toLowerCase();
  if (scheme !== undefined && scheme !== "http" && scheme !== "https") {
    return { host: "localhost", note: `A page at ${scheme}: counts as https://localhost (ID-3).` };
  }
  const address = /[/:]/.test(text) ? readAddress(text) : null;
  if (address === null) {
    return { host: text, note: "" };
  }
  const { hostname, port } = new URL(address);
  return {
    host: hostname,
    note: port === "" ? "" : `Port ${port} makes no difference: a domain has all its ports.`,
  };
}
