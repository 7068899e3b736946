/** The codes that a decoder found in one picture, before the license judges them. */

import type { Code } from "../../client/index.ts";
import { type ZxingResult, fromZxing } from "../../client/zxing.ts";

/** One code in one picture, as the decoder returned it. */
export type SeenCode = ZxingResult;

/** A point in pixels of the picture. */
export type Point = SeenCode["position"]["topLeft"];

/** All codes of one picture; `mediaMs` is the picture's own time (SPEC SCAN-11), not the wall clock. */
export interface Seen {
  readonly codes: readonly SeenCode[];
  readonly width: number;
  readonly height: number;
  readonly mediaMs: number;
}

/** The codes in the form that the license takes. */
export function toCodes(seen: Seen): Code[] {
  return fromZxing(seen.codes, seen);
}

/** The corners of a code in their order around it. */
export function cornersOf({ position }: SeenCode): readonly Point[] {
  return [position.topLeft, position.topRight, position.bottomRight, position.bottomLeft];
}

/** One string for one scan identity: (format, text), SPEC SCAN-1. */
export function codeKey(format: string, text: string): string {
  return `${format}|${text}`;
}
