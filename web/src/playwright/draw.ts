/** Draws barcodes for a page's camera, with the library that the Python kit uses, too: zxing-cpp. */
import { readFileSync } from "node:fs";
import { packageFile } from "./python.ts";

/** White modules beside and above a barcode, without which scanners do not find it. */
const QUIET = { x: 10, y: 4 };

/** A barcode with one gray value for each module, row by row. */
export interface Drawn {
  readonly width: number;
  readonly height: number;
  readonly gray: readonly number[];
}

/**
 * Draws a text in a format.
 *
 * @throws Error with the library's words
 */
export async function draw(text: string, format: string): Promise<Drawn> {
  const { prepareZXingModule, writeBarcode } = await import("zxing-wasm/writer");
  const wasmBinary = readFileSync(packageFile("playwright/zxing_writer.wasm"));
  prepareZXingModule({ overrides: { wasmBinary: wasmBinary.buffer } });
  const { error, symbol } = await writeBarcode(text, { format: format as "QRCode" });
  if (error !== "") {
    throw new Error(error);
  }
  const width = symbol.width + 2 * QUIET.x;
  const height = symbol.height + 2 * QUIET.y;
  const gray = Array.from({ length: width * height }, () => 255);
  for (let at = 0; at < symbol.data.length; at += 1) {
    const x = (at % symbol.width) + QUIET.x;
    const y = Math.floor(at / symbol.width) + QUIET.y;
    gray[y * width + x] = symbol.data[at] ?? 255;
  }
  return { width, height, gray };
}
