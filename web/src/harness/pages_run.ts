/** One run of a page component: page after page, each counted as it succeeds; one run at a time. */

import type { PageModule } from "../client/index.ts";
import { DocumentError, type DocumentPage, type OcrEngine, type Progress, type Run, captureFrame, importPages, openOcr, openScanner, rasterizePages } from "./components/index.ts";
import type { Session } from "./session.ts";
import { many } from "./words.ts";

export interface PagesState {
  readonly module: PageModule;
  readonly progress: Progress | null;
  readonly counted: number;
  /** What came of it; empty while it runs. */
  readonly said: string;
  readonly failed: boolean;
  /** What the OCR engine read; null for other modules. */
  readonly text: string | null;
}

type Pages = (run: Run) => AsyncIterable<DocumentPage>;

/** Runs components and shows each page on a canvas. */
export class PagesRun {
  state: PagesState | null = null;
  /** The newest page, as it was; empty before the first. */
  readonly canvas = document.createElement("canvas");
  readonly #session: Session;
  readonly #changed: () => void;
  #abort: AbortController | null = null;
  #ocr: Promise<OcrEngine> | undefined;

  constructor(session: Session, changed: () => void) {
    this.#session = session;
    this.#changed = changed;
  }

  get running(): boolean {
    return this.#abort !== null;
  }

  cancel(): void {
    this.#abort?.abort(new DOMException("canceled", "AbortError"));
  }

  import(file: File): Promise<void> {
    return this.#pages("core", file.name, (run) => importPages(file, run));
  }

  rasterize(file: File): Promise<void> {
    return this.#pages("pdfr", file.name, (run) => rasterizePages(file, run));
  }

  scan(address: string): Promise<void> {
    return this.#pages("core", "Scanner", async function* (run) {
      yield* (await openScanner(address)).scan(run);
    });
  }

  webcam(): Promise<void> {
    return this.#pages("webcam", "Webcam", async function* (run) {
      run.onProgress?.({ step: "Waiting for the camera", done: null });
      const stream = await camera();
      try {
        yield await captureFrame(stream);
      } finally {
        for (const track of stream.getTracks()) track.stop();
      }
    });
  }

  /** Read the text of a picture file, or of the page shown. */
  async read(file: File | null): Promise<void> {
    await this.#run("ocr", async (run) => {
      const picture = file ?? (await this.#shown());
      const engine = await (this.#ocr ??= openOcr());
      const { text } = await engine.read(picture, run);
      if (file !== null) await this.#showFile(file);
      this.#put({ text: text.trim() });
      await this.#count("ocr", file?.name ?? "The page shown");
    });
  }

  #pages(module: PageModule, name: string, pages: Pages): Promise<void> {
    return this.#run(module, async (run) => {
      for await (const page of pages(run)) {
        try {
          this.#show(page);
        } finally {
          page.close();
        }
        const of = page.of === null ? "" : ` of ${page.of}`;
        if (!(await this.#count(module, `${name}, page ${page.page}${of}`))) return;
      }
    });
  }

  async #run(module: PageModule, work: (run: Run) => Promise<void>): Promise<void> {
    if (this.#abort !== null) return;
    this.#abort = new AbortController();
    this.state = { module, progress: null, counted: 0, said: "", failed: false, text: null };
    this.#changed();
    try {
      await work({ signal: this.#abort.signal, onProgress: (progress) => this.#put({ progress }) });
      if (this.state.said === "") this.#put({ said: `Done: ${many(this.state.counted, "page")} counted.` });
    } catch (error) {
      this.#failed(error);
    } finally {
      this.#abort = null;
      this.#put({ progress: null });
    }
  }

  /** Count one page that succeeded (PAGE-4); false where the license says no: then nothing more is read. */
  async #count(module: PageModule, title: string): Promise<boolean> {
    const answer = await this.#session.pages(module, 1, title);
    if (answer === null || answer.answer === "refused") {
      this.#put({ said: `Refused: ${many(this.state?.counted ?? 0, "page")} counted before.`, failed: true });
      return false;
    }
    this.#put({ counted: (this.state?.counted ?? 0) + (answer.counted ?? 0) });
    return true;
  }

  #failed(error: unknown): void {
    const counted = many(this.state?.counted ?? 0, "page");
    const aborted = this.#abort?.signal.aborted === true;
    if (aborted) return this.#put({ said: `Canceled: ${counted} counted.` });
    const hint = error instanceof DocumentError && error.hint !== "" ? ` ${error.hint}` : "";
    const what = error instanceof Error ? error.message : String(error);
    this.#put({ said: `${what}${hint} ${counted} counted.`, failed: true });
    this.#session.say(what);
  }

  #show({ bitmap, width, height }: DocumentPage): void {
    Object.assign(this.canvas, { width, height });
    this.canvas.getContext("2d")?.drawImage(bitmap, 0, 0);
  }

  async #showFile(file: File): Promise<void> {
    const bitmap = await createImageBitmap(file);
    Object.assign(this.canvas, { width: bitmap.width, height: bitmap.height });
    this.canvas.getContext("2d")?.drawImage(bitmap, 0, 0);
    bitmap.close();
  }

  #shown(): Promise<Blob> {
    return new Promise((resolve, reject) => {
      this.canvas.toBlob((blob) => (blob === null ? reject(new Error("There is no page to read.")) : resolve(blob)));
    });
  }

  #put(change: Partial<PagesState>): void {
    if (this.state !== null) this.state = { ...this.state, ...change };
    this.#changed();
  }
}

async function camera(): Promise<MediaStream> {
  if (navigator.mediaDevices === undefined) throw new DocumentError("no_picture", "Browsers give a camera to secure pages only.", "Open this page over https, or as localhost.");
  return navigator.mediaDevices.getUserMedia({ video: true }).catch((error: unknown) => {
    throw new DocumentError("no_picture", "The camera did not start.", "Allow it in the browser's site settings, and close other programs that use it.", error);
  });
}
