// Pictures decoded by zxing-wasm with its default options, and each decided by the built client, in turn.
import { prepareZXingModule, readBarcodes } from "./zxing/es/reader/index.js";
import { fromZxing, openLicense } from "./licensim/client.js";
import { PLENTY } from "./session.js";

prepareZXingModule({ overrides: { locateFile: (name) => new URL(`zxing/reader/${name}`, import.meta.url).href } });
const scanner = openLicense({ key: "DEMO-1", assets: "licensim/", document: PLENTY }).then((license) => license.scanner());

async function pixels(png) {
  const picture = await createImageBitmap(new Blob([Uint8Array.from(atob(png), (one) => one.charCodeAt(0))]));
  const context = new OffscreenCanvas(picture.width, picture.height).getContext("2d");
  context.drawImage(picture, 0, 0);
  return context.getImageData(0, 0, picture.width, picture.height);
}

/** The milliseconds to decode one picture, and to decide its codes; and how many codes counted. */
window.scan = async (png) => {
  const [camera, picture] = [await scanner, await pixels(png)];
  const began = performance.now();
  const results = await readBarcodes(picture);
  const decoded = performance.now();
  const { counted } = await camera.frame(fromZxing(results, picture));
  return { decoding: decoded - began, deciding: performance.now() - decoded, counted };
};
