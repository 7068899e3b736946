/** The address of licensim's own files: beside this page, as for any other page that uses the client. */

type ClientModule = typeof import("../../client/index.ts");

/** The folder of the client, its worker and Python. */
export const CLIENT_ASSETS = new URL("licensim/", document.baseURI);

/** Load the client; not at the page's start, so that the page can report that it is missing. */
export function loadClient(): Promise<ClientModule> {
  return import("../../client/index.ts");
}
