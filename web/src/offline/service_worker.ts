/**
 * The service worker of the page: after the first visit the page, the engine, the decoder and the static pages
 * need no network, and the parts for OCR and PDF need none once they were used.
 *
 * Workbox keeps the files; `web/build/offline.mjs` lists them. Files of one version stay together: a newer
 * version waits until the visitor loads it, or has closed every tab. Only files of the site are kept: what a
 * license server or a scanner answers never passes through here.
 */
import { cleanupOutdatedCaches, matchPrecache, precacheAndRoute } from "workbox-precaching";
import { registerRoute } from "workbox-routing";
import { CacheFirst } from "workbox-strategies";

/** The folders of the parts, with their version in the name. */
declare const __PARTS__: { readonly pdfjs: string; readonly tesseract: string };

/** What a service worker's own scope has. */
interface Scope {
  readonly FILES: { readonly url: string; readonly revision: string | null }[];
  readonly registration: { readonly scope: string };
  skipWaiting(): Promise<void>;
  addEventListener(type: "message", listener: (event: MessageEvent) => void): void;
}
const scope = globalThis as unknown as Scope;

cleanupOutdatedCaches();
// A link to the page may have any query, which says nothing to the page.
precacheAndRoute(scope.FILES, { ignoreURLParametersMatching: [/.*/], cleanURLs: false });

const parts = Object.values(__PARTS__).map((folder) => new URL(folder, scope.registration.scope).href);
registerRoute(
  ({ url }) => parts.some((folder) => url.href.startsWith(folder)),
  new CacheFirst({ cacheName: "parts" }),
);

// The static pages are one file: each by its path in this site, which ends with a slash.
const site = new URL(scope.registration.scope).pathname;
const STATIC = /^(?:rules|reasons|numbers|options|terms)(?:\/|$)/;
registerRoute(
  ({ url, request }) =>
    request.mode === "navigate" && url.pathname.startsWith(site) && STATIC.test(pathIn(url)),
  async ({ url, request }) => {
    const path = pathIn(url).replace(/index\.html$/, "");
    const pages = (await (await matchPrecache("pages.json"))?.json()) as Record<string, string> | undefined;
    const folder = path.endsWith("/") ? path : `${path}/`;
    const page = pages !== undefined && Object.hasOwn(pages, folder) ? pages[folder] : undefined;
    if (page === undefined) {
      return fetch(request);
    }
    return path === folder
      ? new Response(page, { headers: { "content-type": "text/html; charset=utf-8" } })
      : Response.redirect(new URL(site + folder, url).href);
  },
);

/** The path of an address of this site. */
function pathIn(url: URL): string {
  return url.pathname.slice(site.length);
}

scope.addEventListener("message", ({ data }) => {
  if (data?.type === "SKIP_WAITING") {
    void scope.skipWaiting();
  }
});
