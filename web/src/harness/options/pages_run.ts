/** One run of a page component: each page is counted when it succeeds. One run at a time. */

import type { PageModule } from "../../client/index.ts";
import {
  DocumentError,
  type DocumentPage,
  type OcrEngine,
  type RunProgress,
  type Run,
  captureFrame,
  importPages,
  openOcr,
  openScanner,
  rasterizePages,
} from "../components/index.ts";
import type { Session } from "../session/session.ts";
import { many } from "../words/words.ts";

export interface PagesState {
  readonly module: PageModule;
  readonly progress: RunProgress | null;
  readonly counted: number;
  /** The outcome in words; empty while it runs. */
  readonly said: string;
  readonly failed: boolean;
  /** The text that the OCR engine read; null for other modules. */
  readonly text: string | null;
}

/** A source of pages, and its name. */
interface Source {
  readonly name: string;
  readonly pages: (run: Run) => AsyncIterable<DocumentPage>;
}

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

  import(files: readonly File[]): Promise<void> {
    return this.#pages(
      "core",
      files.map((file) => ({ name: file.name, pages: (run) => importPages(file, run) })),
    );
  }

  rasterize(files: readonly File[]): Promise<void> {
    return this.#pages(
      "pdfr",
      files.map((file) => ({ name: file.name, pages: (run) => rasterizePages(file, run) })),
    );
  }

  scan(address: string): Promise<void> {
    const pages = async function* (run: Run): AsyncGenerator<DocumentPage> {
      yield* (await openScanner(address)).scan(run);
    };
    return this.#pages("core", [{ name: "Scanner", pages }]);
  }

  webcam(): Promise<void> {
    const pages = async function* (run: Run): AsyncGenerator<DocumentPage> {
      run.onProgress?.({ step: "Waiting for the camera", done: null });
      const stream = await camera();
      try {
        yield await captureFrame(stream);
      } finally {
        for (const track of stream.getTracks()) {
          track.stop();
        }
      }
    };
    return this.#pages("webcam", [{ name: "Webcam", pages }]);
  }

  /** Read the text of picture files; null means the page shown. */
  read(files: readonly File[] | null): Promise<void> {
    return this.#run("ocr", files ?? [null], (file, run) => this.#read(file, run));
  }

  async #read(file: File | null, run: Run): Promise<boolean> {
    const picture = file ?? (await this.#shown());
    const engine = await (this.#ocr ??= openOcr());
    const { text } = await engine.read(picture, run);
    if (file !== null) {
      await this.#showFile(file);
    }
    this.#put({ text: [this.state?.text ?? "", text.trim()].filter((one) => one !== "").join("\n\n") });
    return this.#count("ocr", file?.name ?? "The page shown");
  }

  #pages(module: PageModule, sources: readonly Source[]): Promise<void> {
    return this.#run(module, sources, async ({ name, pages }, run) => {
      for await (const page of pages(run)) {
        try {
          this.#show(page);
        } finally {
          page.close();
        }
        const of = page.of === null ? "" : ` of ${page.of}`;
        if (!(await this.#count(module, `${name}, page ${page.page}${of}`))) {
          return false;
        }
      }
      return true;
    });
  }

  /**
   * Take one source after the other, until `take` returns false; a failed source does not stop the others.
   */
  async #run<Taken>(
    module: PageModule,
    sources: readonly Taken[],
    take: (source: Taken, run: Run) => Promise<boolean>,
  ): Promise<void> {
    if (this.#abort !== null) {
      return;
    }
    this.#abort = new AbortController();
    this.state = { module, progress: null, counted: 0, said: "", failed: false, text: null };
    this.#changed();
    try {
      const failures: string[] = [];
      const run = {
        signal: this.#abort.signal,
        onProgress: (progress: RunProgress) => this.#put({ progress }),
      };
      for (const source of sources) {
        const goesOn = await take(source, run).catch((error: unknown) => {
          if (run.signal.aborted) {
            throw error;
          }
          return failures.push(inWords(error)) > 0;
        });
        if (!goesOn) {
          break;
        }
      }
      this.#ended(failures);
    } catch {
      this.#put({ said: `Canceled: ${many(this.state?.counted ?? 0, "page")} counted.` });
    } finally {
      this.#abort = null;
      this.#put({ progress: null });
    }
  }

  /** Count one page that succeeded (PAGE-4); false if the license refuses: then nothing more is read. */
  async #count(module: PageModule, title: string): Promise<boolean> {
    const answer = await this.#session.pages(module, 1, title);
    if (answer === null || answer.answer === "refused") {
      this.#put({ said: `Refused: ${many(this.state?.counted ?? 0, "page")} counted before.`, failed: true });
      return false;
    }
    this.#put({ counted: (this.state?.counted ?? 0) + (answer.counted ?? 0) });
    return true;
  }

  /** Show the outcome; a refusal has already been shown. */
  #ended(failures: readonly string[]): void {
    const { said = "", counted = 0 } = this.state ?? {};
    for (const failure of failures) {
      this.#session.say(failure);
    }
    const ending =
      said !== ""
        ? said
        : failures.length > 0
          ? `${many(counted, "page")} counted.`
          : `Done: ${many(counted, "page")} counted.`;
    this.#put({ said: [...failures, ending].join(" "), failed: said !== "" || failures.length > 0 });
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
      this.canvas.toBlob((blob) =>
        blob === null ? reject(new Error("There is no page to read.")) : resolve(blob),
      );
    });
  }

  #put(change: Partial<PagesState>): void {
    if (this.state !== null) {
      this.state = { ...this.state, ...change };
    }
    this.#changed();
  }
}

function inWords(error: unknown): string {
  const hint = error instanceof DocumentError ? error.hint : "";
  const what = error instanceof Error ? error.message : String(error);
  return hint === "" ? what : `${what} ${hint}`;
}

async function camera(): Promise<MediaStream> {
  if (navigator.mediaDevices === undefined) {
    throw new DocumentError(
      "no_picture",
      "Browsers give a camera to secure pages only.",
      "Open this page over https, or as localhost.",
    );
  }
  return navigator.mediaDevices.getUserMedia({ video: true }).catch((error: unknown) => {
    throw new DocumentError(
      "no_picture",
      "The camera did not start.",
      "Allow it in the browser's site settings, and close other programs that use it.",
      error,
    );
  });
}
