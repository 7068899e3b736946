/**
 * Image files: each is decoded thoroughly and judged by itself; a broken one is reported and counts nothing.
 */

import type { Feed } from "../feeding/feeding.ts";
import { whole } from "../words/words.ts";
import type { Decoder } from "./decoder.ts";
import { drawOnWhite } from "./paper.ts";
import { type Running, SourceError } from "./source.ts";

/** Larger pictures are scaled down before decoding. Every browser's canvas has room for this many pixels. */
export const MAX_PIXELS = 4096 * 4096;

/** Judge the files in their order and show the last one. Rejects with SourceError if none was a picture. */
export async function judgeImages(
  files: readonly File[],
  decoder: Decoder,
  feed: Feed,
  tell: (words: string) => void,
): Promise<Running> {
  const canvas = document.createElement("canvas");
  const failed: string[] = [];
  const smaller: string[] = [];
  for (const [n, file] of files.entries()) {
    tell(`${file.name} (${n + 1} of ${files.length})`);
    try {
      const said = await judgeImage(file, canvas, decoder, feed);
      if (said !== "") {
        smaller.push(`${file.name}: ${said}`);
      }
    } catch (error) {
      failed.push(`${file.name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  if (failed.length === files.length) {
    throw new SourceError(
      `No picture could be read. ${failed.join(" ")}`,
      "PNG, JPEG, WebP, GIF and AVIF work here.",
    );
  }
  tell([`${files.length - failed.length} of ${files.length} read`, ...failed, ...smaller].join(". "));
  return { view: canvas, stop: () => undefined, hold: () => undefined };
}

/** Judge one file; returns a message about it, or nothing. */
async function judgeImage(
  file: File,
  canvas: HTMLCanvasElement,
  decoder: Decoder,
  feed: Feed,
): Promise<string> {
  if (file.size === 0) {
    throw new Error("the file is empty");
  }
  const { bitmap, said } = await toBitmap(file);
  canvas.width = bitmap.width;
  canvas.height = bitmap.height;
  const context = canvas.getContext("2d");
  if (context !== null) {
    drawOnWhite(context, bitmap);
  }
  await feed.image(file.name, await decoder.decode(bitmap, true));
  return said;
}

async function toBitmap(file: File): Promise<{ readonly bitmap: ImageBitmap; readonly said: string }> {
  const bitmap = await createImageBitmap(file).catch(() => {
    throw new Error("the browser cannot read it as a picture");
  });
  const { width, height } = bitmap;
  const size = sizeToRead(width, height);
  if (size.width === width && size.height === height) {
    return { bitmap, said: "" };
  }
  const smaller = await createImageBitmap(bitmap, {
    resizeWidth: size.width,
    resizeHeight: size.height,
    resizeQuality: "high",
  });
  bitmap.close();
  const said = `scaled down from ${whole(width)} by ${whole(height)} pixels to ${whole(size.width)} by ${whole(size.height)}: small codes may be missed`;
  return { bitmap: smaller, said };
}

/** The size at which a picture is decoded, in pixels: its own, or the largest of its shape that has no more than MAX_PIXELS. */
export function sizeToRead(
  width: number,
  height: number,
): { readonly width: number; readonly height: number } {
  const scale = Math.min(1, Math.sqrt(MAX_PIXELS / (width * height)));
  const scaled = (side: number): number => Math.max(1, Math.floor(side * scale));
  return { width: scaled(width), height: scaled(height) };
}
