// Decodes pictures with zxing-wasm alone, in a worker as the stand-in does, and tells how long that took.
import { prepareZXingModule, readBarcodes } from "./zxing/es/reader/index.js";

prepareZXingModule({ overrides: { locateFile: (name) => new URL(`zxing/reader/${name}`, import.meta.url).href } });

onmessage = async ({ data }) => {
  const began = performance.now();
  await readBarcodes(data, { maxNumberOfSymbols: 0 });
  postMessage(performance.now() - began);
};
