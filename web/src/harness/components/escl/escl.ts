/** An eSCL scanner on this computer, over HTTP: its pages, one by one. */

import { DocumentError } from "../document_error.ts";
import { importFile } from "../files/images.ts";
import { type DocumentPage, type Run, pageOf } from "../page.ts";
import { ask, parseAddress } from "./escl_http.ts";
import {
  type JobSettings,
  type ScannerCapabilities,
  type ScannerInput,
  type ScannerStatus,
  JPEG,
  PDF,
  parseCapabilities,
  parseStatus,
  writeSettings,
} from "./escl_messages.ts";

export type { ScannerCapabilities, ScannerInput, ScannerStatus } from "./escl_messages.ts";

export interface ScanRun extends Run {
  /** Left out: the feeder if there is one, else the glass. */
  readonly source?: "feeder" | "platen" | undefined;
  /** Dots per inch; the scanner's nearest resolution is used. Left out: 150. */
  readonly dpi?: number | undefined;
  /** Left out: in color. */
  readonly color?: boolean | undefined;
}

const DEFAULT_DPI = 150;
/** How often a page is requested while the scanner is not ready. */
const MAX_WAITS = 120;
const WAIT_MS = 1_000;

/** Sends no request before its first method is called. */
export class EsclScanner {
  /** For example `http://localhost:8766/eSCL`. */
  readonly address: string;

  /** Throws DocumentError if it is not an address on this computer. */
  constructor(address: string) {
    this.address = parseAddress(address).href;
  }

  /** The scanner's capabilities. Rejects with DocumentError. */
  async capabilities(signal?: AbortSignal): Promise<ScannerCapabilities> {
    return parseCapabilities(await this.#text("/ScannerCapabilities", signal));
  }

  /** The scanner's state and that of its feeder. Rejects with DocumentError. */
  async status(signal?: AbortSignal): Promise<ScannerStatus> {
    return parseStatus(await this.#text("/ScannerStatus", signal));
  }

  /**
   * Scan, and yield page after page. Throws DocumentError; earlier pages stay scanned. To leave the loop or
   * to abort the signal cancels the job on the scanner.
   */
  async *scan(run: ScanRun = {}): AsyncGenerator<DocumentPage, void, undefined> {
    run.onProgress?.({ step: "Asking the scanner", done: null });
    const can = await this.capabilities(run.signal);
    const settings = settingsFor(can, run);
    refuse(await this.status(run.signal), settings.source);
    const job = await this.#start(settings, run.signal);
    let ended = false;
    try {
      for (let page = 1; !ended;) {
        run.onProgress?.({ step: `Page ${page}`, done: null });
        const document = await this.#next(job, run.signal);
        if (document === null) {
          break;
        }
        ended = await this.#isOver(job, run.signal);
        for await (const bitmap of bitmapsOf(document, can.name, run)) {
          yield pageOf(bitmap, can.name, page, settings.source === "platen" ? 1 : null);
          page += 1;
        }
      }
      ended = true;
    } finally {
      if (!ended) {
        this.#cancel(job);
      }
    }
  }

  async #text(path: string, signal?: AbortSignal): Promise<string> {
    const reply = await ask(this.#url(path), {}, signal);
    if (reply.ok) {
      return await reply.text();
    }
    throw new DocumentError(
      "protocol",
      `Something answers at ${this.address}, but it is not an eSCL scanner (${reply.status}).`,
      "Check the address: it often ends in /eSCL.",
    );
  }

  #url(path: string): URL {
    return new URL(this.address + path);
  }

  /** Begin a job; returns its address, on this scanner's own host, even if the scanner names another one. */
  async #start(settings: JobSettings, signal: AbortSignal | undefined): Promise<URL> {
    const init = { method: "POST", body: writeSettings(settings), headers: { "Content-Type": "text/xml" } };
    const reply = await ask(this.#url("/ScanJobs"), init, signal);
    if (!reply.ok) {
      refuse(await this.status(signal), settings.source);
      throw reply.status === 503
        ? busy()
        : new DocumentError(
            "protocol",
            `The scanner refuses the job (${reply.status}).`,
            (await reply.text()).slice(0, 200),
          );
    }
    const location = reply.headers.get("Location");
    if (location === null) {
      throw new DocumentError(
        "blocked",
        "The scanner began, but does not let this page see its job.",
        "Its service must expose the Location header (CORS).",
      );
    }
    return new URL(new URL(location, this.address).pathname, this.address);
  }

  /** The next document of a job; null if there is no more. Waits while the scanner is not ready. */
  async #next(job: URL, signal: AbortSignal | undefined): Promise<Blob | null> {
    for (let wait = 0; wait < MAX_WAITS; wait += 1) {
      const reply = await ask(new URL(`${job.href}/NextDocument`), {}, signal);
      if (reply.ok) {
        return await reply.blob();
      }
      const { state, feeder } = await this.#jobState(job, signal);
      if (feeder === "Jam" || (state === "Aborted" && reply.status === 409)) {
        throw jammed();
      }
      if (reply.status === 404) {
        return null;
      }
      if (reply.status === 410 || state === "Canceled") {
        throw new DocumentError("canceled", "The job was canceled at the scanner.");
      }
      if (reply.status !== 503) {
        throw new DocumentError(
          "protocol",
          `The scanner gives no page (${reply.status}).`,
          "Switch it off and on, then try again.",
        );
      }
      await pause(Number(reply.headers.get("Retry-After")) * 1000 || WAIT_MS, signal);
    }
    throw busy();
  }

