/** The formats: as the decoder names them, as pages do, and the bit of each. */

/** Decoder's names, the page's name, the bit (of EnumBarcodeFormat, documented). */
const ROWS: readonly (readonly [zxing: readonly string[], name: string, bit: bigint])[] = [
  [["Code39", "Code39Std"], "CODE_39", 0x1n],
  [["Code128"], "CODE_128", 0x2n],
  [["Code93"], "CODE_93", 0x4n],
  [["Codabar"], "CODABAR", 0x8n],
  [["ITF", "ITF14"], "ITF", 0x10n],
  [["EAN13", "ISBN"], "EAN_13", 0x20n],
  [["EAN8"], "EAN_8", 0x40n],
  [["UPCA"], "UPC_A", 0x80n],
  [["UPCE"], "UPC_E", 0x100n],
  [[], "INDUSTRIAL_25", 0x200n],
  [["Code39Ext"], "CODE_39_EXTENDED", 0x400n],
  [["DataBar", "DataBarOmni"], "GS1_DATABAR_OMNIDIRECTIONAL", 0x800n],
  [[], "GS1_DATABAR_TRUNCATED", 0x1000n],
  [["DataBarStk"], "GS1_DATABAR_STACKED", 0x2000n],
  [["DataBarStkOmni"], "GS1_DATABAR_STACKED_OMNIDIRECTIONAL", 0x4000n],
  [["DataBarExp"], "GS1_DATABAR_EXPANDED", 0x8000n],
  [["DataBarExpStk"], "GS1_DATABAR_EXPANDED_STACKED", 0x10000n],
  [["DataBarLtd"], "GS1_DATABAR_LIMITED", 0x20000n],
  [[], "PATCHCODE", 0x40000n],
  [["MicroPDF417"], "MICRO_PDF417", 0x80000n],
  [[], "MSI_CODE", 0x100000n],
  [[], "CODE_11", 0x200000n],
  [["EAN2"], "TWO_DIGIT_ADD_ON", 0x400000n],
  [["EAN5"], "FIVE_DIGIT_ADD_ON", 0x800000n],
  [["Code32", "PZN"], "CODE_32", 0x1000000n],
  [["PDF417", "CompactPDF417"], "PDF417", 0x2000000n],
  [["QRCode", "QRCodeModel1", "QRCodeModel2"], "QR_CODE", 0x4000000n],
  [["DataMatrix"], "DATAMATRIX", 0x8000000n],
  [["Aztec", "AztecCode", "AztecRune"], "AZTEC", 0x10000000n],
  [["MaxiCode"], "MAXICODE", 0x20000000n],
  [["MicroQRCode", "RMQRCode"], "MICRO_QR", 0x40000000n],
  [[], "GS1_COMPOSITE", 0x80000000n],
  [[], "NONSTANDARD_BARCODE", 0x100000000n],
  [[], "DOTCODE", 0x200000000n],
  [[], "PHARMACODE_ONE_TRACK", 0x400000000n],
  [[], "PHARMACODE_TWO_TRACK", 0x800000000n],
  [[], "MATRIX_25", 0x1000000000n],
  [["Telepen", "TelepenAlpha"], "TELEPEN", 0x2000000000n],
  [["TelepenNumeric"], "TELEPEN_NUMERIC", 0x4000000000n],
  [[], "USPSINTELLIGENTMAIL", 0x10000000000000n],
  [[], "POSTNET", 0x20000000000000n],
  [[], "PLANET", 0x40000000000000n],
  [[], "AUSTRALIANPOST", 0x80000000000000n],
  [[], "RM4SCC", 0x100000000000000n],
  [[], "KIX", 0x200000000000000n],
];

/** Several at once. */
const GROUPS: Readonly<Record<string, bigint>> = {
  NULL: 0n,
  ALL: 0xfffffffeffffffffn,
  DEFAULT: 0xfe3bffffn,
  ONED: 0x3007ffn,
  GS1_DATABAR: 0x3f800n,
  POSTALCODE: 0x3f0000000000000n,
  PHARMACODE: 0xc00000000n,
};

const byDecoder = new Map(
  ROWS.flatMap(([zxing, name, bit]) => zxing.map((one) => [one, { name, bit }] as const)),
);

/** A format as pages see it; one that no page knows keeps the decoder's name, without a bit. */
export function formatOf(zxing: string): { readonly name: string; readonly bit: bigint } {
  return byDecoder.get(zxing) ?? { name: zxing, bit: 0n };
}

/** The enumeration `EnumBarcodeFormat` of generation 10 and later: `BF_QR_CODE: 67108864n`. */
export const BARCODE_FORMATS: Readonly<Record<string, bigint>> = Object.fromEntries([
  ...ROWS.map(([, name, bit]) => [`BF_${name}`, bit] as const),
  ...Object.entries(GROUPS).map(([name, bits]) => [`BF_${name}`, bits] as const),
]);

/** That of generation 9: numbers, as far as 32 bits reach. */
export const BARCODE_FORMATS_OF_NINE: Readonly<Record<string, number>> = Object.fromEntries(
  Object.entries(BARCODE_FORMATS)
    .filter(([name, bits]) => bits <= 0xffffffffn || name === "BF_ALL")
    .map(([name, bits]) => [name, name === "BF_ALL" ? -29360129 : Number(BigInt.asIntN(32, bits))]),
);

/** Everything that the decoder reads. */
const EVERYTHING = GROUPS["DEFAULT"] ?? 0n;

/**
 * The decoder's names of the formats in some bits; null for all formats, so that no filter is set.
 *
 * @param bits of EnumBarcodeFormat; a number of generation 9 too
 */
export function decoderFormats(bits: bigint | number): readonly string[] | null {
  const wanted = BigInt.asUintN(64, BigInt(bits));
  if ((wanted & EVERYTHING) === EVERYTHING) {
    return null;
  }
  return ROWS.filter(([, , bit]) => (wanted & bit) !== 0n).flatMap(([zxing]) => zxing);
}

/** The bits of formats as a template names them, such as `BF_QR_CODE`; null if a name is unknown. */
export function bitsOf(names: readonly string[]): bigint | null {
  let bits = 0n;
  for (const name of names) {
    const found = BARCODE_FORMATS[name.toUpperCase()];
    if (found === undefined) {
      return null;
    }
    bits |= found;
  }
  return bits;
}
