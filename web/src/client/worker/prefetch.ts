/**
 * What a boot has fetched and compiled beforehand, and gives to Pyodide while that starts.
 *
 * Pyodide only logs a file that is missing or of the wrong type, and then waits forever; and it compiles its program
 * only once its script has come. So the downloads are made, judged and compiled outside, and given where it asks.
 */

/** What is under way. */
export interface Prefetched {
  /** Downloads, by address. */
  readonly downloads: ReadonlyMap<string, Promise<Response>>;
  /** The interpreter's program. */
  readonly program: Promise<WebAssembly.Module>;
}

/** While `work` runs, `fetch` and `WebAssembly` give what is under way. */
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

/** Emscripten compiles a module of the same few bytes for each function of JavaScript that it gives to the program. */
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
