/** What a decoder saw in one picture, before anybody decides whether it counts. */

import type { Code } from "../client/index.ts";

/** A point in pixels of the picture. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** One code in one picture: its name of format, its text as decoded, its four corners in order. */
export interface SeenCode {
  readonly format: string;
  readonly text: string;
  readonly corners: readonly [Point, Point, Point, Point];
}

/** All codes of one picture; `mediaMs` is the picture's own time (SPEC SCAN-11), not the wall clock. */
export interface Seen {
  readonly codes: readonly SeenCode[];
  readonly width: number;
  readonly height: number;
  readonly mediaMs: number;
}

/** The codes as the license takes them, with the boxes that a region filter needs. */
export function toCodes({ codes, width, height }: Seen): Code[] {
  return codes.map((code) => ({ format: code.format, text: code.text, box: boxOf(code, width, height) }));
}

/** The code's box as fractions of the picture, `[x0, y0, x1, y1]`, for the region filter of SCAN-7. */
function boxOf(code: SeenCode, width: number, height: number): [number, number, number, number] {
  const xs = code.corners.map((p) => p.x / width);
  const ys = code.corners.map((p) => p.y / height);
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

/** One string for one scan identity: (format, text), SPEC SCAN-1. */
export function codeKey(format: string, text: string): string {
  return `${format}|${text}`;
}
