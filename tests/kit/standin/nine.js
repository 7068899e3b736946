// One use of each member of generations 8 and 9; each throws, or returns false, where it is not as documented.
const { DBR, DCP } = Dynamsoft;
const { BarcodeReader, BarcodeScanner } = DBR;
const is = (value, expected) => {
  if (value !== expected) throw new Error(`${String(value)} is not ${String(expected)}`);
  return true;
};
const until = async (holds) => {
  while (!holds()) await new Promise((go) => setTimeout(go, 20));
  return true;
};
const rejects = (promise) => promise.then(() => "nothing", (error) => error);
const w = { frames: [], unique: [], played: [] };

async function prepare() {
  BarcodeReader.license = "A-KEY";
  BarcodeReader.engineResourcePath = "/libs/";
  w.before = BarcodeReader.isWasmLoaded();
  await BarcodeReader.loadWasm();
  w.reader = await BarcodeReader.createInstance();
  w.scanner = await BarcodeScanner.createInstance();
  w.scanner.onFrameRead = (results) => w.frames.push(results);
  w.scanner.onUniqueRead = (text, result) => w.unique.push([text, result]);
  w.scanner.onPlayed = (played) => w.played.push(played);
  w.shown = await w.scanner.show();
  await until(() => w.frames.some((results) => results.length > 0));
  [w.result] = w.frames.find((results) => results.length > 0);
}