  /**
   * Whether the scanner says that the job has no more pages. Saves a request for a page that does not exist.
   */
  async #isOver(job: URL, signal: AbortSignal | undefined): Promise<boolean> {
    return (await this.#jobState(job, signal)).state === "Completed";
  }

  async #jobState(
    job: URL,
    signal: AbortSignal | undefined,
  ): Promise<{ state: string | null; feeder: string | null }> {
    const { jobs, feeder } = await this.status(signal);
    const id = job.pathname.split("/").at(-1) ?? "";
    return { state: jobs.find(({ path }) => path.endsWith(id))?.state ?? null, feeder };
  }

  /** Does not wait, and does not use the run's signal, which has been aborted. */
  #cancel(job: URL): void {
    void ask(job, { method: "DELETE", keepalive: true }, undefined).catch(() => undefined);
  }
}

function settingsFor(can: ScannerCapabilities, run: ScanRun): JobSettings {
  const source = run.source ?? (can.feeder === null ? "platen" : "feeder");
  const input = can[source];
  if (input === null) {
    throw new DocumentError("protocol", `${can.name} has no ${source === "feeder" ? "feeder" : "glass"}.`);
  }
  const [width, height] = [input.maxWidth, input.maxHeight];
  const color = (run.color ?? true) && (input.colorModes.length === 0 || input.colorModes.includes("RGB24"));
  return {
    version: can.version,
    source,
    color,
    width,
    height,
    format: formatOf(input, can.name),
    resolution: nearest(input.resolutions, run.dpi ?? DEFAULT_DPI),
  };
}

function formatOf(input: ScannerInput, name: string): string {
  const format =
    [JPEG, PDF].find((known) => input.formats.includes(known)) ?? (input.formats.length === 0 ? JPEG : null);
  if (format === null) {
    throw new DocumentError("protocol", `${name} offers neither JPEG nor PDF.`);
  }
  return format;
}

function nearest(resolutions: readonly number[], wanted: number): number {
  return resolutions.toSorted((a, b) => Math.abs(a - wanted) - Math.abs(b - wanted))[0] ?? wanted;
}

function refuse(status: ScannerStatus, source: JobSettings["source"]): void {
  if (status.state !== "Idle") {
    throw busy();
  }
  if (source === "platen") {
    return;
  }
  if (status.feeder === "Jam") {
    throw jammed();
  }
  if (status.feeder === "Empty") {
    throw new DocumentError(
      "feeder_empty",
      "The scanner's feeder is empty.",
      "Lay pages in, then scan again.",
    );
  }
}

const busy = (): DocumentError =>
  new DocumentError("busy", "The scanner is busy.", "Wait until its job is done, then scan again.");
const jammed = (): DocumentError =>
  new DocumentError(
    "jammed",
    "A page is stuck in the scanner.",
    "Open it and take the page out, then scan the rest.",
  );

/** The pictures of a document: one of a JPEG, one for each page of a PDF. */
async function* bitmapsOf(
  document: Blob,
  name: string,
  run: ScanRun,
): AsyncGenerator<ImageBitmap, void, undefined> {
  const isPdf = document.type.startsWith(PDF);
  const file = new File([document], name, { type: document.type });
  const quiet = { signal: run.signal };
  const pages = isPdf
    ? (await import("../files/pdf.ts")).rasterize(file, { ...quiet, dpi: run.dpi })
    : importFile(file, quiet);
  for await (const page of pages) {
    yield page.bitmap;
  }
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, ms);
    signal?.addEventListener("abort", stop, { once: true });
  });
}
