/** `CoreModule` of generation 10 and later. */
import { warm } from "../decoding/decoder.ts";
import { demandLicense } from "../licensing/page_license.ts";

/** Where the SDK's own files would be: none is loaded. */
export interface EngineResourcePaths {
  rootDirectory?: string;
  [more: string]: unknown;
}

let paths: EngineResourcePaths = {};

/** Loads what is needed, ahead of its first use. */
export class CoreModule {
  static get engineResourcePaths(): EngineResourcePaths {
    return paths;
  }

  static set engineResourcePaths(given: EngineResourcePaths) {
    paths = given;
  }

  /**
   * Loads the decoder, and asks for the license. For a refusal the promise rejects; a page that does not await
   * it gets the refusal when it first needs the license.
   */
  static loadWasm(_modules?: readonly string[]): Promise<void> {
    const loaded = Promise.all([warm(), demandLicense()]).then(() => undefined);
    loaded.catch(() => undefined);
    return loaded;
  }

  static enableLogging(): void {}

  static disableLogging(): void {}
}
