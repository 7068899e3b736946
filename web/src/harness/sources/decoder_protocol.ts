/** The messages between the page and its decoder worker. */

import type { SeenCode } from "../feeding/seen.ts";

/** To the worker. `formats` is empty for all; `bitmap` and `readable` are transferred. */
export type DecoderRequest =
  | { readonly kind: "warm" }
  | { readonly kind: "formats"; readonly formats: readonly string[] }
  | { readonly kind: "bitmap"; readonly id: number; readonly bitmap: ImageBitmap; readonly thorough: boolean }
  | { readonly kind: "follow"; readonly id: number; readonly readable: ReadableStream<VideoFrame> }
  | { readonly kind: "more"; readonly id: number }
  | { readonly kind: "stop"; readonly id: number };

/** From the worker. A followed stream answers once for each frame, and then waits for `more`. */
export type DecoderReply =
  | {
      readonly kind: "seen";
      readonly id: number;
      readonly codes: readonly SeenCode[];
      readonly width: number;
      readonly height: number;
      readonly mediaMs: number;
    }
  | { readonly kind: "ended"; readonly id: number }
  | { readonly kind: "failed"; readonly id: number; readonly message: string };
