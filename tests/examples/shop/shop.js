// A shop that adds to its cart what its camera sees. Decoded by zxing-wasm, licensed by licensim.
import { fromZxing, openLicense } from "licensim";
import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";

const WASM = "node_modules/zxing-wasm/dist/reader/zxing_reader.wasm";

const [status, video, cart] = ["[role=status]", "video", "#cart"].map((one) => document.querySelector(one));
const [scan, stop] = ["#scan", "#stop"].map((one) => document.querySelector(one));
const canvas = document.createElement("canvas");

prepareZXingModule({ overrides: { locateFile: () => new URL(WASM, document.baseURI).href } });

/** Show the license's answer in the shop's words. */
function show({ answer, reason, number }) {
  status.dataset.answer = answer;
  if (answer === "refused") status.textContent = `Scanning is not licensed: ${reason} (${number ?? "no number"})`;
  else if (reason === "OFFLINE_CACHED") status.textContent = "Ready, offline";
  else status.textContent = answer === "over" ? "Ready, but the license is overdrawn" : "Ready";
}

function add({ text }) {
  const line = cart.querySelector(`[data-text="${CSS.escape(text)}"]`) ?? cart.appendChild(document.createElement("li"));
  line.dataset.text = text;
  line.dataset.count = Number(line.dataset.count ?? 0) + 1;
  line.textContent = `${text} x ${line.dataset.count}`;
}

/** The pixels of the video's current picture. */
function pixels() {
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.drawImage(video, 0, 0);
  return context.getImageData(0, 0, canvas.width, canvas.height);
}

/** Read one picture after the other while the camera is on. */
async function look(scanner) {
  while (video.srcObject) {
    const { mediaTime } = await new Promise((go) => video.requestVideoFrameCallback((_, frame) => go(frame)));
    if (!video.srcObject) return;
    const image = pixels();
    const codes = fromZxing(await readBarcodes(image, { formats: ["QRCode", "Code128"] }), image);
    const result = await scanner.frame(codes, { timestamp: mediaTime * 1000 });
    show(result);
    if (result.answer !== "refused") result.unique.forEach(add);
  }
}

const license = await openLicense({ key: "DEMO-1", assets: "licensim/" });
show(license.answer);
scan.disabled = license.answer.answer === "refused";

const scanner = license.scanner();
scan.addEventListener("click", async () => {
  video.srcObject = await navigator.mediaDevices.getUserMedia({ video: true });
  await video.play();
  [scan.disabled, stop.disabled] = [true, false];
  look(scanner);
});
stop.addEventListener("click", async () => {
  video.srcObject.getTracks().forEach((track) => track.stop());
  video.srcObject = null;
  [scan.disabled, stop.disabled] = [false, true];
  await scanner.pause();
});
