/** From pixels of the video to places on the page. */
import type { Point } from "../decoding/decoder_protocol.ts";
import { demand } from "../start/errors.ts";

const FITS = ["contain", "cover", "fill", "none", "scale-down"] as const;

/** How a video lies in its box. */
export type VideoFit = (typeof FITS)[number];

/** @throws SdkError for what is no fit */
export function demandFit(fit: VideoFit, member: string): void {
  demand(FITS.includes(fit), member, `one of ${FITS.join(", ")}`, fit);
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * Where a pixel of a picture lies in a box that shows it, from the box's left top corner.
 *
 * @example
 * placeIn({ width: 200, height: 100 }, { width: 100, height: 100 }, "contain", { x: 0, y: 0 }); // { x: 50, y: 0 }
 */
export function placeIn(box: Size, picture: Size, fit: VideoFit, { x, y }: Point): Point {
  const across = box.width / picture.width;
  const down = box.height / picture.height;
  if (fit === "fill") {
    return { x: x * across, y: y * down };
  }
  const scale = {
    contain: Math.min(across, down),
    cover: Math.max(across, down),
    none: 1,
    "scale-down": Math.min(1, across, down),
  }[fit];
  return {
    x: (box.width - picture.width * scale) / 2 + x * scale,
    y: (box.height - picture.height * scale) / 2 + y * scale,
  };
}
