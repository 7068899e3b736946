/** Decodes TIFF in a worker: a page takes tens of milliseconds, and a damaged file may take forever. */

import * as UTIF from "utif2";
import type { TiffReply, TiffRequest } from "./tiff_protocol.ts";
import { checkStrips, countDirectories } from "./tiff_structure.ts";

const scope = self as unknown as {
  postMessage(reply: TiffReply, transfer: Transferable[]): void;
  onmessage: ((event: MessageEvent<TiffRequest>) => void) | null;
};

let file = new ArrayBuffer(0);
let pages: UTIF.IFD[] = [];

const numberOf = (ifd: UTIF.IFD, tag: string): number => (ifd[tag] as number[] | undefined)?.[0] ?? 0;

/** Directories with a picture that is not a reduced copy of another (NewSubfileType, TIFF 6 section 8). */
const isPage = (ifd: UTIF.IFD): boolean =>
  numberOf(ifd, "t256") > 0 && numberOf(ifd, "t257") > 0 && (numberOf(ifd, "t254") & 1) === 0;

function open(buffer: ArrayBuffer): TiffReply {
  countDirectories(new DataView(buffer));
  file = buffer;
  pages = UTIF.decode(buffer).filter(isPage);
  return {
    kind: "opened",
    pages: pages.map((ifd) => ({ width: numberOf(ifd, "t256"), height: numberOf(ifd, "t257") })),
  };
}

async function page(n: number): Promise<TiffReply> {
  const ifd = pages[n];
  if (ifd === undefined) {
    throw new Error("no such page");
  }
  checkStrips(ifd, file.byteLength);
  UTIF.decodeImage(file, ifd);
  const rgba = UTIF.toRGBA8(ifd);
  const pixels = new ImageData(new Uint8ClampedArray(rgba.buffer as ArrayBuffer), ifd.width, ifd.height);
  const bitmap = await createImageBitmap(pixels);
  pages[n] = {} as UTIF.IFD; // frees the decoded pixels
  return { kind: "page", bitmap };
}

async function answer(request: TiffRequest): Promise<void> {
  try {
    const reply = request.kind === "open" ? open(request.file) : await page(request.n);
    scope.postMessage(reply, reply.kind === "page" ? [reply.bitmap] : []);
  } catch (error) {
    scope.postMessage(
      { kind: "failed", message: error instanceof Error ? error.message : String(error) },
      [],
    );
  }
}

scope.onmessage = ({ data }) => void answer(data);
