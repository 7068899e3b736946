/** Enumerations of generation 10 and later that pages name, documented. */

/** `EnumCapturedResultItemType`, documented. */
export const ITEM_TYPES = {
  CRIT_ORIGINAL_IMAGE: 1,
  CRIT_BARCODE: 2,
  CRIT_TEXT_LINE: 4,
  CRIT_DETECTED_QUAD: 8,
  CRIT_DESKEWED_IMAGE: 16,
  CRIT_PARSED_RESULT: 32,
  CRIT_ENHANCED_IMAGE: 64,
} as const;

export const IMAGE_PIXEL_FORMATS = {
  IPF_BINARY: 0,
  IPF_BINARYINVERTED: 1,
  IPF_GRAYSCALED: 2,
  IPF_NV21: 3,
  IPF_RGB_565: 4,
  IPF_RGB_555: 5,
  IPF_RGB_888: 6,
  IPF_ARGB_8888: 7,
  IPF_RGB_161616: 8,
  IPF_ARGB_16161616: 9,
  IPF_ABGR_8888: 10,
  IPF_ABGR_16161616: 11,
  IPF_BGR_888: 12,
} as const;

export const ENHANCED_FEATURES = {
  EF_ENHANCED_FOCUS: 4,
  EF_AUTO_ZOOM: 16,
  EF_TAP_TO_FOCUS: 64,
} as const;

export const PRESET_TEMPLATES = {
  PT_DEFAULT: "Default",
  PT_READ_BARCODES: "ReadBarcodes_Default",
  PT_READ_BARCODES_SPEED_FIRST: "ReadBarcodes_SpeedFirst",
  PT_READ_BARCODES_READ_RATE_FIRST: "ReadBarcodes_ReadRateFirst",
  PT_READ_SINGLE_BARCODE: "ReadSingleBarcode",
} as const;
