// Runs the built components for the tests: files come as base64, results are returned as data.
import * as components from "./assets/components.js";

const fileOf = ({ name, base64 }) => new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], name);

/** The share of dark pixels, of the whole page or of its lowest rows. */
function ink(bitmap, rows = bitmap.height) {
  const canvas = new OffscreenCanvas(bitmap.width, rows);
  const context = canvas.getContext("2d");
  context.drawImage(bitmap, 0, rows - bitmap.height);
  const { data } = context.getImageData(0, 0, bitmap.width, rows);
  let dark = 0;
  for (let at = 0; at < data.length; at += 4) dark += data[at] < 128 ? 1 : 0;
  return dark / (bitmap.width * rows);
}

const described = ({ name, reason, message, hint }) => ({ name, reason, message, hint });

/**
 * Every page of a run, and how the run ended. `abortAt`, `leaveAt`: the page at which it is aborted or left.
 */
async function drain(make, { abortAt, leaveAt, footRows, ...options } = {}) {
  const controller = new AbortController();
  const found = { pages: [], error: null, steps: [] };
  const run = { ...options, signal: controller.signal, onProgress: ({ step }) => found.steps.push(step) };
  try {
    for await (const page of make(run)) {
      const { width, height, name, of } = page;
      found.pages.push({ page: page.page, of, name, width, height, ink: ink(page.bitmap), foot: footRows ? ink(page.bitmap, footRows) : null });
      page.close();
      if (page.page === abortAt) controller.abort();
      if (page.page === leaveAt) break;
    }
  } catch (error) {
    found.error = described(error);
  }
  return found;
}

let engine;

/** The longest time that the page's thread was blocked while `work` ran, in milliseconds. */
async function longestTask(work) {
  const tasks = [];
  const observer = new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration)));
  observer.observe({ type: "longtask" });
  const result = await work();
  observer.disconnect();
  return { ...result, longest: Math.max(0, ...tasks) };
}

const caught = (promise) => promise.then((value) => ({ value }), (error) => ({ error: described(error) }));

Object.assign(globalThis, {
  importPages: ({ file, ...options }) => longestTask(() => drain((run) => components.importPages(fileOf(file), run), options)),
  rasterizePages: ({ file, ...options }) => longestTask(() => drain((run) => components.rasterizePages(fileOf(file), run), options)),

  /** `abortAfter`: milliseconds. */
  async read({ file, abortAfter }) {
    engine ??= await components.openOcr();
    const steps = new Set();
    const signal = abortAfter === undefined ? undefined : AbortSignal.timeout(abortAfter);
    const read = engine.read(fileOf(file), { signal, onProgress: ({ step }) => steps.add(step) });
    return { ...(await caught(read)), steps: [...steps] };
  },

  async readPage({ file }) {
    engine ??= await components.openOcr();
    const pages = components.rasterizePages(fileOf(file));
    const { value: page } = await pages.next();
    const { text } = await engine.read(page);
    page.close();
    await pages.return();
    return text;
  },

  async capture({ stopped }) {
    const stream = await navigator.mediaDevices.getUserMedia({ video: true });
    if (stopped) stream.getTracks().forEach((track) => track.stop());
    const { value, error } = await caught(components.captureFrame(stream));
    stream.getTracks().forEach((track) => track.stop());
    if (error) return { error };
    const { width, height, name, page, of } = value;
    value.close();
    return { width, height, name, page, of, closed: value.bitmap.width === 0 };
  },

  scan: ({ address, ...options }) =>
    drain(async function* (run) {
      yield* (await components.openScanner(address)).scan(run);
    }, options),

  scanner: async ({ address, method }) => caught(components.openScanner(address).then((scanner) => scanner[method]())),
});
document.title = "loaded";
