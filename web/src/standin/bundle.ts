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
export type { TipConfig } from "./camera/camera_view.ts";
export type { Resolution } from "./camera/camera_stream.ts";
export type { EngineResourcePaths } from "./capturing/core_module.ts";
export type {
  BarcodeResultItem,
  CapturedResult,
  CapturedResultItem,
  DecodedBarcodesResult,
  DSImageData,
  OriginalImageItem,
} from "./capturing/results.ts";
export type {
  BarcodeSettings as SimplifiedBarcodeReaderSettings,
  CaptureSettings as SimplifiedCaptureVisionSettings,
} from "./capturing/templates.ts";
export type {
  BarcodeScannerConfig,
  BarcodeScanResult,
  ScannerViewConfig,
} from "./scanning/barcode_scanner.ts";

// What the classes above make, as types of the same names.
export type BarcodeScanner = (typeof flat.BarcodeScanner)["prototype"];
export type CameraEnhancer = (typeof flat.CameraEnhancer)["prototype"];
export type CameraView = (typeof flat.CameraView)["prototype"];
export type CaptureVisionRouter = (typeof flat.CaptureVisionRouter)["prototype"];
export type CapturedResultReceiver = (typeof flat.CapturedResultReceiver)["prototype"];
export type DrawingItem = (typeof flat.DrawingItem)["prototype"];
export type DrawingLayer = (typeof flat.DrawingLayer)["prototype"];
export type ImageDrawingItem = (typeof flat.ImageDrawingItem)["prototype"];
export type LineDrawingItem = (typeof flat.LineDrawingItem)["prototype"];
export type MultiFrameResultCrossFilter = (typeof flat.MultiFrameResultCrossFilter)["prototype"];
export type QuadDrawingItem = (typeof flat.QuadDrawingItem)["prototype"];
export type RectDrawingItem = (typeof flat.RectDrawingItem)["prototype"];
export type TextDrawingItem = (typeof flat.TextDrawingItem)["prototype"];
