/** The messages between the page and its decoder worker. */

/** A place in the picture, in its pixels. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** One code in one picture. `isValid`, `format`, `text` and `position` as zxing-wasm has them. */
export interface Found {
  readonly isValid: true;
  /** In the decoder's spelling. */
  readonly format: string;
  readonly text: string;
  readonly bytes: Uint8Array;
  readonly position: {
    readonly topLeft: Point;
    readonly topRight: Point;
    readonly bottomRight: Point;
    readonly bottomLeft: Point;
  };
}

/** One picture, decoded. */
export interface Decoded {
  readonly width: number;
  readonly height: number;
  readonly codes: readonly Found[];
}

/** A picture that can be transferred: a still, or a frame of a video as the browser holds it. */
export type Picture = ImageBitmap | VideoFrame;

/** Its size in pixels. */
export const sizeOf = (picture: Picture): { readonly width: number; readonly height: number } =>
  "displayWidth" in picture ? { width: picture.displayWidth, height: picture.displayHeight } : picture;

/** To the worker; without a picture it only loads what it needs. The picture is transferred. */
export interface DecoderRequest {
  readonly id: number;
  readonly picture: Picture | null;
}

/** From the worker. */
export type DecoderReply =
  { readonly id: number; readonly decoded: Decoded } | { readonly id: number; readonly failure: string };
