// What an app of generation 9 hears of its license, where it can: at the start, and in each frame.
const { BarcodeReader, BarcodeScanner } = Dynamsoft.DBR;
const refused = (promise) =>
  promise.then(
    () => null,
    ({ errorCode, ltsErrorCode, message }) => ({ code: errorCode, lts: ltsErrorCode, text: message }),
  );
const ofResults = (results) => {
  const { exception, barcodeText = "" } = results[0] ?? {};
  return { code: exception?.code ?? 0, text: exception?.message ?? "", items: exception ? 0 : results.length, masked: barcodeText.includes("***") };
};
BarcodeReader.license = "A-KEY";
let heard = null;
let unique = 0;

/** A moment later; an app that hears nothing for long says so. */
let waited = 0;
const soon = () => {
  if ((waited += 1) > 1500) throw new Error(`the app hears nothing: ${JSON.stringify(heard)}`);
  return new Promise((go) => setTimeout(go, 20));
};

globalThis.starts = {
  createInstance: () => refused(BarcodeScanner.createInstance()),
  loadWasm: () => refused(BarcodeReader.loadWasm()),
};
globalThis.begin = async () => {
  const scanner = await BarcodeScanner.createInstance();
  scanner.onFrameRead = (results) => results.length > 0 && (heard = ofResults(results));
  scanner.onUniqueRead = () => (unique += 1);
  await scanner.show();
  globalThis.scanner = scanner;
};
globalThis.hear = async (isRefused) => {
  waited = 0;
  heard = null;
  const before = unique;
  while (heard === null || (heard.code !== 0) !== isRefused) await soon();
  if (isRefused && (unique !== before || !heard.masked)) throw new Error(`a refused code is told of: ${unique - before} ${JSON.stringify(heard)}`);
  return heard;
};
globalThis.still = async () => ofResults(await scanner.decode("/code.png"));
/** Both, of the same moment. */
globalThis.hearBoth = (isRefused) => Promise.all([hear(isRefused), still()]);
