/** The decoder's worker: a picture in, codes out, with zxing-wasm; nothing here knows a license. */
import { prepareZXingModule, type ReadResult, readBarcodes } from "zxing-wasm/reader";
import type { Decoded, DecoderReply, DecoderRequest, Found } from "./decoder_protocol.ts";

// The worker's global, without pulling in the types of a whole second environment.
const scope = self as unknown as {
  postMessage(reply: DecoderReply): void;
  onmessage: ((event: MessageEvent<DecoderRequest>) => void) | null;
};

prepareZXingModule({ overrides: { locateFile: (name: string) => new URL(name, self.location.href).href } });

/** Of zxing-wasm: no limit on how many codes are looked for in a picture. */
const ALL = 0;

let canvas: OffscreenCanvas | undefined;

/** A picture as it would lie on paper: what is transparent is white. */
function pixels(bitmap: ImageBitmap): ImageData {
  const { width, height } = bitmap;
  if (canvas?.width !== width || canvas.height !== height) {
    canvas = new OffscreenCanvas(width, height);
  }
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (context === null) {
    throw new Error("this browser draws no pictures in a worker");
  }
  context.fillStyle = "#ffffff";
  context.fillRect(0, 0, width, height);
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  return context.getImageData(0, 0, width, height);
}

function toFound({ format, text, bytes, position }: ReadResult): Found {
  return { isValid: true, format, text, bytes, position };
}

async function decode(bitmap: ImageBitmap | null): Promise<Decoded> {
  const image = bitmap === null ? new ImageData(8, 8) : pixels(bitmap);
  const read = await readBarcodes(image, { maxNumberOfSymbols: ALL });
  const codes = read.filter(({ isValid }) => isValid).map(toFound);
  return { width: image.width, height: image.height, codes };
}

scope.onmessage = ({ data: { id, bitmap } }) => {
  decode(bitmap).then(
    (decoded) => scope.postMessage({ id, decoded }),
    (error: unknown) =>
      scope.postMessage({ id, failure: error instanceof Error ? error.message : String(error) }),
  );
};
