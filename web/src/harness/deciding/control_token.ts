/**
 * Tokens of servers' controls. The server that has served this page prints the page's address with its token in the
 * fragment; that one is kept for this tab. What was typed for another server is kept as long as the page lives.
 */

const KEPT = "licensim.token";
const tokens = new Map<string, string>();

/** The server that has served this page, if one has: the page's own folder. */
export function ownAddress(): string {
  return new URL(".", document.baseURI).href;
}

/** Take the token out of the page's address, so that no link, bookmark or history has it; whether there was one. */
export function takeToken(): boolean {
  const named = new URLSearchParams(location.hash.slice(1));
  const token = named.get("token");
  if (token === null) {
    return false;
  }
  named.delete("token");
  const rest = named.toString();
  history.replaceState(null, "", location.pathname + location.search + (rest === "" ? "" : `#${rest}`));
  keepToken(ownAddress(), token);
  return true;
}

/** The token for a server's controls; empty where none is known. No other server is ever told it. */
export function tokenOf(server: string): string {
  const held = tokens.get(server);
  if (held !== undefined || server !== ownAddress()) {
    return held ?? "";
  }
  try {
    return sessionStorage.getItem(KEPT) ?? "";
  } catch {
    return ""; // this browser keeps nothing for this page
  }
}

/** Keep a token; an empty one is forgotten. */
export function keepToken(server: string, token: string): void {
  tokens.set(server, token);
  if (server !== ownAddress()) {
    return;
  }
  try {
    if (token === "") {
      sessionStorage.removeItem(KEPT);
    } else {
      sessionStorage.setItem(KEPT, token);
    }
  } catch {
    // This browser keeps nothing for this page: until it is closed the token is known all the same.
  }
}
