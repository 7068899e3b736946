/** Image files as pages: a PNG, JPEG or WebP is one page, a TIFF can have many. */

import { DocumentError } from "../document_error.ts";
import { type DocumentPage, type Run, bytesOf, checkFile, checkSize, orAborted, pageOf } from "../page.ts";
import { HEADER_BYTES, readHeader } from "./picture_header.ts";

const SCAN_SMALLER = "Scan or save it with fewer dots per inch.";

/**
 * The pages of a file, in its order. Throws DocumentError; at a broken TIFF page, after the earlier pages.
 */
export async function* importFile(file: File, run: Run = {}): AsyncGenerator<DocumentPage, void, undefined> {
  run.signal?.throwIfAborted();
  checkFile(file);
  const head = readHeader(await bytesOf(file.slice(0, HEADER_BYTES), file.name));
  switch (head.kind) {
    case "tiff": {
      const { importTiff } = await import("./tiff.ts");
      yield* importTiff(file, run);
      return;
    }
    case "png":
    case "jpeg":
    case "webp":
      if (head.size !== null) {
        checkSize(file.name, head.size.width, head.size.height, SCAN_SMALLER);
      }
      run.onProgress?.({ step: "Reading", done: null });
      yield pageOf(await decode(file, run), file.name, 1, 1);
      return;
    case "pdf":
      throw new DocumentError(
        "unsupported",
        `${file.name}: this is a PDF.`,
        "Rasterize it: that is another module.",
      );
    case "other":
      throw new DocumentError("unsupported", `${file.name}: this is no PNG, JPEG, WebP or TIFF.`);
  }
}

async function decode(file: File, run: Run): Promise<ImageBitmap> {
  const decoding = createImageBitmap(file).catch((error: unknown) => {
    throw new DocumentError("broken", `${file.name}: the picture is damaged.`, "", error);
  });
  try {
    return await orAborted(decoding, run.signal);
  } catch (error) {
    void decoding.then(
      (bitmap) => bitmap.close(),
      () => undefined,
    );
    throw error;
  }
}
