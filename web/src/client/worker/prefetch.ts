/**
 * What a boot has at hand already, lent to Pyodide while it starts.
 *
 * Pyodide only logs a file that is missing or of the wrong type, and then waits forever; and it compiles its program
 * only once its script has come. So the downloads are made, judged and compiled outside, and lent where it asks.
 */

/** What is under way. */
export interface Loan {
  /** Downloads, by address. */
  readonly downloads: ReadonlyMap<string, Promise<Response>>;
  /** The interpreter's program. */
  readonly program: Promise<WebAssembly.Module>;
}

/** While `work` runs, who asks for one of these gets what is under way. */
export async function lending<T>(loan: Loan, work: () => Promise<T>): Promise<T> {
  const { fetch } = globalThis;
  const { instantiateStreaming, Module } = WebAssembly;
  globalThis.fetch = (input, init) => loan.downloads.get(String(input)) ?? fetch(input, init);
  WebAssembly.instantiateStreaming = async (_, imports) => {
    const module = await loan.program;
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
