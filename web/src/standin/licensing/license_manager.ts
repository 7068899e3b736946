/** `LicenseManager` of generation 10 and later. */
import { demand } from "../start/errors.ts";
import { demandLicense, giveKey } from "./page_license.ts";

/** Whether to ask at once; generation 10 takes the bare word too. */
type Execute = boolean | { readonly executeNow?: boolean };

/** Takes the page's key, but never uses it: the license is the test's. */
export class LicenseManager {
  static initLicense(key: string, options: Execute = false): Promise<void> | undefined {
    demand(typeof key === "string", "LicenseManager.initLicense(key)", "a key", key);
    giveKey(key);
    const now = typeof options === "boolean" ? options : (options?.executeNow ?? false);
    return now ? demandLicense().then(() => undefined) : undefined;
  }

  static async getDeviceUUID(): Promise<string> {
    return (await demandLicense()).identity.uuid;
  }
}
