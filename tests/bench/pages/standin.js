// One camera, scanned by the stand-in SDK and by the client with zxing-wasm alone, in turn; all is warm.
import { prepareZXingModule, readBarcodes } from "./zxing/es/reader/index.js";
import { fromZxing, openLicense } from "./licensim/client.js";
import { PLENTY } from "./session.js";

const { promise: ready, resolve: isReady } = Promise.withResolvers();
window.ready = ready;

const ALL = { maxNumberOfSymbols: 0 }; // as the stand-in reads
prepareZXingModule({ overrides: { locateFile: (name) => new URL(`zxing/reader/${name}`, import.meta.url).href } });

// The camera: a canvas with a picture of the test, drawn again for each frame.
const canvas = Object.assign(document.createElement("canvas"), { width: 1280, height: 720 });
const context = canvas.getContext("2d");
let picture = null;
setInterval(() => picture && context.drawImage(picture, 0, 0), 16);
navigator.mediaDevices.getUserMedia = async () => canvas.captureStream();

window.show = async (png) => {
  picture = await createImageBitmap(new Blob([Uint8Array.from(atob(png), (one) => one.charCodeAt(0))]));
  context.drawImage(picture, 0, 0);
};

globalThis.licensimStandin = { assets: new URL("licensim/", import.meta.url).pathname, document: PLENTY };
const { CameraEnhancer, CaptureVisionRouter, CoreModule, LicenseManager } = await import("./licensim/standin/bundle.mjs");
LicenseManager.initLicense("A-KEY");
await CoreModule.loadWasm();
const license = await openLicense({ key: "DEMO-1", assets: "licensim/", document: PLENTY });
await readBarcodes(new ImageData(8, 8), ALL);

/** The milliseconds from createInstance to the first code of a frame, with the stand-in. */
window.standin = async () => {
  const began = performance.now();
  const router = await CaptureVisionRouter.createInstance();
  const camera = await CameraEnhancer.createInstance();
  router.setInput(camera);
  const { promise, resolve } = Promise.withResolvers();
  await router.addResultReceiver({ onDecodedBarcodesReceived: resolve });
  await camera.open();
  await router.startCapturing("ReadBarcodes_SpeedFirst");
  await promise;
  const took = performance.now() - began;
  router.dispose();
  camera.dispose();
  return took;
};

/** The same with the client alone, as an app without an SDK writes it. */
window.alone = async () => {
  const began = performance.now();
  const scanner = license.scanner();
  const video = Object.assign(document.createElement("video"), { muted: true });
  video.srcObject = await navigator.mediaDevices.getUserMedia({ video: true });
  await video.play();
  const drawn = new OffscreenCanvas(video.videoWidth, video.videoHeight).getContext("2d", { willReadFrequently: true });
  for (;;) {
    await new Promise((go) => video.requestVideoFrameCallback(go));
    drawn.drawImage(video, 0, 0);
    const image = drawn.getImageData(0, 0, video.videoWidth, video.videoHeight);
    const { unique } = await scanner.frame(fromZxing(await readBarcodes(image, ALL), image));
    if (unique.length > 0) break;
  }
  const took = performance.now() - began;
  for (const track of video.srcObject.getTracks()) track.stop();
  return took;
};

const decoder = new Worker(new URL("standin.worker.js", import.meta.url), { type: "module" });
const decodingOf = (image) =>
  new Promise((resolve) => {
    decoder.onmessage = ({ data }) => resolve(data);
    decoder.postMessage(image);
  });
await decodingOf(new ImageData(8, 8));

/** The milliseconds of each of some frames: from the camera to the receiver, and to decode the same picture alone. */
window.frames = async (count) => {
  const taken = [];
  const Frame = globalThis.VideoFrame;
  globalThis.VideoFrame = class extends Frame {
    constructor(...given) {
      taken.push(performance.now()); // a frame of the camera is taken so
      super(...given);
    }
  };
  const router = await CaptureVisionRouter.createInstance();
  const camera = await CameraEnhancer.createInstance();
  router.setInput(camera);
  const [through, decoding] = [[], []];
  const { promise, resolve } = Promise.withResolvers();
  await router.addResultReceiver({
    onCapturedResultReceived: async () => {
      through.push(performance.now() - taken.at(-1));
      const image = context.getImageData(0, 0, canvas.width, canvas.height);
      // In turn with the frames, beside the same camera.
      if (decoding.push(await decodingOf(image)) >= count) resolve();
    },
  });
  await camera.open();
  await router.startCapturing("ReadBarcodes_SpeedFirst");
  await promise;
  router.dispose();
  camera.dispose();
  globalThis.VideoFrame = Frame;
  return { through, decoding };
};

isReady();
