/** How a script makes its names known to the page. */

interface Page {
  Dynamsoft?: object;
  define?: { (names: readonly string[], make: () => object): void; readonly amd?: unknown };
}

/** Set the global for pages, and define the AMD module. Names that another of our scripts has set stay. */
export function publish(global: object, module: object): void {
  const page = globalThis as Page;
  page.Dynamsoft = page.Dynamsoft ?? global;
  if (typeof page.define === "function" && page.define.amd) {
    page.define([], () => module);
  }
}
