/** PDF pages as pixels, with pdf.js: parsing and painting each run in a worker. */

import {
  type PDFDocumentLoadingTask,
  type PDFDocumentProxy,
  type PDFPageProxy,
  GlobalWorkerOptions,
  PasswordException,
  VerbosityLevel,
  getDocument,
} from "pdfjs-dist";
import rendererUrl from "pdfjs-dist/build/pdf.renderer.min.mjs?url";
import workerUrl from "pdfjs-dist/build/pdf.worker.min.mjs?url";
import { DocumentError } from "../document_error.ts";
import { type DocumentPage, type Run, bytesOf, checkFile, checkSize, orAborted, pageOf } from "../page.ts";
import { pdfjsFolder } from "../parts.ts";
import { readHeader } from "./picture_header.ts";

export interface PdfRun extends Run {
  /** Dots per inch; 150 if left out. */
  readonly dpi?: number | undefined;
  readonly password?: string | undefined;
}

const DEFAULT_DPI = 150;
/** A PDF's own unit is 1/72 inch. */
const UNITS_AN_INCH = 72;

GlobalWorkerOptions.workerSrc = workerUrl;
GlobalWorkerOptions.rendererSrc = rendererUrl;

/** The pages of a PDF, in its order. Throws DocumentError; at a damaged page, after the earlier pages. */
export async function* rasterize(
  file: File,
  run: PdfRun = {},
): AsyncGenerator<DocumentPage, void, undefined> {
  run.signal?.throwIfAborted();
  checkFile(file);
  run.onProgress?.({ step: "Opening", done: null });
  const loading = load(await bytesOf(file, file.name), file.name, run);
  const canvas = document.createElement("canvas");
  try {
    const pdf = await orAborted(opened(loading, file.name), run.signal);
    for (let n = 1; n <= pdf.numPages; n += 1) {
      run.signal?.throwIfAborted();
      run.onProgress?.({ step: `Page ${n} of ${pdf.numPages}`, done: (n - 1) / pdf.numPages });
      const bitmap = await paint(pdf, n, canvas, `${file.name}, page ${n} of ${pdf.numPages}`, run);
      yield pageOf(bitmap, file.name, n, pdf.numPages);
    }
  } finally {
    canvas.width = canvas.height = 0;
    await loading.destroy();
  }
}

function load(data: Uint8Array<ArrayBuffer>, name: string, run: PdfRun): PDFDocumentLoadingTask {
  if (readHeader(data).kind !== "pdf") {
    throw new DocumentError("unsupported", `${name}: this is no PDF.`);
  }
  const folder = pdfjsFolder();
  return getDocument({
    data,
    ...(run.password === undefined ? {} : { password: run.password }),
    cMapUrl: `${folder}cmaps/`,
    standardFontDataUrl: `${folder}standard_fonts/`,
    wasmUrl: `${folder}wasm/`,
    iccUrl: `${folder}iccs/`,
    // System fonts would make the same page look different on other machines.
    useSystemFonts: false,
    verbosity: VerbosityLevel.ERRORS,
  });
}

async function opened(loading: PDFDocumentLoadingTask, name: string): Promise<PDFDocumentProxy> {
  try {
    const pdf = await loading.promise;
    if (pdf.numPages > 0) {
      return pdf;
    }
  } catch (error) {
    throw inWords(error, name);
  }
  throw new DocumentError("broken", `${name}: the PDF has no pages.`);
}

function inWords(error: unknown, name: string): DocumentError {
  if (error instanceof PasswordException) {
    return new DocumentError(
      "encrypted",
      `${name}: the PDF is encrypted.`,
      "Save it without a password, then choose it again.",
      error,
    );
  }
  const said = error instanceof Error ? error.message : String(error);
  if (/worker/i.test(said)) {
    return new DocumentError(
      "not_loaded",
      "The PDF engine could not be loaded.",
      "Check the connection and try again.",
      error,
    );
  }
  return new DocumentError("broken", `${name}: the PDF is damaged: ${said}`, "", error);
}

async function paint(
  pdf: PDFDocumentProxy,
  n: number,
  canvas: HTMLCanvasElement,
  what: string,
  run: PdfRun,
): Promise<ImageBitmap> {
  let page: PDFPageProxy | undefined;
  try {
    page = await orAborted(pdf.getPage(n), run.signal);
    await draw(page, canvas, what, run);
    return await createImageBitmap(canvas);
  } catch (error) {
    if (run.signal?.aborted === true) {
      throw run.signal.reason;
    }
    throw error instanceof DocumentError ? error : inWords(error, what);
  } finally {
    page?.cleanup();
  }
}

async function draw(page: PDFPageProxy, canvas: HTMLCanvasElement, what: string, run: PdfRun): Promise<void> {
  const viewport = page.getViewport({ scale: (run.dpi ?? DEFAULT_DPI) / UNITS_AN_INCH });
  const width = Math.max(1, Math.round(viewport.width));
  const height = Math.max(1, Math.round(viewport.height));
  checkSize(what, width, height, "Choose fewer dots per inch.");
  Object.assign(canvas, { width, height });
  const painting = page.render({ canvas, viewport });
  const stop = (): void => painting.cancel();
  run.signal?.addEventListener("abort", stop, { once: true });
  try {
    await painting.promise;
  } finally {
    run.signal?.removeEventListener("abort", stop);
  }
}
