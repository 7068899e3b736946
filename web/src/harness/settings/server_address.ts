/** The address of a license server: parsed from typed text, and written for the page. */

const LOCAL = /^(localhost|[\w.-]*\.localhost|127(\.\d+){3}|\[::1\])(:|\/|$)/i;

/** The typed address, with scheme and slash; null if it is invalid. */
export function readAddress(typed: string): string | null {
  const text = typed.trim();
  const scheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? "" : LOCAL.test(text) ? "http://" : "https://";
  try {
    const { protocol, origin, pathname } = new URL(scheme + text);
    if (text === "" || !/^https?:$/.test(protocol)) {
      return null;
    }
    return origin + (pathname.endsWith("/") ? pathname : `${pathname}/`);
  } catch {
    return null;
  }
}

/** A short form of an address: `localhost:8765`, `https://licenses.example.com`. */
export function nameOf(address: string): string {
  return (LOCAL.test(address.slice("http://".length)) ? address.replace(/^http:\/\//, "") : address).replace(
    /\/$/,
    "",
  );
}
