/** Where licensim's own files lie: beside this page, as in any other page that uses the client. */

type ClientModule = typeof import("../../client/index.ts");

/** The folder of the client, its worker and Python. */
export const CLIENT_ASSETS = new URL("licensim/", document.baseURI);

/** Load the client; late, so that a page without it can say so. */
export function loadClient(): Promise<ClientModule> {
  return import("../../client/index.ts");
}
