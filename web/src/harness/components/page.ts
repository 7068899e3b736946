/** A page as pixels, and the options and limits of every component. */

import { DocumentError } from "./document_error.ts";

/** One page. The receiver must close it: until then its pixels stay in memory. */
export interface DocumentPage {
  readonly bitmap: ImageBitmap;
  readonly width: number;
  readonly height: number;
  /** The file's or the device's name. */
  readonly name: string;
  /** From 1. */
  readonly page: number;
  /** How many pages there are; null if unknown, as with a feeder. */
  readonly of: number | null;
  close(): void;
}

/** The progress of a component. `done` is a fraction, null if unknown. */
export interface RunProgress {
  readonly step: string;
  readonly done: number | null;
}

/**
 * The signal that stops a run, and the callback for its progress. An aborted run throws the signal's reason.
 */
export interface Run {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: RunProgress) => void) | undefined;
}

/** The largest page taken, in pixels: A3 at 600 dpi is 70 million. As RGBA it is 400 MB. */
export const MAX_PAGE_PIXELS = 100_000_000;
/** The longest side that browsers can draw, in pixels. */
export const MAX_SIDE = 32_767;
/** The largest accepted file, in bytes: it is read into memory as a whole. */
export const MAX_FILE = 256 * 1024 * 1024;

export function pageOf(bitmap: ImageBitmap, name: string, page: number, of: number | null): DocumentPage {
  const { width, height } = bitmap;
  return { bitmap, width, height, name, page, of, close: () => bitmap.close() };
}

/** Throws if a file is empty or too large. */
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

/** Throws if a picture is too large to be drawn; `what` names it. */
export function checkSize(what: string, width: number, height: number, hint: string): void {
  if (width * height <= MAX_PAGE_PIXELS && Math.max(width, height) <= MAX_SIDE) {
    return;
  }
  throw new DocumentError("huge", `${what}: ${width} × ${height} pixels are too many.`, hint);
}

/** The promise's result, or the signal's reason as soon as it is aborted. The work of the promise goes on. */
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

/** The bytes of a file; throws DocumentError if it was removed after it was chosen. */
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
