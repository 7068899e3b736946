/**
 * Real sources of pages, and a reader of their text: files, PDF, a scanner, a camera, OCR.
 *
 * This module is small: the code of each function is loaded at its first call. The caller counts one page for
 * each page that it gets (PAGE-4). A failure throws a DocumentError in words, an aborted signal throws its
 * reason; earlier pages stay counted.
 */

import type { EsclScanner } from "./escl/escl.ts";
import type { PdfRun } from "./files/pdf.ts";
import type { OcrEngine } from "./ocr.ts";
import type { DocumentPage, Run } from "./page.ts";

export type { EsclScanner, ScanRun, ScannerCapabilities, ScannerInput, ScannerStatus } from "./escl/escl.ts";
export type { OcrEngine, OcrResult, OcrWord } from "./ocr.ts";
export type { DocumentPage, RunProgress, Run } from "./page.ts";
export type { PdfRun } from "./files/pdf.ts";
export { DocumentError, type DocumentReason } from "./document_error.ts";
export { HEADER_BYTES, type PictureHeader, type PictureKind, readHeader } from "./files/picture_header.ts";

/** The pages of a PNG, JPEG, WebP or TIFF file (`core`). */
export async function* importPages(file: File, run: Run = {}): AsyncGenerator<DocumentPage, void, undefined> {
  const { importFile } = await import("./files/images.ts");
  yield* importFile(file, run);
}

/** The pages of a PDF, each rasterized (`pdfr`). */
export async function* rasterizePages(
  file: File,
  run: PdfRun = {},
): AsyncGenerator<DocumentPage, void, undefined> {
  const { rasterize } = await import("./files/pdf.ts");
  yield* rasterize(file, run);
}

/**
 * An OCR engine for English (`ocr`); it loads 5 MB at the first page. Close it when it is no longer needed.
 */
export async function openOcr(): Promise<OcrEngine> {
  const { OcrEngine } = await import("./ocr.ts");
  return new OcrEngine();
}

/** One frame of a camera (`webcam`). */
export async function captureFrame(stream: MediaStream): Promise<DocumentPage> {
  const { capture } = await import("./webcam.ts");
  return await capture(stream);
}

/**
 * An eSCL scanner on this computer (`core`). `address` is typed by a person: `localhost:8766`,
 * `http://127.0.0.1:8766/eSCL`. Rejects with DocumentError if it is not such an address; sends no request
 * yet.
 */
export async function openScanner(address: string): Promise<EsclScanner> {
  const { EsclScanner } = await import("./escl/escl.ts");
  return new EsclScanner(address);
}
