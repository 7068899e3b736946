/**
 * Tokens for the controls of license servers. The server that serves this page prints the page's address with
 * its token in the fragment; that token is kept for this tab. A token typed for another server is kept until
 * the page is closed.
 */

const KEPT = "licensim.token";
const tokens = new Map<string, string>();

/** The address of the server that served this page, if it is a license server: the page's own folder. */
export function ownAddress(): string {
  return new URL(".", document.baseURI).href;
}

/**
 * Remove the token from the page's address, for links, bookmarks and history; returns whether there was one.
 */
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

/** The token for a server's controls; empty if none is known. It is never sent to another server. */
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
    // This browser stores nothing for this page: the token is known until the page is closed.
  }
}
