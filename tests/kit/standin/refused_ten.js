// What an app of generation 10 or later hears of its license, where it can: at the start, and in each frame.
const { CVR, DCE, Core, License } = Dynamsoft;
const told = ({ errorCode, errorString }) => ({ code: errorCode, text: errorString });
const refused = (promise) =>
  promise.then(
    () => null,
    ({ errorCode, ltsErrorCode, message }) => ({ code: errorCode, lts: ltsErrorCode, text: message }),
  );
License.LicenseManager.initLicense("A-KEY");
const heard = { captured: null, decoded: null };

/** A moment later; an app that hears nothing for long says so. */
let waited = 0;
const soon = () => {
  if ((waited += 1) > 1500) throw new Error(`the app hears nothing: ${JSON.stringify(heard)}`);
  return new Promise((go) => setTimeout(go, 20));
};

globalThis.starts = {
  createInstance: () => refused(CVR.CaptureVisionRouter.createInstance()),
  loadWasm: () => refused(Core.CoreModule.loadWasm()),
  executeNow: () => refused(License.LicenseManager.initLicense("A-KEY", { executeNow: true })),
  launch: () => refused(new Dynamsoft.BarcodeScanner({ license: "A-KEY" }).launch()),
};
globalThis.begin = async () => {
  const camera = await DCE.CameraEnhancer.createInstance(await DCE.CameraView.createInstance());
  const router = await CVR.CaptureVisionRouter.createInstance();
  router.setInput(camera);
  await router.addResultReceiver({
    onCapturedResultReceived: (result) => (heard.captured = { ...told(result), items: result.items.length }),
    onDecodedBarcodesReceived: (result) => (heard.decoded = { ...told(result), items: result.barcodeResultItems.length }),
  });
  await camera.open();
  await router.startCapturing("ReadBarcodes_SpeedFirst");
  globalThis.router = router;
};
/** What receivers hear of the next frame that is refused, or that is not. */
globalThis.hear = async (isRefused) => {
  waited = 0;
  heard.captured = heard.decoded = null;
  while (heard.captured === null || (heard.captured.code !== 0) !== isRefused) await soon();
  return isRefused ? heard.decoded : heard.captured;
};
globalThis.still = async () => {
  const result = await router.capture(await (await fetch("/code.png")).blob());
  return { ...told(result), items: result.items.length };
};
/** Both, of the same moment. */
globalThis.hearBoth = (isRefused) => Promise.all([hear(isRefused), still()]);
