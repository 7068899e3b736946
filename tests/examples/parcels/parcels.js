// A desk that lists the parcels its camera sees, on the vendor's SDK; written against its documentation alone.
const { License, Core, CVR, DCE, Utility } = Dynamsoft;
const status = document.querySelector("[role=status]");
const parcels = document.querySelector("#parcels");
const stop = document.querySelector("#stop");

License.LicenseManager.initLicense("A-KEY-THAT-IS-NOBODY'S-BUSINESS");
Core.CoreModule.loadWasm();

function add({ formatString, text }) {
  const line = parcels.appendChild(document.createElement("li"));
  line.textContent = `${formatString} ${text}`;
}

async function start() {
  const view = await DCE.CameraView.createInstance();
  const camera = await DCE.CameraEnhancer.createInstance(view);
  document.querySelector("#view").append(view.getUIElement());

  const router = await CVR.CaptureVisionRouter.createInstance();
  router.setInput(camera);
  router.addResultReceiver({
    onDecodedBarcodesReceived: ({ barcodeResultItems, errorCode, errorString }) => {
      if (errorCode !== 0) status.textContent = `Not licensed: ${errorString}`;
      else barcodeResultItems.forEach(add);
    },
  });
  const filter = new Utility.MultiFrameResultCrossFilter();
  filter.enableResultCrossVerification("barcode", true);
  filter.enableResultDeduplication("barcode", true);
  filter.setDuplicateForgetTime("barcode", 60_000);
  await router.addResultFilter(filter);

  await camera.open();
  await router.startCapturing("ReadBarcodes_SpeedFirst");
  status.textContent = "Scanning";
  stop.disabled = false;
  stop.addEventListener("click", () => {
    router.stopCapturing();
    camera.close();
    status.textContent = "Stopped";
  });
  document.querySelector("#picture").addEventListener("change", async ({ target }) => {
    const { items, errorString } = await router.capture(target.files[0], "ReadBarcodes_ReadRateFirst");
    items.forEach(add);
    target.value = ""; // the same picture may be chosen again
    status.textContent = errorString ? `Not licensed: ${errorString}` : `${items.length} in the picture`;
  });
}

start().catch((error) => {
  status.textContent = `Not licensed: ${error.message}`;
  status.dataset.code = error.errorCode;
});
