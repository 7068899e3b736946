/** From zxing-wasm to the scanner: what it decoded in a picture, as codes of a frame. */
import type { Box, Code } from "./api/answers.ts";

/** A place in the picture, in its pixels. */
interface Point {
  readonly x: number;
  readonly y: number;
}

/** What is read of a zxing-wasm `ReadResult`; any of its versions from 2 on has this much. */
export interface ZxingResult {
  /** False for what was located but not decoded (`returnErrors`). */
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
 * Format and text are taken as they were decoded, for they decide what is one scan (SCAN-1); the box is what a
 * scanner with a `region` looks at (SCAN-7). What could not be decoded is no code.
 *
 * @param results what `readBarcodes` resolved to
 * @param size the picture's, in pixels: that of the ImageData which was read
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

/** The upright box around some points, cut to the picture: a code at its edge may be located beyond it. */
function boxOf(
  points: readonly Point[],
  { width, height }: { readonly width: number; readonly height: number },
): Box {
  const share = (value: number, whole: number): number => Math.min(1, Math.max(0, value / whole));
  const xs = points.map(({ x }) => share(x, width));
  const ys = points.map(({ y }) => share(y, height));
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}
