/**
 * The stand-in for generation 9 as a module: the names of the SDK's own, for tests.
 *
 * It starts only under licensim's test kit, or if the page sets `globalThis.licensimStandin = {}` before it.
 *
 * @packageDocumentation
 */
import { DBR } from "./nine_namespace.ts";
import { cameFrom } from "./start/version.ts";

cameFrom(import.meta.url, true);

export const {
  BarcodeReader,
  BarcodeScanner,
  EnumBarcodeComplementMode,
  EnumBarcodeFormat,
  EnumBinarizationMode,
  EnumDeblurMode,
  EnumDeformationResistingMode,
  EnumLocalizationMode,
  EnumRegionPredetectionMode,
  EnumScaleUpMode,
} = DBR;
export default DBR;
export type { Call, StandinOptions } from "./start/consent.ts";
export type { RuntimeSettings, ScanSettings } from "./nine/settings.ts";
export type { LocalizationResult, TextResult } from "./nine/text_result.ts";

// What the classes above make, as types of the same names.
export type BarcodeReader = (typeof DBR.BarcodeReader)["prototype"];
export type BarcodeScanner = (typeof DBR.BarcodeScanner)["prototype"];
