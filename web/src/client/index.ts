/**
 * licensim in the page: the license rules, decided in a worker of this page.
 *
 * @example
 * import { openLicense } from "licensim";
 * const license = await openLicense({ key: "DEMO-1", assets: "/licensim/" });
 * const scanner = license.scanner({ duplicateForgetTime: 3000 });
 * const result = await scanner.frame([{ format: "QRCode", text: "A" }], { timestamp: 0 });
 *
 * @packageDocumentation
 */
export { openLicense, startLicense } from "./open_license.ts";
export type * from "./api/answers.ts";
export type * from "./api/events.ts";
export type * from "./api/license.ts";
export type * from "./api/options.ts";
export type * from "./api/scanner.ts";
export type * from "./api/status.ts";
export {
  BootError,
  BugError,
  ClosedError,
  LicensimError,
  MalformedError,
  ServerError,
  StorageError,
  WorkerCrashError,
} from "./api/errors.ts";
export type { BootReason, Fault, ServerReason, StorageReason } from "./api/errors.ts";
export { fromZxing } from "./zxing.ts";
export type { ZxingResult } from "./zxing.ts";
