/** The codes that zxing-wasm decoded in a picture, as codes of a frame. */
import type { Box, Code } from "./api/answers.ts";

/** A point in the picture, in pixels. */
interface Point {
  readonly x: number;
  readonly y: number;
}

/** The fields used of a zxing-wasm `ReadResult`; all versions from 2 on have them. */
export interface ZxingResult {
  /** False for a code that was located but not decoded (`returnErrors`). */
  readonly isValid: boolean;
  readonly format: string;
  readonly text: string;
  readonly position: {
    readonly topLeft: Point;
    readonly topRight: Point;
    readonly bottomRight: Point;
    readonly bottomLeft: Point;
  };
}

/**
 * The codes of one picture, for {@link Scanner.frame} or {@link License.image}.
 *
 * Format and text are taken unchanged, because they identify a scan (SCAN-1). A scanner with a `region` uses
 * the box (SCAN-7). A result that was not decoded is left out.
 *
 * @param results the result of `readBarcodes`
 * @param size the picture's size in pixels: that of its ImageData
 * @example
 * const results = await readBarcodes(imageData);
 * const { unique } = await scanner.frame(fromZxing(results, imageData), { timestamp });
 */
export function fromZxing(
  results: readonly ZxingResult[],
  size: { readonly width: number; readonly height: number },
): Code[] {
  return results
    .filter(({ isValid }) => isValid)
    .map(({ format, text, position }) => ({ format, text, box: boxOf(Object.values(position), size) }));
}

/** The upright box around some points, cut to the picture: a code at the edge may reach beyond it. */
function boxOf(
  points: readonly Point[],
  { width, height }: { readonly width: number; readonly height: number },
): Box {
  const share = (value: number, whole: number): number => Math.min(1, Math.max(0, value / whole));
  const xs = points.map(({ x }) => share(x, width));
  const ys = points.map(({ y }) => share(y, height));
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}
