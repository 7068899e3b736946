// The desk once more, in TypeScript and bundled by Vite; it asks for its license after a click.
import {
  CameraEnhancer,
  CameraView,
  CaptureVisionRouter,
  CapturedResultReceiver,
  LicenseManager,
  MultiFrameResultCrossFilter,
} from "dynamsoft-barcode-reader-bundle";

const [status, scan] = ["[role=status]", "button"].map((one) => document.querySelector<HTMLButtonElement>(one)!);

async function start(): Promise<void> {
  await LicenseManager.initLicense("A-KEY", { executeNow: true });
  const view = await CameraView.createInstance();
  const camera = await CameraEnhancer.createInstance(view);
  document.querySelector("#view")!.append(view.getUIElement());
  const router = await CaptureVisionRouter.createInstance();
  router.setInput(camera);
  const receiver = new CapturedResultReceiver();
  receiver.onDecodedBarcodesReceived = ({ barcodeResultItems }) => {
    for (const { text } of barcodeResultItems) {
      document.querySelector("ul")!.append(Object.assign(document.createElement("li"), { textContent: text }));
    }
  };
  await router.addResultReceiver(receiver);
  const filter = new MultiFrameResultCrossFilter();
  filter.enableResultDeduplication("barcode", true);
  filter.setDuplicateForgetTime("barcode", 60_000);
  await router.addResultFilter(filter);
  await camera.open();
  await router.startCapturing("ReadSingleBarcode");
  status.textContent = "Scanning";
}

scan.disabled = false;
scan.addEventListener("click", () => {
  start().catch((error: Error) => (status.textContent = `Not licensed: ${error.message}`));
});
