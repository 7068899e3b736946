/** The decoder's worker: a picture in, codes out, with zxing-wasm; nothing here knows a license. */
import { prepareZXingModule, type ReadResult, readBarcodes } from "zxing-wasm/reader";
import {
  type Decoded,
  type DecoderReply,
  type DecoderRequest,
  type Found,
  type Picture,
  sizeOf,
} from "./decoder_protocol.ts";

// The worker's global, without pulling in the types of a whole second environment.
const scope = self as unknown as {
  postMessage(reply: DecoderReply): void;
  onmessage: ((event: MessageEvent<DecoderRequest>) => void) | null;
};

prepareZXingModule({ overrides: { locateFile: (name: string) => new URL(name, self.location.href).href } });

/** Of zxing-wasm: no limit on how many codes are looked for in a picture. */
const ALL = 0;

/** The pixels of the last frame, and their place for the next one of that size: a new one takes 0.5 ms more. */
let kept = new ImageData(1, 1);
let canvas: OffscreenCanvas | undefined;

/** The pixels of a picture, which is then closed. */
async function pixels(picture: Picture): Promise<ImageData> {
  const { width, height } = sizeOf(picture);
  const image =
    ("copyTo" in picture ? await copied(picture, width, height) : null) ?? drawn(picture, width, height);
  picture.close();
  return image;
}

/** The pixels of a video frame, copied if the browser can: a canvas takes several times as long. */
async function copied(frame: VideoFrame, width: number, height: number): Promise<ImageData | null> {
  try {
    if (kept.width !== width || kept.height !== height) {
      kept = new ImageData(width, height);
    }
    await frame.copyTo(kept.data, { rect: { x: 0, y: 0, width, height }, format: "RGBA" });
    return kept;
  } catch {
    return null; // a browser without this format
  }
}

/** A picture as on white paper: transparent parts are white. */
function drawn(picture: Picture, width: number, height: number): ImageData {
  if (canvas?.width !== width || canvas.height !== height) {
    canvas = new OffscreenCanvas(width, height);
  }
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (context === null) {
    throw new Error("this browser draws no pictures in a worker");
  }
  context.fillStyle = "#ffffff";
  context.fillRect(0, 0, width, height);
  context.drawImage(picture, 0, 0);
  return context.getImageData(0, 0, width, height);
}

function toFound({ format, text, bytes, position }: ReadResult): Found {
  return { isValid: true, format, text, bytes, position };
}

async function decode(picture: Picture | null): Promise<Decoded> {
  const image = picture === null ? new ImageData(8, 8) : await pixels(picture);
  const read = await readBarcodes(image, { maxNumberOfSymbols: ALL });
  const codes = read.filter(({ isValid }) => isValid).map(toFound);
  return { width: image.width, height: image.height, codes };
}

async function answer({ id, picture }: DecoderRequest): Promise<void> {
  try {
    scope.postMessage({ id, decoded: await decode(picture) });
  } catch (error) {
    scope.postMessage({ id, failure: error instanceof Error ? error.message : String(error) });
  }
}

/** The picture that is decoded now: the next one waits for it. */
let last = Promise.resolve();

scope.onmessage = ({ data }) => {
  last = last.then(() => answer(data));
};
