/** What receivers are given: results and their items, in the shape that pages expect. */
import type { CodeKey } from "../../client/index.ts";
import type { Found, Point } from "../decoding/decoder_protocol.ts";
import { formatOf } from "../decoding/formats.ts";
import { type Decision, errorCodeOf, errorStringOf } from "../licensing/refusal.ts";
import { guarded } from "../start/offer.ts";
import { type ParsedResultItem, unparsed } from "./code_parser.ts";
import { ITEM_TYPES } from "./enums.ts";

/** Our choice: these values are not measured here. */
const CONSTANT = { confidence: 100, angle: 0, moduleSize: 4, isMirrored: false, isDPM: false } as const;

/** A decoded barcode, as generation 10 and later have it. */
export interface BarcodeResultItem {
  readonly type: number;
  readonly format: bigint;
  readonly formatString: string;
  readonly text: string;
  readonly bytes: Uint8Array;
  readonly location: { readonly points: readonly Point[] };
  readonly confidence: number;
  readonly angle: number;
  readonly moduleSize: number;
  readonly isMirrored: boolean;
  readonly isDPM: boolean;
  readonly details: object;
  readonly taskName: string;
  readonly targetROIDefName: string;
}

/** The picture itself. */
export interface OriginalImageItem {
  readonly type: number;
  readonly imageData: DSImageData;
}

/** An item of a result. */
export type CapturedResultItem = BarcodeResultItem | OriginalImageItem;

/** Pixels of a picture, four bytes each. */
export interface DSImageData {
  readonly bytes: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly stride: number;
  readonly format: number;
  toCanvas(): HTMLCanvasElement;
}

/** `EnumImagePixelFormat.IPF_ABGR_8888`, documented: red first in memory. */
const ABGR = 10;

/** The result of one picture. */
export interface CapturedResult {
  readonly items: readonly CapturedResultItem[];
  readonly decodedBarcodesResult: DecodedBarcodesResult | undefined;
  readonly originalImageHashId: string;
  readonly originalImageTag: object;
  readonly errorCode: number;
  readonly errorString: string;
}

/** The barcodes of one picture. */
export interface DecodedBarcodesResult {
  readonly barcodeResultItems: readonly BarcodeResultItem[];
  readonly originalImageHashId: string;
  readonly originalImageTag: object;
  readonly errorCode: number;
  readonly errorString: string;
}

/** A result with what a parser would have found; CodeParser is only named, so the types of pages lack it. */
export interface ParsedCapturedResult extends CapturedResult {
  readonly parsedResult: { readonly parsedResultItems: readonly ParsedResultItem[] } | undefined;
}

/** Identifies a code as the license does (SCAN-1). */
export const keyOf = ({ format, text }: CodeKey): string => `${format}\n${text}`;

/** The corners of a code, from its top left one around. */
export const cornersOf = ({ position }: Found): readonly Point[] => {
  const { topLeft, topRight, bottomRight, bottomLeft } = position;
  return [topLeft, topRight, bottomRight, bottomLeft];
};

/** A code as an item. */
export function itemOf(found: Found): BarcodeResultItem {
  const { name, bit } = formatOf(found.format);
  return guarded("BarcodeResultItem", {
    type: ITEM_TYPES.CRIT_BARCODE,
    format: bit,
    formatString: name,
    text: found.text,
    bytes: found.bytes,
    location: { points: cornersOf(found).map(({ x, y }) => ({ x, y })) },
    ...CONSTANT,
    details: {},
    taskName: "Task_ReadBarcodes",
    targetROIDefName: "ROI_ReadBarcodes",
  });
}

/** The picture as an item, for pages that ask for it. */
export function imageItemOf(canvas: HTMLCanvasElement): OriginalImageItem {
  const { width, height } = canvas;
  const { data } = canvas.getContext("2d")?.getImageData(0, 0, width, height) ?? {
    data: new Uint8ClampedArray(),
  };
  const imageData: DSImageData = {
    bytes: new Uint8Array(data.buffer),
    width,
    height,
    stride: width * 4,
    format: ABGR,
    toCanvas: () => canvas,
  };
  return { type: ITEM_TYPES.CRIT_ORIGINAL_IMAGE, imageData };
}

let pictures = 0;

/** The result of a picture: its barcodes, or the reason of the refusal; `parses` if its template has a parser. */
export function resultOf(
  answer: Decision,
  barcodes: readonly BarcodeResultItem[],
  image: OriginalImageItem | null,
  parses = false,
): ParsedCapturedResult {
  const refused = answer.answer === "refused";
  const common = {
    originalImageHashId: `picture-${++pictures}`,
    originalImageTag: { imageId: pictures },
    errorCode: refused ? errorCodeOf(answer) : 0,
    errorString: refused ? errorStringOf(answer) : "",
  };
  const shown = refused ? [] : barcodes;
  const decoded = refused || shown.length > 0 ? { ...common, barcodeResultItems: shown } : undefined;
  const items = refused ? [] : [...(image === null ? [] : [image]), ...shown];
  return guarded("CapturedResult", {
    ...common,
    items,
    decodedBarcodesResult: decoded && guarded("DecodedBarcodesResult", decoded),
    parsedResult:
      parses && shown.length > 0 ? { parsedResultItems: shown.map(({ text }) => unparsed(text)) } : undefined,
  });
}
