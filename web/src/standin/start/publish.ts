/** How a script makes its names known to the page. */

interface Page {
  Dynamsoft?: object;
  define?: { (names: readonly string[], make: () => object): void; readonly amd?: unknown };
}

/** The global of pages, and what an AMD loader is given. What another of our scripts has put there stays. */
export function publish(global: object, module: object): void {
  const page = globalThis as Page;
  page.Dynamsoft = page.Dynamsoft ?? global;
  if (typeof page.define === "function" && page.define.amd) {
    page.define([], () => module);
  }
}
