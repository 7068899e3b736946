// A desk that lists the parcels its camera sees, as an app writes it: it knows the SDK's documentation, and nothing of licensim.
const { CaptureVisionRouter } = Dynamsoft.CVR;
const { CameraEnhancer, CameraView } = Dynamsoft.DCE;
const { LicenseManager } = Dynamsoft.License;
const { MultiFrameResultCrossFilter } = Dynamsoft.Utility;

const FORGET_MS = 5000;
const status = document.querySelector("[role=status]");
const again = document.querySelector("#again");
const parcels = document.querySelector("#parcels");

LicenseManager.initLicense("THE-KEY-OF-THIS-APP");
again.addEventListener("click", start);
addEventListener("error", stopped);
start();

async function start() {
  say("Starting");
  again.hidden = true;
  try {
    await scan();
    say("Scanning");
  } catch (error) {
    stopped(error);
  }
}

function stopped({ message }) {
  say(message, true);
  again.hidden = false;
}

async function scan() {
  const router = await CaptureVisionRouter.createInstance(); // rejects if the license refuses
  const view = await CameraView.createInstance();
  const camera = await CameraEnhancer.createInstance(view);
  document.querySelector("#view").replaceChildren(view.getUIElement());
  router.setInput(camera);

  const filter = new MultiFrameResultCrossFilter();
  filter.enableResultCrossVerification("barcode", true);
  filter.enableResultDeduplication("barcode", true);
  filter.setDuplicateForgetTime("barcode", FORGET_MS);
  await router.addResultFilter(filter);
  await router.addResultReceiver({ onDecodedBarcodesReceived: take });

  await camera.open();
  await router.startCapturing("ReadBarcodes_SpeedFirst");
}

function take({ barcodeResultItems, errorCode, errorString }) {
  if (errorCode !== 0) {
    say(errorString, true);
    return;
  }
  for (const { formatString, text } of barcodeResultItems) {
    const line = document.createElement("li");
    line.textContent = `${text} (${formatString})`;
    parcels.prepend(line);
    say("Scanning");
  }
}

function say(words, isRefused = false) {
  status.textContent = words;
  status.classList.toggle("refused", isRefused);
}
