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
