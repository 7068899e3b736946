/**
 * The stand-in for generation 10 and later as a module: the names of the SDK's own, for tests.
 *
 * It starts only under licensim's test kit, or if the page sets `globalThis.licensimStandin = {}` before it.
 *
 * @packageDocumentation
 */
import { flat, namespace, parts } from "./namespace.ts";
import { cameFrom } from "./start/version.ts";

cameFrom(import.meta.url);

export const {
  BarcodeReaderModule,
  BarcodeScanner,
  CameraEnhancer,
  CameraView,
  CaptureVisionRouter,
  CapturedResultReceiver,
  CodeParser,
  CodeParserModule,
  CoreModule,
  DrawingItem,
  DrawingLayer,
  DrawingStyleManager,
  EnumBarcodeFormat,
  EnumCapturedResultItemType,
  EnumEnhancedFeatures,
  EnumImagePixelFormat,
  EnumPresetTemplate,
  EnumResultStatus,
  EnumScanMode,
  Feedback,
  ImageDrawingItem,
  IntermediateResultReceiver,
  LicenseManager,
  LineDrawingItem,
  MultiFrameResultCrossFilter,
  QuadDrawingItem,
  RectDrawingItem,
  TextDrawingItem,
} = flat;
export const { Core, CVR, DBR, DCE, DCP, License, Utility } = parts;
export default namespace;
export type { Call, StandinOptions } from "./start/consent.ts";
