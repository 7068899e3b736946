/** The results of generation 9. */
import type { Reading } from "../capturing/reading.ts";
import { cornersOf, keyOf } from "../capturing/results.ts";
import type { Found, Point } from "../decoding/decoder_protocol.ts";
import { formatOf } from "../decoding/formats.ts";
import { errorCodeOf, errorStringOf } from "../licensing/refusal.ts";
import { guarded } from "../start/offer.ts";

/** Where a barcode is, in pixels: its corners, from its top left one around. */
export type LocalizationResult = Readonly<
  Record<`${"x" | "y"}${1 | 2 | 3 | 4}` | "angle" | "confidence", number>
>;

/** A decoded barcode. Where the license refuses, its text is masked and `exception` says why. */
export interface TextResult {
  readonly barcodeText: string;
  readonly barcodeFormat: number;
  readonly barcodeFormatString: string;
  readonly barcodeBytes: readonly number[];
  readonly localizationResult: LocalizationResult;
  readonly exception?: { readonly code: number; readonly message: string };
}

const origin: Point = { x: 0, y: 0 };

function textResultOf(found: Found, refusal: { code: number; message: string } | null): TextResult {
  const { name, bit } = formatOf(found.format);
  const [one = origin, two = origin, three = origin, four = origin] = cornersOf(found);
  const localizationResult = guarded("DBR.LocalizationResult", {
    x1: one.x,
    y1: one.y,
    x2: two.x,
    y2: two.y,
    x3: three.x,
    y3: three.y,
    x4: four.x,
    y4: four.y,
    angle: 0,
    confidence: 100,
  });
  return guarded("DBR.TextResult", {
    // Pages look for these words.
    barcodeText: refusal === null ? found.text : `Attention(exceptionCode:${refusal.code}) ***`,
    barcodeFormat: Number(BigInt.asIntN(32, bit)),
    barcodeFormatString: name,
    barcodeBytes: refusal === null ? [...found.bytes] : [],
    localizationResult,
    ...(refusal !== null && { exception: refusal }),
  });
}

/** All codes of a picture, equal ones once. */
export function textResultsOf({ found, answer }: Reading): TextResult[] {
  const refused = answer.answer === "refused";
  const refusal = refused ? { code: errorCodeOf(answer), message: errorStringOf(answer) } : null;
  const decided = [...answer.unique, ...answer.duplicates, ...answer.untrusted];
  const keys = new Set((refused ? found : decided).map(keyOf));
  return found.filter((one) => keys.delete(keyOf(one))).map((one) => textResultOf(one, refusal));
}

/** The new codes of a picture: those that the license counted. */
export function newResultsOf({ found, answer }: Reading): TextResult[] {
  const keys = new Set(answer.answer === "refused" ? [] : answer.unique.map(keyOf));
  return found.filter((one) => keys.delete(keyOf(one))).map((one) => textResultOf(one, null));
}
