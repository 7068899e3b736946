/**
 * Files that the boot fetches and compiles in advance, and gives to Pyodide while Pyodide starts.
 *
 * If a file is missing or has the wrong type, Pyodide only logs it, and then waits forever. It also compiles
 * its program only after its script has arrived. So the boot downloads, checks and compiles the files, and
 * Pyodide gets them when it asks.
 */

/** Downloads and compilations under way. */
export interface Prefetched {
  /** Downloads, by address. */
  readonly downloads: ReadonlyMap<string, Promise<Response>>;
  /** The interpreter's program. */
  readonly program: Promise<WebAssembly.Module>;
}

/** While `work` runs, `fetch` and `WebAssembly` return the prefetched files. */
export async function withPrefetched<T>(prefetched: Prefetched, work: () => Promise<T>): Promise<T> {
  const { fetch } = globalThis;
  const { instantiateStreaming, Module } = WebAssembly;
  globalThis.fetch = (input, init) => prefetched.downloads.get(String(input)) ?? fetch(input, init);
  WebAssembly.instantiateStreaming = async (_, imports) => {
    const module = await prefetched.program;
    return { module, instance: await WebAssembly.instantiate(module, imports) };
  };
  WebAssembly.Module = compilingOnce(Module);
  try {
    return await work();
  } finally {
    globalThis.fetch = fetch;
    WebAssembly.instantiateStreaming = instantiateStreaming;
    WebAssembly.Module = Module;
  }
}

/** Compiles equal modules once: Emscripten makes the same small one for many JavaScript functions. */
function compilingOnce(Module: typeof WebAssembly.Module): typeof WebAssembly.Module {
  const compiled = new Map<string, WebAssembly.Module>();
  return new Proxy(Module, {
    construct(target, [bytes]: [BufferSource]) {
      const key = String(bytes);
      const module = compiled.get(key) ?? new target(bytes);
      compiled.set(key, module);
      return module;
    },
  });
}
