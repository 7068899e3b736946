/** The settings of generation 9: what is read of a picture, and how often. */
import type { Box } from "../../client/index.ts";
import type { Wanted } from "../capturing/reading.ts";
import { BARCODE_FORMATS_OF_NINE } from "../decoding/formats.ts";
import { demand } from "../start/errors.ts";

/** A region in percent or pixels. */
interface Region {
  regionLeft?: number;
  regionTop?: number;
  regionRight?: number;
  regionBottom?: number;
  regionMeasuredByPercentage?: number | boolean;
}

/** `RuntimeSettings`: the fields that have an effect; other fields that a page sets are kept. */
export interface RuntimeSettings {
  barcodeFormatIds: number;
  expectedBarcodesCount: number;
  region: Region | Region[];
  [more: string]: unknown;
}

/** `ScanSettings`. */
export interface ScanSettings {
  /** Milliseconds between two frames. */
  intervalTime: number;
  /** Milliseconds. */
  duplicateForgetTime: number;
  [more: string]: unknown;
}

/** The presets by name, and how many codes each reads; 0 for all. */
const PRESETS: Readonly<Record<string, number>> = {
  speed: 0,
  balance: 0,
  coverage: 0,
  single: 1,
  dense: 0,
  distance: 0,
};

/** Lists of modes that pages read and set: kept, and nothing reads them here. */
const LISTS = ["binarizationModes", "deblurModes", "localizationModes", "scaleUpModes"];
const FURTHER = [
  "barcodeColourModes",
  "barcodeComplementModes",
  "colourClusteringModes",
  "colourConversionModes",
  "deformationResistingModes",
  "dpmCodeReadingModes",
  "grayscaleTransformationModes",
  "imagePreprocessingModes",
  "regionPredetectionModes",
  "textFilterModes",
  "textResultOrderModes",
  "textureDetectionModes",
];
const MODES = 8;

const emptyLists = (names: readonly string[]): Record<string, number[]> =>
  Object.fromEntries(names.map((name) => [name, Array.from({ length: MODES }, () => 0)]));

/** The settings until a page changes them. */
export const defaultRuntimeSettings = (): RuntimeSettings => ({
  barcodeFormatIds: BARCODE_FORMATS_OF_NINE["BF_ALL"] ?? 0,
  barcodeFormatIds_2: 0,
  ...emptyLists(LISTS),
  furtherModes: emptyLists(FURTHER),
  expectedBarcodesCount: 0,
  region: { regionLeft: 0, regionTop: 0, regionRight: 100, regionBottom: 100, regionMeasuredByPercentage: 1 },
});

/** 10 frames a second, unless the page asks otherwise. */
export const defaultScanSettings = (): ScanSettings => ({ intervalTime: 100, duplicateForgetTime: 3000 });

/** Settings after a page has given a preset's name, or an object. */
export function updatedSettings(
  before: RuntimeSettings,
  given: string | Partial<RuntimeSettings>,
  member: string,
): RuntimeSettings {
  if (typeof given === "string") {
    demand(
      Object.hasOwn(PRESETS, given),
      member,
      `one of ${Object.keys(PRESETS).join(", ")}, or settings`,
      given,
    );
    return { ...defaultRuntimeSettings(), expectedBarcodesCount: PRESETS[given] ?? 0 };
  }
  demand(typeof given === "object" && given !== null, member, "settings, or the name of a preset", given);
  return { ...before, ...given };
}

/** What of a picture these settings read. */
export function wantedBy(
  { barcodeFormatIds, expectedBarcodesCount, region }: RuntimeSettings,
  size: Size,
  forgetMs: number | null,
): Wanted {
  return {
    formats: barcodeFormatIds,
    expected: expectedBarcodesCount,
    region: boxOf(Array.isArray(region) ? (region[0] ?? {}) : region, size),
    forgetMs,
  };
}

interface Size {
  readonly width: number;
  readonly height: number;
}

function boxOf(region: Region, { width, height }: Size): Box | null {
  const {
    regionLeft = 0,
    regionTop = 0,
    regionRight = 100,
    regionBottom = 100,
    regionMeasuredByPercentage: percent,
  } = region;
  const [across, down] = percent ? [100, 100] : [width || 100, height || 100];
  const box = [regionLeft / across, regionTop / down, regionRight / across, regionBottom / down] as const;
  return box[0] <= 0 && box[1] <= 0 && box[2] >= 1 && box[3] >= 1 ? null : box;
}
