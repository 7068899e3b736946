/** The decoder's worker: pixels in, codes out, with zxing-wasm. It knows nothing of licenses. */

import { type ReadResult, type ReaderOptions, prepareZXingModule, readBarcodes } from "zxing-wasm/reader";
import wasmUrl from "zxing-wasm/reader/zxing_reader.wasm?url";
import type { SeenCode } from "../feeding/seen.ts";
import type { DecoderReply, DecoderRequest } from "./decoder_protocol.ts";
import { drawOnWhite } from "./paper.ts";

// The worker's global object, without the types of a whole second environment.
const scope = self as unknown as {
  postMessage(reply: DecoderReply): void;
  onmessage: ((event: MessageEvent<DecoderRequest>) => void) | null;
};
type Picture = ImageBitmap | VideoFrame;

prepareZXingModule({ overrides: { locateFile: () => wasmUrl } });

/** zxing-wasm's value for no limit on the codes of a picture. */
const ALL = 0;

let formats: NonNullable<ReaderOptions["formats"]> = [];
const waiting = new Map<number, () => void>();
const stopped = new Set<number>();
let canvas: OffscreenCanvas | undefined;

function pixels(picture: Picture): ImageData {
  const width = "displayWidth" in picture ? picture.displayWidth : picture.width;
  const height = "displayHeight" in picture ? picture.displayHeight : picture.height;
  if (canvas?.width !== width || canvas.height !== height) {
    canvas = new OffscreenCanvas(width, height);
  }
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (context === null) {
    throw new Error("this browser draws no pictures in a worker");
  }
  drawOnWhite(context, picture);
  return context.getImageData(0, 0, width, height);
}

function toCode(read: ReadResult): SeenCode {
  const { isValid, format, text, position } = read;
  return { isValid, format, text, position };
}

async function decode(id: number, picture: Picture, mediaMs: number, thorough: boolean): Promise<void> {
  const image = pixels(picture);
  picture.close();
  const read = await readBarcodes(image, {
    formats,
    tryHarder: thorough,
    tryInvert: thorough,
    maxNumberOfSymbols: ALL,
  });
  const codes = read.filter((result) => result.isValid).map(toCode);
  scope.postMessage({ kind: "seen", id, codes, width: image.width, height: image.height, mediaMs });
}

async function follow(id: number, readable: ReadableStream<VideoFrame>): Promise<void> {
  const reader = readable.getReader();
  while (!stopped.has(id)) {
    const { value, done } = await reader.read();
    if (done) {
      break;
    }
    const more = new Promise<void>((resolve) => waiting.set(id, resolve));
    await decode(id, value, value.timestamp / 1000, true);
    await more;
  }
  stopped.delete(id);
  waiting.delete(id);
  await reader.cancel();
  scope.postMessage({ kind: "ended", id });
}

function failed(id: number): (error: unknown) => void {
  return (error) =>
    scope.postMessage({
      kind: "failed",
      id,
      message: error instanceof Error ? error.message : String(error),
    });
}

scope.onmessage = ({ data }) => {
  if (data.kind === "warm") {
    readBarcodes(new ImageData(8, 8)).catch(failed(0));
  } else if (data.kind === "formats") {
    formats = [...data.formats] as typeof formats;
  } else if (data.kind === "bitmap") {
    decode(data.id, data.bitmap, 0, data.thorough).catch(failed(data.id));
  } else if (data.kind === "follow") {
    follow(data.id, data.readable).catch(failed(data.id));
  } else {
    if (data.kind === "stop") {
      stopped.add(data.id);
    }
    waiting.get(data.id)?.();
  }
};
