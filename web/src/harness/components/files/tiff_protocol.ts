/** The messages between a TIFF's reader and its worker. */

/** `open` once, with the file; then pages by number, from 0. */
export type TiffRequest =
  { readonly kind: "open"; readonly file: ArrayBuffer } | { readonly kind: "page"; readonly n: number };

/** One for each request. */
export type TiffReply =
  | {
      readonly kind: "opened";
      readonly pages: readonly { readonly width: number; readonly height: number }[];
    }
  | { readonly kind: "page"; readonly bitmap: ImageBitmap }
  | { readonly kind: "failed"; readonly message: string };
