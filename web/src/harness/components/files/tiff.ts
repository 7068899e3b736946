/** A TIFF's pages, decoded one by one in a worker that lives as long as the iteration. */

import { DocumentError } from "../document_error.ts";
import { type DocumentPage, type Run, bytesOf, checkSize, orAborted, pageOf } from "../page.ts";
import type { TiffReply, TiffRequest } from "./tiff_protocol.ts";

/** A page that takes longer counts as damaged. */
const LIMIT_MS = 30_000;
const SCAN_SMALLER = "Scan or save it with fewer dots per inch.";

/** The pages of a TIFF, in its order. Throws DocumentError. */
export async function* importTiff(file: File, run: Run): AsyncGenerator<DocumentPage, void, undefined> {
  const { buffer } = await bytesOf(file, file.name);
  const worker = new Worker(new URL("./tiff.worker.ts", import.meta.url), { type: "module" });
  try {
    const opened = await ask(worker, { kind: "open", file: buffer }, file.name, run);
    const pages = opened.kind === "opened" ? opened.pages : [];
    if (pages.length === 0) {
      throw new DocumentError("broken", `${file.name}: the TIFF has no pages.`);
    }
    for (const [n, { width, height }] of pages.entries()) {
      const what = pages.length === 1 ? file.name : `${file.name}, page ${n + 1} of ${pages.length}`;
      checkSize(what, width, height, SCAN_SMALLER);
      run.onProgress?.({ step: `Page ${n + 1} of ${pages.length}`, done: n / pages.length });
      const decoded = await ask(worker, { kind: "page", n }, what, run);
      if (decoded.kind === "page") {
        yield pageOf(decoded.bitmap, file.name, n + 1, pages.length);
      }
    }
  } finally {
    worker.terminate();
  }
}

async function ask(worker: Worker, request: TiffRequest, what: string, { signal }: Run): Promise<TiffReply> {
  signal?.throwIfAborted();
  const reply = await orAborted(answerOf(worker, request, what), signal);
  if (reply.kind === "failed") {
    throw new DocumentError("broken", `${what}: the TIFF is damaged: ${reply.message}.`);
  }
  return reply;
}

function answerOf(worker: Worker, request: TiffRequest, what: string): Promise<TiffReply> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(
      () => reject(new DocumentError("broken", `${what}: the TIFF takes too long.`)),
      LIMIT_MS,
    );
    worker.onmessage = ({ data }: MessageEvent<TiffReply>) => {
      clearTimeout(late);
      resolve(data);
    };
    worker.onerror = (event) => {
      clearTimeout(late);
      event.preventDefault();
      reject(
        new DocumentError(
          "not_loaded",
          "The TIFF decoder could not be loaded.",
          "Check the connection and try again.",
          event.message,
        ),
      );
    };
    worker.postMessage(request, request.kind === "open" ? [request.file] : []);
  });
}
