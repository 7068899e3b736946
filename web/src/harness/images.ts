/** Image files: each decoded with care and judged by itself; a broken one says so and counts nothing. */

import type { Decoder } from "./decoder.ts";
import type { Feed } from "./feeding.ts";
import { type Running, SourceError } from "./source.ts";

/** Pictures larger than this are scaled down before decoding: the codes stay readable, the memory bounded. */
const MAX_SIDE = 4096;

/** Judge the files in their order and show the last one. Rejects with SourceError when none was a picture. */
export async function judgeImages(
  files: readonly File[], decoder: Decoder, feed: Feed, tell: (words: string) => void,
): Promise<Running> {
  const canvas = document.createElement("canvas");
  const failed: string[] = [];
  for (const [n, file] of files.entries()) {
    tell(`${file.name} (${n + 1} of ${files.length})`);
    try {
      await judgeImage(file, canvas, decoder, feed);
    } catch (error) {
      failed.push(`${file.name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  if (failed.length === files.length) throw new SourceError(`No picture could be read. ${failed.join(" ")}`, "PNG, JPEG, WebP, GIF and AVIF work here.");
  tell([`${files.length - failed.length} of ${files.length} read`, ...failed].join(". "));
  return { view: canvas, stop: () => undefined, hold: () => undefined };
}

async function judgeImage(file: File, canvas: HTMLCanvasElement, decoder: Decoder, feed: Feed): Promise<void> {
  if (file.size === 0) throw new Error("the file is empty");
  const bitmap = await toBitmap(file);
  canvas.width = bitmap.width;
  canvas.height = bitmap.height;
  canvas.getContext("2d")?.drawImage(bitmap, 0, 0);
  await feed.image(file.name, await decoder.decode(bitmap, true));
}

async function toBitmap(file: File): Promise<ImageBitmap> {
  const bitmap = await createImageBitmap(file).catch(() => {
    throw new Error("the browser cannot read it as a picture");
  });
  const scale = MAX_SIDE / Math.max(bitmap.width, bitmap.height);
  if (scale >= 1) return bitmap;
  const resizeWidth = Math.round(bitmap.width * scale);
  const smaller = await createImageBitmap(bitmap, { resizeWidth, resizeQuality: "high" });
  bitmap.close();
  return smaller;
}