globalThis.uses = {
  "DBR.DBR": () => is(DBR.DBR, DBR),
  "DBR.loadWasm": async () => is(await DBR.loadWasm(), undefined),
  "DBR.engineResourcePath": () => is((DBR.engineResourcePath = "/libs/"), BarcodeReader.engineResourcePath),
  "DBR.BarcodeReader.license": () => {
    is(BarcodeReader.license, "A-KEY");
    try {
      BarcodeReader.license = "ANOTHER";
    } catch (error) {
      return error.message.includes("is set before");
    }
  },
  ...Object.fromEntries(
    ["organizationID", "productKeys"].map((name) => [
      `DBR.BarcodeReader.${name}`,
      () => {
        is(BarcodeReader[name], "A-KEY");
        try {
          BarcodeReader[name] = "ANOTHER";
        } catch (error) {
          return error.message.includes("is set before");
        }
      },
    ]),
  ),
  "DBR.BarcodeReader.engineResourcePath": () => is(BarcodeReader.engineResourcePath, "/libs/"),
  "DBR.BarcodeReader.isWasmLoaded": () => is(`${w.before} ${BarcodeReader.isWasmLoaded()}`, "false true"),
  "DBR.BarcodeReader.loadWasm": async () => is(await BarcodeReader.loadWasm(), undefined),
  "DBR.BarcodeReader.createInstance": () => w.reader instanceof BarcodeReader,
  "DBR.BarcodeReader._onLog": () => is((BarcodeReader._onLog = console.log), BarcodeReader._onLog),
  "DBR.BarcodeReader.decode": async () => {
    const blob = await (await fetch("/code.png")).blob();
    for (const one of [blob, "/code.png"]) is((await w.reader.decode(one))[0].barcodeText, "STILL");
    return (await rejects(w.reader.decode({}))).errorCode === -10002;
  },
  "DBR.BarcodeReader.ifSaveOriginalImageInACanvas": () => is(w.reader.ifSaveOriginalImageInACanvas, false),
  "DBR.BarcodeReader.getOriginalImageInACanvas": async () => {
    is(w.reader.getOriginalImageInACanvas(), null);
    w.reader.ifSaveOriginalImageInACanvas = true;
    await w.reader.decode("/code.png");
    const kept = w.reader.getOriginalImageInACanvas();
    return is((await w.reader.decode(kept))[0].barcodeText, "STILL");
  },
  "DBR.BarcodeReader.getRuntimeSettings": async () => {
    const { expectedBarcodesCount, localizationModes, furtherModes } = await w.reader.getRuntimeSettings();
    is(`${localizationModes.length} ${furtherModes.deformationResistingModes.length}`, "8 8");
    return is(expectedBarcodesCount, 0);
  },
  "DBR.BarcodeReader.updateRuntimeSettings": async () => {
    await w.reader.updateRuntimeSettings({ barcodeFormatIds: DBR.EnumBarcodeFormat.BF_PDF417 });
    is((await w.reader.decode("/code.png")).length, 0);
    return (await rejects(w.reader.updateRuntimeSettings("fastest"))).message.includes("speed, balance");
  },
  "DBR.BarcodeReader.resetRuntimeSettings": async () => {
    await w.reader.resetRuntimeSettings();
    return is((await w.reader.decode("/code.png")).length, 1);
  },
  "DBR.BarcodeReader.setModeArgument": async () => {
    const rejected = await rejects(w.reader.setModeArgument("BinarizationModes", "0", "BlockSizeX", "5"));
    is(rejected.errorCode, -10002);
    return is(await w.reader.setModeArgument("BinarizationModes", 0, "BlockSizeX", "5"), undefined);
  },
  "DBR.BarcodeReader.getModeArgument": async () => {
    is(await w.reader.getModeArgument("BinarizationModes", 1, "BlockSizeX"), "");
    return is(await w.reader.getModeArgument("BinarizationModes", 0, "BlockSizeX"), "5");
  },
  "DBR.BarcodeReader.isContextDestroyed": () => is(w.reader.isContextDestroyed(), false),
  "DBR.BarcodeReader.destroyContext": () => (w.reader.destroyContext(), is(w.reader.isContextDestroyed(), true)),

  "DBR.TextResult.barcodeText": () => is(w.result.barcodeText, "MILK"),
  "DBR.TextResult.barcodeFormat": () => is(w.result.barcodeFormat, DBR.EnumBarcodeFormat.BF_QR_CODE),
  "DBR.TextResult.barcodeFormatString": () => is(w.result.barcodeFormatString, "QR_CODE"),
  "DBR.TextResult.barcodeBytes": () => is(String.fromCharCode(...w.result.barcodeBytes), "MILK"),
  "DBR.TextResult.exception": () => is(w.result.exception, undefined),
  "DBR.TextResult.localizationResult": () => typeof w.result.localizationResult === "object",
  "DBR.LocalizationResult.angle": () => is(w.result.localizationResult.angle, 0),
  "DBR.LocalizationResult.confidence": () => is(w.result.localizationResult.confidence, 100),
  ...Object.fromEntries(
    ["x1", "x2", "x3", "x4", "y1", "y2", "y3", "y4"].map((one) => [
      `DBR.LocalizationResult.${one}`,
      () => w.result.localizationResult[one] > 0 && w.result.localizationResult[one] < 640,
    ]),
  ),
  ...Object.fromEntries(
    Object.entries({ BF_PDF417: 0x2000000, BF_DATAMATRIX: 0x8000000, BF_NULL: 0, BF_ONED: 0x3007ff, BF_QR_CODE: 0x4000000 }).map(
      ([name, bits]) => [`DBR.EnumBarcodeFormat.${name}`, () => is(DBR.EnumBarcodeFormat[name], bits)],
    ),
  ),

  "DBR.BarcodeScanner.createInstance": () => w.scanner instanceof BarcodeScanner && w.scanner instanceof BarcodeReader,
  "DBR.BarcodeScanner.onFrameRead": () => is(w.frames.at(-1)[0].barcodeText, "MILK"),
  "DBR.BarcodeScanner.onUniqueRead": () => is(w.unique[0].map((one) => one.barcodeText ?? one).join(), "MILK,MILK"),
  "DBR.BarcodeScanner.onUnduplicatedRead": () => {
    w.scanner.onUnduplicatedRead = w.scanner.onUniqueRead.bind(null);
    return is(w.scanner.onUnduplicatedRead, w.scanner.onUniqueRead);
  },
  "DBR.BarcodeScanner.bPlaySoundOnSuccessfulRead": () => is((w.scanner.bPlaySoundOnSuccessfulRead = true), true),
  "DBR.BarcodeScanner.dce": () => is((w.scanner.dce.constructor._onLog = console.log), console.log),
  "DBR.BarcodeScanner.onPlayed": () => is(w.played[0].width, 640),
  "DBR.BarcodeScanner.show": () => {
    is(w.scanner.getUIElement().parentElement, document.body);
    return is(`${w.shown.width}x${w.shown.height}`, "640x480");
  },
  "DBR.BarcodeScanner.isOpen": () => is(w.scanner.isOpen(), true),
  "DBR.BarcodeScanner.pauseScan": async () => {
    w.scanner.pauseScan();
    await new Promise((go) => setTimeout(go, 250));
    const seen = w.frames.length;
    await new Promise((go) => setTimeout(go, 250));
    return is(w.frames.length, seen);
  },
  "DBR.BarcodeScanner.resumeScan": () => {
    w.scanner.resumeScan();
    const seen = w.frames.length;
    return until(() => w.frames.length > seen);
  },
  "DBR.BarcodeScanner.pause": () => (w.scanner.pause(), is(w.scanner.getUIElement().querySelector("video").paused, true)),
  "DBR.BarcodeScanner.play": async () => is((await w.scanner.play()).width, 640),
  "DBR.BarcodeScanner.stop": () => (w.scanner.stop(), is(w.scanner.isOpen(), false)),
  "DBR.BarcodeScanner.hide": async () => {
    const ui = w.scanner.getUIElement();
    ui.querySelector(".dce-btn-close").click();
    is(ui.style.display, "none");
    await w.scanner.show();
    is(ui.style.display, "");
    return w.scanner.hide(), is(ui.style.display, "none");
  },
  "DBR.BarcodeScanner.getUIElement": () => {
    const ui = w.scanner.getUIElement();
    document.querySelector("#view").append(ui);
    for (const part of ["dce-video-container", "dce-sel-camera", "dce-btn-close", "dbr-msg-poweredby"]) is(ui.querySelectorAll(`.${part}`).length, 1);
    return is(ui.shadowRoot, null);
  },
  "DBR.BarcodeScanner.open": async () => {
    w.scanner.getUIElement().style.cssText = "position:relative;width:640px;height:360px";
    is((await w.scanner.open()).height, 480);
    return is(w.scanner.getUIElement().parentElement.id, "view");
  },
  "DBR.BarcodeScanner.getScanSettings": async () => is((await w.scanner.getScanSettings()).duplicateForgetTime, 3000),
  "DBR.BarcodeScanner.updateScanSettings": async () => {
    await w.scanner.updateScanSettings({ duplicateForgetTime: 9000, intervalTime: 50 });
    return is((await w.scanner.getScanSettings()).duplicateForgetTime, 9000);
  },
  "DBR.BarcodeScanner.getRuntimeSettings": async () => is((await w.scanner.getRuntimeSettings()).expectedBarcodesCount, 0),
  "DBR.BarcodeScanner.updateRuntimeSettings": async () => {
    await w.scanner.updateRuntimeSettings("single");
    return is((await w.scanner.getRuntimeSettings()).expectedBarcodesCount, 1);
  },
  "DBR.BarcodeScanner.resetRuntimeSettings": async () => is(await w.scanner.resetRuntimeSettings(), undefined),
  "DBR.BarcodeScanner.getAllCameras": async () => is((await w.scanner.getAllCameras())[0].label, "licensim camera"),
  "DBR.BarcodeScanner.getCurrentCamera": async () => is((await w.scanner.getCurrentCamera()).deviceId, "licensim-camera"),
  "DBR.BarcodeScanner.setCurrentCamera": async () => is((await w.scanner.setCurrentCamera("licensim-camera")).width, 640),
  "DBR.BarcodeScanner.getResolution": () => is(w.scanner.getResolution().join("x"), "640x480"),
  "DBR.BarcodeScanner.setResolution": async () => is((await w.scanner.setResolution([1280, 720])).height, 480),
  "DBR.BarcodeScanner.getVideoSettings": () => is(w.scanner.getVideoSettings().video.width.ideal, 1280),
  "DBR.BarcodeScanner.updateVideoSettings": async () => is(await w.scanner.updateVideoSettings({ video: true }), undefined),
  "DBR.BarcodeScanner.setVideoFit": () => is(w.scanner.setVideoFit("cover"), undefined),
  "DBR.BarcodeScanner.getVideoFit": () => is(w.scanner.getVideoFit(), "cover"),
  "DBR.BarcodeScanner.convertToClientCoordinates": () => {
    const { left, width } = w.scanner.getUIElement().querySelector("video").getBoundingClientRect();
    return Math.abs(w.scanner.convertToClientCoordinates({ x: 320, y: 240 }).x - left - width / 2) < 1;
  },
  "DBR.BarcodeScanner.convertToPageCoordinates": () => is(Number.isFinite(w.scanner.convertToPageCoordinates({ x: 0, y: 0 }).y), true),
  "DBR.BarcodeScanner.decode": async () => is((await w.scanner.decode("/code.png"))[0].barcodeText, "STILL"),
  "DBR.BarcodeScanner.close": () => (w.scanner.close(), is(w.scanner.isOpen(), false)),
  "DBR.BarcodeScanner.singleFrameMode": async () => {
    w.scanner.singleFrameMode = false;
    is(w.scanner.singleFrameMode, "disabled");
    w.scanner.singleFrameMode = "image";
    await w.scanner.open();
    const input = w.scanner.getUIElement().querySelector("input[type=file]");
    const files = new DataTransfer();
    files.items.add(new File([await (await fetch("/code.png")).blob()], "code.png", { type: "image/png" }));
    input.files = files.files;
    input.dispatchEvent(new Event("change"));
    return until(() => w.unique.at(-1)[0] === "STILL");
  },
  "DBR.BarcodeScanner.setUIElement": async () => {
    await w.scanner.setUIElement(document.querySelector("#other-view"));
    return is(w.scanner.getUIElement().querySelector("video") !== null, true);
  },
  "DBR.BarcodeScanner.defaultUIElementURL": async () => {
    BarcodeScanner.defaultUIElementURL = "/view.html";
    const scanner = await BarcodeScanner.createInstance();
    return is(scanner.getUIElement().querySelector("#of-a-file") !== null, true);
  },
  "DBR.BarcodeScanner.isContextDestroyed": () => is(w.scanner.isContextDestroyed(), false),
  "DBR.BarcodeScanner.destroyContext": () => (w.scanner.destroyContext(), is(w.scanner.isContextDestroyed(), true)),
};

/** Reach each member that the table only names. */
globalThis.touches = {
  "CoreModule.loadWasm": () => Dynamsoft.Core.CoreModule.loadWasm(), // of 10 and later; here it goes on as well
  "CodeParser.parseData": async () => {
    DCP.CodeParser.license = "A-KEY";
    const parser = await DCP.CodeParser.createInstance();
    await parser.setCodeFormat(DCP.EnumCodeFormat.CF_AUTO);
    is((await parser.parseData([77, 73])).resultInfo["text, not parsed"], "MI");
  },
  ...Object.fromEntries(
    Object.entries(DBR)
      .filter(([name]) => name.startsWith("Enum") && name !== "EnumBarcodeFormat")
      .map(([name, named]) => [name, () => Object.values(named)]),
  ),
};
