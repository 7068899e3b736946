/** A page as pixels, and what every component takes and tells. */

import { DocumentError } from "./document_error.ts";

/** One page. Whoever gets it closes it: until then its pixels stay in memory. */
export interface DocumentPage {
  readonly bitmap: ImageBitmap;
  readonly width: number;
  readonly height: number;
  /** The file's or the device's name. */
  readonly name: string;
  /** From 1. */
  readonly page: number;
  /** How many there are; null while nobody knows, as with a feeder. */
  readonly of: number | null;
  close(): void;
}

/** How far a component is. `done` is a fraction, null where nobody can say. */
export interface RunProgress {
  readonly step: string;
  readonly done: number | null;
}

/** How a run can be stopped and watched. An aborted run throws the signal's reason. */
export interface Run {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: RunProgress) => void) | undefined;
}

/** The largest page taken, in pixels: A3 at 600 dpi is 70 million. As RGBA it is 400 MB. */
export const MAX_PAGE_PIXELS = 100_000_000;
/** The longest side that browsers draw. */
export const MAX_SIDE = 32_767;
/** The largest file taken, in bytes: it is read into memory whole. */
export const MAX_FILE = 256 * 1024 * 1024;

export function pageOf(bitmap: ImageBitmap, name: string, page: number, of: number | null): DocumentPage {
  const { width, height } = bitmap;
  return { bitmap, width, height, name, page, of, close: () => bitmap.close() };
}

/** Throws where a file holds nothing or too much to be read. */
export function checkFile(file: File): void {
  if (file.size === 0) {
    throw new DocumentError("empty", `${file.name}: the file is empty.`);
  }
  if (file.size <= MAX_FILE) {
    return;
  }
  const megabytes = (bytes: number): number => Math.round(bytes / 1024 / 1024);
  throw new DocumentError(
    "huge",
    `${file.name}: the file has ${megabytes(file.size)} MB, and ${megabytes(MAX_FILE)} are the most.`,
    "Split it into smaller ones.",
  );
}

/** Throws where a picture is too large to be drawn; `what` names it. */
export function checkSize(what: string, width: number, height: number, hint: string): void {
  if (width * height <= MAX_PAGE_PIXELS && Math.max(width, height) <= MAX_SIDE) {
    return;
  }
  throw new DocumentError("huge", `${what}: ${width} × ${height} pixels are too many.`, hint);
}

/** The promise, or the signal's reason as soon as it is aborted. What the promise does is not stopped by it. */
export function orAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) {
    return promise;
  }
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason as Error);
    if (signal.aborted) {
      abort();
    }
    signal.addEventListener("abort", abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

/** The bytes of a file; throws DocumentError where it has gone since it was chosen. */
export async function bytesOf(blob: Blob, name: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await blob.arrayBuffer());
  } catch (error) {
    throw new DocumentError(
      "broken",
      `${name}: the file cannot be read.`,
      "Choose it again: it was changed or moved.",
      error,
    );
  }
}
