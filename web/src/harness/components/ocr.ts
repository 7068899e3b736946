/** The text of a page, in English, with tesseract.js in its worker. */

import { OEM, type Page, type Worker as Tesseract, createWorker } from "tesseract.js";
import { DocumentError } from "./document_error.ts";
import { type DocumentPage, type RunProgress, type Run, orAborted } from "./page.ts";
import { tesseractFolder } from "./parts.ts";

/** A word and its box, in pixels of the page. `confidence` is the engine's, 0 to 100. */
export interface OcrWord {
  readonly text: string;
  readonly confidence: number;
  readonly box: readonly [x0: number, y0: number, x1: number, y1: number];
}

/** The text of a page; empty for a page without text. */
export interface OcrResult {
  readonly text: string;
  readonly confidence: number;
  readonly words: readonly OcrWord[];
}

/** Without progress for this long, the engine is stopped: its worker does not report a failed compilation. */
const LIMIT_MS = 60_000;

/** One engine, one page at a time. It stays loaded until `close`, or until a page is aborted. */
export class OcrEngine {
  #worker: Promise<Tesseract> | undefined;
  #onProgress: Run["onProgress"];
  #queue: Promise<unknown> = Promise.resolve();

  /** Read a page or picture file, one after the other. Rejects with DocumentError or the signal's reason. */
  read(picture: Pick<DocumentPage, "bitmap"> | Blob, run: Run = {}): Promise<OcrResult> {
    const turn = this.#queue.then(() => this.#read(picture, run));
    this.#queue = turn.catch(() => undefined);
    return turn;
  }

  /** Free the engine's memory. */
  close(): void {
    const worker = this.#worker;
    this.#worker = undefined;
    void worker?.then(
      (open) => open.terminate(),
      () => undefined,
    );
  }

  async #read(picture: Pick<DocumentPage, "bitmap"> | Blob, run: Run): Promise<OcrResult> {
    run.signal?.throwIfAborted();
    this.#onProgress = run.onProgress;
    try {
      const worker = await orAborted((this.#worker ??= this.#open()), run.signal);
      const image = picture instanceof Blob ? picture : await encoded(picture.bitmap);
      const { data } = await orAborted(worker.recognize(image, {}, { text: true, blocks: true }), run.signal);
      return resultOf(data);
    } catch (error) {
      this.close();
      throw run.signal?.aborted === true || error instanceof DocumentError ? error : unreadable(error);
    } finally {
      this.#onProgress = undefined;
    }
  }

  async #open(): Promise<Tesseract> {
    const folder = tesseractFolder();
    const watched = new Watchdog(LIMIT_MS);
    const opening = createWorker("eng", OEM.LSTM_ONLY, {
      workerPath: `${folder}worker.min.js`,
      workerBlobURL: false,
      corePath: `${folder}tesseract-core-simd-lstm.js`,
      langPath: folder,
      gzip: false,
      cacheMethod: "none",
      logger: ({ status, progress }) => {
        watched.stepped();
        this.#onProgress?.(stepOf(status, progress));
      },
      // Without it a failure is also thrown where it cannot be caught; the promise rejects anyway.
      errorHandler: () => undefined,
    });
    try {
      return await Promise.race([opening, watched.expired]);
    } catch (error) {
      void opening.then(
        (late) => late.terminate(),
        () => undefined,
      );
      throw new DocumentError(
        "not_loaded",
        "The OCR engine could not be loaded.",
        "Check the connection and try again.",
        error,
      );
    } finally {
      watched.stop();
    }
  }
}

/** Rejects `expired` if `stepped` is not called for the given time. */
class Watchdog {
  readonly expired: Promise<never>;
  readonly #ms: number;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #expire: (reason: Error) => void = () => undefined;

  constructor(ms: number) {
    this.#ms = ms;
    this.expired = new Promise((_, reject) => (this.#expire = reject));
    this.stepped();
  }

  stepped(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#expire(new Error("nothing happened")), this.#ms);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}

function stepOf(status: string, progress: number): RunProgress {
  if (status === "recognizing text") {
    return { step: "Reading", done: progress };
  }
  return { step: "Loading the engine", done: null };
}

async function encoded(bitmap: ImageBitmap): Promise<Blob> {
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  canvas.getContext("2d")?.drawImage(bitmap, 0, 0);
  const blob = await canvas.convertToBlob({ type: "image/png" });
  canvas.width = canvas.height = 0;
  return blob;
}

function resultOf({ text, confidence, blocks }: Page): OcrResult {
  const lines = (blocks ?? []).flatMap((block) => block.paragraphs).flatMap((paragraph) => paragraph.lines);
  const words = lines.flatMap((line) => line.words);
  return {
    text,
    confidence,
    words: words.map((word) => ({
      text: word.text,
      confidence: word.confidence,
      box: [word.bbox.x0, word.bbox.y0, word.bbox.x1, word.bbox.y1],
    })),
  };
}

function unreadable(error: unknown): DocumentError {
  return new DocumentError(
    "broken",
    `The page cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    "",
    error,
  );
}
