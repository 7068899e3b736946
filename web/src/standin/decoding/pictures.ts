/** The pixels of anything that a page uses as a picture: a file, an address, an element, its own pixels. */
import { ERROR, SdkError } from "../start/errors.ts";

/** All documented kinds of pictures. */
export type PictureSource =
  | Blob
  | string
  | HTMLImageElement
  | HTMLCanvasElement
  | HTMLVideoElement
  | ImageBitmap
  | ImageData
  | ImagePixels;

/** Pixels as pages of generation 10 and later have them: four bytes each, or one of gray. */
export interface ImagePixels {
  readonly bytes: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly stride: number;
}

const WHAT = "a Blob, an address, an image, a canvas, a video or pixels ({bytes, width, height, stride})";

/**
 * The picture's pixels.
 *
 * @throws SdkError for a value that is not a picture, or cannot be read as one
 */
export async function bitmapOf(source: PictureSource, member: string): Promise<ImageBitmap> {
  try {
    return await createImageBitmap(await readable(source, member));
  } catch (error) {
    if (error instanceof SdkError) {
      throw error;
    }
    throw new SdkError(
      `${member}: this cannot be read as a picture (${error instanceof Error ? error.message : String(error)})`,
      ERROR.file,
    );
  }
}

async function readable(source: PictureSource, member: string): Promise<ImageBitmapSource> {
  if (typeof source === "string") {
    return fetched(source, member);
  }
  if (source instanceof HTMLImageElement) {
    await source.decode();
    return source;
  }
  if (
    source instanceof Blob ||
    source instanceof HTMLCanvasElement ||
    source instanceof HTMLVideoElement ||
    source instanceof ImageBitmap ||
    source instanceof ImageData
  ) {
    return source;
  }
  if (isPixels(source)) {
    return toImageData(source);
  }
  throw new SdkError(`${member} expects ${WHAT}`, ERROR.argument);
}

async function fetched(address: string, member: string): Promise<Blob> {
  const response = await fetch(address).catch((error: unknown) => {
    throw new SdkError(`${member}: ${address.slice(0, 100)} was not reached (${String(error)})`, ERROR.file);
  });
  if (!response.ok) {
    throw new SdkError(`${member}: ${address.slice(0, 100)} answered ${response.status}`, ERROR.file);
  }
  return response.blob();
}

function isPixels(source: unknown): source is ImagePixels {
  const given = source as Partial<ImagePixels> | null;
  return (
    given?.bytes instanceof Uint8Array && Number.isInteger(given.width) && Number.isInteger(given.height)
  );
}

function toImageData({ bytes, width, height, stride }: ImagePixels): ImageData {
  const image = new ImageData(width, height);
  const each = Math.max(1, Math.floor((stride || width * 4) / width));
  for (let at = 0; at < width * height; at++) {
    const from = Math.floor(at / width) * (stride || width * 4) + (at % width) * each;
    for (let channel = 0; channel < 3; channel++) {
      image.data[at * 4 + channel] = bytes[from + (each >= 3 ? channel : 0)] ?? 0;
    }
    image.data[at * 4 + 3] = 255;
  }
  return image;
}
