// One use of each member of generation 10 and later; each throws, or returns false, where it is not as documented.
const { Core, CVR, DBR, DCE, DCP, License, Utility, BarcodeScanner, EnumScanMode, EnumResultStatus } = Dynamsoft;
const is = (value, expected) => {
  if (value !== expected) throw new Error(`${String(value)} is not ${String(expected)}`);
  return true;
};
const until = async (holds) => {
  while (!holds()) await new Promise((go) => setTimeout(go, 20));
  return true;
};
const rejects = (promise) => promise.then(() => "nothing", (error) => error);

/** A picture with the code that the test draws. */
const picture = () => fetch("/code.png").then((response) => response.blob());
const template = (formats, more = {}) => ({
  CaptureVisionTemplates: [{ Name: "Own", ImageROIProcessingNameArray: ["roi"], ...more }],
  TargetROIDefOptions: [{ Name: "roi", TaskSettingNameArray: ["task"] }],
  BarcodeReaderTaskSettingOptions: [{ Name: "task", BarcodeFormatIds: formats, ExpectedBarcodesCount: 0 }],
});

const w = { results: [], decoded: [], images: [] };

async function prepare() {
  w.returned = License.LicenseManager.initLicense("A-KEY");
  w.loaded = Core.CoreModule.loadWasm(["DBR"]);
  w.view = await DCE.CameraView.createInstance();
  w.camera = await DCE.CameraEnhancer.createInstance(w.view);
  w.ui = w.view.getUIElement();
  document.querySelector("#view").append(w.ui);
  w.root = w.ui.shadowRoot ?? w.ui;
  w.events = [];
  for (const name of ["cameraOpen", "cameraClose", "played"]) w.camera.on(name, () => w.events.push(name));
  w.router = await CVR.CaptureVisionRouter.createInstance();
  w.router.setInput(w.camera);
  w.receiver = new CVR.CapturedResultReceiver();
  w.receiver.onCapturedResultReceived = (result) => result.items.length > 0 && w.results.push(result);
  w.receiver.onDecodedBarcodesReceived = (result) => w.decoded.push(result);
  w.receiver.onOriginalImageResultReceived = (item) => w.images.push(item);
  w.added = w.router.addResultReceiver(w.receiver);
  w.opened = await w.camera.open();
  w.started = w.router.startCapturing("ReadBarcodes_SpeedFirst");
  await w.started;
  await until(() => w.results.length > 2);
  [w.result] = w.results;
  w.item = w.result.items.find(({ text }) => text === "MILK");
}

/** Run a ready-made scanner until it ends, or until `act` has ended it. */
async function launched(config, act = () => {}) {
  const place = document.querySelector("#scanner");
  const scanner = new BarcodeScanner({ license: "A-KEY", container: "#scanner", ...config });
  const ended = scanner.launch();
  await act(scanner, place);
  return ended;
}

globalThis.uses = {
  "BarcodeResultItem.text": () => is(w.item.text, "MILK"),
  "BarcodeResultItem.bytes": () => is(new TextDecoder().decode(w.item.bytes), "MILK"),
  "BarcodeResultItem.format": () => is(w.item.format, DBR.EnumBarcodeFormat.BF_QR_CODE),
  "BarcodeResultItem.formatString": () => is(w.item.formatString, "QR_CODE"),
  "BarcodeResultItem.type": () => is(w.item.type, 2),
  "BarcodeResultItem.confidence": () => is(w.item.confidence, 100),
  "BarcodeResultItem.angle": () => is(w.item.angle, 0),
  "BarcodeResultItem.moduleSize": () => is(w.item.moduleSize, 4),
  "BarcodeResultItem.isMirrored": () => is(w.item.isMirrored, false),
  "BarcodeResultItem.isDPM": () => is(w.item.isDPM, false),
  "BarcodeResultItem.details": () => is(JSON.stringify(w.item.details), "{}"),
  "CapturedResultItem.type": () => is(w.item.type, Core.EnumCapturedResultItemType.CRIT_BARCODE),
  "CapturedResultItem.text": () => is(w.item.text, "MILK"),
  "CapturedResultItem.location": () => {
    const [one, , three] = w.item.location.points;
    return w.item.location.points.length === 4 && three.x - one.x > 50 && three.y - one.y > 50 && three.x <= 640;
  },
  "CapturedResultItem.taskName": () => is(w.item.taskName, "Task_ReadBarcodes"),
  "CapturedResultItem.targetROIDefName": () => is(w.item.targetROIDefName, "ROI_ReadBarcodes"),
  "CapturedResult.items": () => is(w.result.items.length, 1),
  "CapturedResult.decodedBarcodesResult": () => is(w.result.decodedBarcodesResult.barcodeResultItems[0], w.item),
  "CapturedResult.errorCode": () => is(w.result.errorCode, 0),
  "CapturedResult.errorString": () => is(w.result.errorString, ""),
  "CapturedResult.originalImageHashId": () => is(new Set(w.results.map((one) => one.originalImageHashId)).size, w.results.length),
  "CapturedResult.originalImageTag": () => w.results[1].originalImageTag.imageId > w.result.originalImageTag.imageId,
  "DecodedBarcodesResult.originalImageHashId": () =>
    is(w.result.decodedBarcodesResult.originalImageHashId, w.result.originalImageHashId),
  "DecodedBarcodesResult.originalImageTag": () =>
    is(w.result.decodedBarcodesResult.originalImageTag.imageId, w.result.originalImageTag.imageId),
  "DecodedBarcodesResult.barcodeResultItems": () => is(w.decoded[0].barcodeResultItems[0].text, "MILK"),
  "DecodedBarcodesResult.errorCode": () => is(w.decoded[0].errorCode, 0),
  "DecodedBarcodesResult.errorString": () => is(w.decoded[0].errorString, ""),
  "CapturedResultReceiver.constructor": () => w.receiver instanceof CVR.CapturedResultReceiver,
  "CapturedResultReceiver.onCapturedResultReceived": () => w.results.length > 0,
  "CapturedResultReceiver.onDecodedBarcodesReceived": () => w.decoded.length > 0,
  "EnumCapturedResultItemType.CRIT_BARCODE": () => is(Core.EnumCapturedResultItemType.CRIT_BARCODE, 2),
  "EnumCapturedResultItemType.CRIT_ORIGINAL_IMAGE": () => is(Core.EnumCapturedResultItemType.CRIT_ORIGINAL_IMAGE, 1),
  "EnumBarcodeFormat.BF_PDF417": () => is(DBR.EnumBarcodeFormat.BF_PDF417, 0x2000000n),

  "LicenseManager.initLicense": async () => {
    is(w.returned, undefined);
    return is(await License.LicenseManager.initLicense("A-KEY", { executeNow: true }), undefined);
  },
  "LicenseManager.getDeviceUUID": async () => /^[0-9a-f-]{36}$/.test(await License.LicenseManager.getDeviceUUID()),
  "CoreModule.loadWasm": async () => is(await w.loaded, undefined),
  "CoreModule.engineResourcePaths": () => {
    Core.CoreModule.engineResourcePaths = { rootDirectory: "/libs/" };
    return is(Core.CoreModule.engineResourcePaths.rootDirectory, "/libs/");
  },
  "EngineResourcePaths.rootDirectory": () => {
    Core.CoreModule.engineResourcePaths.rootDirectory = "/other/";
    return is(Core.CoreModule.engineResourcePaths.rootDirectory, "/other/");
  },
  "CoreModule.enableLogging": () => is(Core.CoreModule.enableLogging(), undefined),
  "CoreModule.disableLogging": () => is(Core.CoreModule.disableLogging(), undefined),

  "CaptureVisionRouter.createInstance": () => w.router instanceof CVR.CaptureVisionRouter,
  "CaptureVisionRouter._onLog": () => is((CVR.CaptureVisionRouter._onLog = console.log), CVR.CaptureVisionRouter._onLog),
  "CaptureVisionRouter.setInput": () => {
    try {
      w.router.setInput({});
    } catch (error) {
      return error.message.includes("expects a CameraEnhancer");
    }
  },
  "CaptureVisionRouter.getInput": () => is(w.router.getInput(), w.camera),
  "CaptureVisionRouter.addResultReceiver": async () => is(await w.added, undefined),
  "CaptureVisionRouter.removeResultReceiver": async () => {
    let told = 0;
    const other = { onCapturedResultReceived: () => (told += 1) };
    await w.router.addResultReceiver(other);
    await until(() => told > 0);
    await w.router.removeResultReceiver(other);
    const before = told;
    const seen = w.results.length;
    await until(() => w.results.length > seen + 1);
    return is(told, before);
  },
  "CaptureVisionRouter.startCapturing": async () => {
    Object.defineProperty(document, "hidden", { configurable: true, get: () => true });
    await new Promise((go) => setTimeout(go, 300)); // a frame that was under way
    const seen = w.results.length;
    await new Promise((go) => setTimeout(go, 300));
    is(w.results.length, seen);
    delete document.hidden;
    document.dispatchEvent(new Event("visibilitychange"));
    await until(() => w.results.length > seen);
    return is((await rejects(w.router.startCapturing("NoSuch"))).errorCode, -10036);
  },
  "CaptureVisionRouter.stopCapturing": async () => {
    w.router.stopCapturing();
    const seen = w.results.length;
    await w.router.startCapturing("ReadBarcodes_SpeedFirst");
    return until(() => w.results.length > seen);
  },
  "CaptureVisionRouter.capture": async () => {
    const blob = await picture();
    const image = Object.assign(new Image(), { src: "/code.png" });
    const canvas = Object.assign(document.createElement("canvas"), { width: 300, height: 300 });
    await image.decode();
    canvas.getContext("2d").drawImage(image, 0, 0, 300, 300);
    for (const one of [blob, "/code.png", image, canvas]) {
      const { items } = await w.router.capture(one, "ReadBarcodes_ReadRateFirst");
      is(items[0].text, "STILL");
    }
    return is((await rejects(w.router.capture(new Blob(["no picture"])))).errorCode, -10005);
  },
  "CaptureVisionRouter.initSettings": async () => {
    await w.router.initSettings(template(["BF_CODE_128 "]));
    is((await w.router.capture(await picture(), "Own")).items.length, 0);
    await w.router.initSettings(JSON.stringify(template(["BF_QR_CODE"])));
    is((await w.router.capture(await picture(), "Own")).items.length, 1);
    await w.router.initSettings("/template.json");
    return is((await w.router.capture(await picture(), "OfAFile")).items.length, 1);
  },
  "CaptureVisionRouter.outputSettings": async () => {
    const { BarcodeReaderTaskSettingOptions } = await w.router.outputSettings("ReadQR");
    return is(BarcodeReaderTaskSettingOptions[0].BarcodeFormatIds.join(), "BF_QR_CODE");
  },
  "CaptureVisionRouter.getSimplifiedSettings": async () =>
    is((await w.router.getSimplifiedSettings("ReadSingleBarcode")).barcodeSettings.expectedBarcodesCount, 1),
  "CaptureVisionRouter.updateSettings": async () => {
    const settings = await w.router.getSimplifiedSettings("ReadQR");
    settings.barcodeSettings.barcodeFormatIds = DBR.EnumBarcodeFormat.BF_EAN_13;
    await w.router.updateSettings("ReadQR", settings);
    is((await w.router.capture(await picture(), "ReadQR")).items.length, 0);
    return is((await rejects(w.router.updateSettings("ReadQR", {}))).errorCode, -10002);
  },
  "CaptureVisionRouter.resetSettings": async () => {
    await w.router.resetSettings();
    return is((await w.router.capture(await picture(), "ReadQR")).items.length, 1);
  },
  "CaptureVisionRouter.maxImageSideLength": () => is(w.router.maxImageSideLength, 2048),
  "SimplifiedCaptureVisionSettings.capturedResultItemTypes": async () => {
    const settings = await w.router.getSimplifiedSettings("ReadBarcodes_Balance");
    settings.capturedResultItemTypes |= Core.EnumCapturedResultItemType.CRIT_ORIGINAL_IMAGE;
    await w.router.updateSettings("ReadBarcodes_Balance", settings);
    const { items } = await w.router.capture(await picture(), "ReadBarcodes_Balance");
    return is(items.map(({ type }) => type).join(), "1,2");
  },
  "SimplifiedCaptureVisionSettings.outputOriginalImage": async () => {
    const settings = await w.router.getSimplifiedSettings("ReadDenseBarcodes");
    settings.outputOriginalImage = true;
    await w.router.updateSettings("ReadDenseBarcodes", settings);
    const { items } = await w.router.capture(await picture(), "ReadDenseBarcodes");
    return is(items[0].type, 1);
  },
  "CapturedResultReceiver.onOriginalImageResultReceived": async () => {
    w.router.stopCapturing();
    await w.router.startCapturing("ReadBarcodes_Balance"); // which the use before has changed
    await until(() => w.images.length > 0);
    w.router.stopCapturing();
    await w.router.startCapturing("ReadBarcodes_SpeedFirst");
    return is(w.images[0].type, 1);
  },
  "CapturedResultItem.imageData": () => is(w.images[0].imageData.toCanvas().width, w.images[0].imageData.width),
  "SimplifiedCaptureVisionSettings.minImageCaptureInterval": async () => {
    const frames = w.results.length;
    await new Promise((go) => setTimeout(go, 1000));
    is(w.results.length - frames <= 11, true); // 10 a second, and one at an edge
    return is((await w.router.getSimplifiedSettings("Default")).minImageCaptureInterval, 100);
  },
  "SimplifiedCaptureVisionSettings.timeout": async () => (await w.router.getSimplifiedSettings("Default")).timeout > 0,
  "SimplifiedCaptureVisionSettings.barcodeSettings": async () =>
    typeof (await w.router.getSimplifiedSettings("Default")).barcodeSettings === "object",
  "SimplifiedCaptureVisionSettings.roi": async () => {
    const settings = await w.router.getSimplifiedSettings("ReadDistantBarcodes");
    settings.roi.points = [{ x: 0, y: 0 }, { x: 10, y: 0 }, { x: 10, y: 10 }, { x: 0, y: 10 }];
    await w.router.updateSettings("ReadDistantBarcodes", settings);
    return is((await w.router.capture(await picture(), "ReadDistantBarcodes")).items.length, 0);
  },
  "SimplifiedBarcodeReaderSettings.barcodeFormatIds": async () =>
    is((await w.router.getSimplifiedSettings("ReadDataMatrix")).barcodeSettings.barcodeFormatIds, DBR.EnumBarcodeFormat.BF_DATAMATRIX),
  "SimplifiedBarcodeReaderSettings.expectedBarcodesCount": async () =>
    is((await w.router.getSimplifiedSettings("ReadQR_ReadRate")).barcodeSettings.expectedBarcodesCount, 0),
  "SimplifiedBarcodeReaderSettings.barcodeTextRegExPattern": async () => is(await readAs({ barcodeTextRegExPattern: "^ST" }), 1) && is(await readAs({ barcodeTextRegExPattern: "^X" }), 0),
  "SimplifiedBarcodeReaderSettings.minBarcodeTextLength": async () => is(await readAs({ minBarcodeTextLength: 5 }), 1) && is(await readAs({ minBarcodeTextLength: 6 }), 0),
  "SimplifiedCaptureVisionSettings.maxParallelTasks": async () =>
    is((await w.router.getSimplifiedSettings("ReadQR")).maxParallelTasks, 4),
  "SimplifiedCaptureVisionSettings.roiMeasuredInPercentage": async () => {
    const settings = await w.router.getSimplifiedSettings("ReadPDF417");
    settings.roi.points = [{ x: 0, y: 0 }, { x: 9, y: 0 }, { x: 9, y: 9 }, { x: 0, y: 9 }];
    settings.roiMeasuredInPercentage = false;
    await w.router.updateSettings("ReadPDF417", settings);
    const after = await w.router.getSimplifiedSettings("ReadPDF417");
    return is(`${after.roiMeasuredInPercentage} ${after.roi.points[2].x}`, "false 9");
  },
  "SimplifiedBarcodeReaderSettings.expectBarcodeCount": () => kept("expectBarcodeCount", 5),
  "SimplifiedBarcodeReaderSettings.localizationModes": () => kept("localizationModes", 7),

  "MultiFrameResultCrossFilter.constructor": () => {
    w.filter = new Utility.MultiFrameResultCrossFilter();
    return w.filter instanceof Utility.MultiFrameResultCrossFilter;
  },
  "MultiFrameResultCrossFilter.enableResultCrossVerification": () => is(w.filter.enableResultCrossVerification("barcode", true), undefined),
  "MultiFrameResultCrossFilter.isResultCrossVerificationEnabled": () => is(w.filter.isResultCrossVerificationEnabled(2), true),
  "MultiFrameResultCrossFilter.enableResultDeduplication": () => is(w.filter.enableResultDeduplication("barcode", true), undefined),
  "MultiFrameResultCrossFilter.isResultDeduplicationEnabled": () => is(w.filter.isResultDeduplicationEnabled("barcode"), true),
  "MultiFrameResultCrossFilter.setDuplicateForgetTime": () => is(w.filter.setDuplicateForgetTime("barcode", 60_000), undefined),
  "MultiFrameResultCrossFilter.getDuplicateForgetTime": () => is(w.filter.getDuplicateForgetTime("barcode"), 60_000),
  "CaptureVisionRouter.addResultFilter": async () => {
    w.router.stopCapturing();
    await w.router.addResultFilter(w.filter);
    await new Promise((go) => setTimeout(go, 150)); // a frame that was under way
    w.results.length = w.decoded.length = 0;
    let frames = 0;
    await w.router.addResultReceiver({ onCapturedResultReceived: () => (frames += 1) });
    await w.router.startCapturing("ReadBarcodes_SpeedFirst");
    await until(() => frames > 3);
    return is(w.decoded.length, 1);
  },
  "CaptureVisionRouter.removeResultFilter": async () => {
    await w.router.removeResultFilter(w.filter);
    const seen = w.results.length;
    return until(() => w.results.length > seen + 1);
  },

  "CameraEnhancer.createInstance": () => w.camera instanceof DCE.CameraEnhancer,
  "CameraEnhancer._onLog": () => is((DCE.CameraEnhancer._onLog = console.log), DCE.CameraEnhancer._onLog),
  "CameraEnhancer.open": () => is(`${w.opened.width}x${w.opened.height}`, "640x480"),
  "CameraEnhancer.isOpen": () => is(w.camera.isOpen(), true),
  "CameraEnhancer.on": () => is(w.events.join(), "played,cameraOpen"),
  "CameraEnhancer.off": () => {
    try {
      w.camera.off("noSuchEvent", () => {});
    } catch (error) {
      return error.message.includes("expects an event of");
    }
  },
  "CameraEnhancer.pause": () => {
    w.camera.pause();
    return is(w.view.getVideoElement().paused, true);
  },
  "CameraEnhancer.isPaused": () => is(w.camera.isPaused(), true),
  "CameraEnhancer.resume": async () => {
    await w.camera.resume();
    const seen = w.results.length;
    return until(() => w.results.length > seen);
  },
  "CameraEnhancer.getAllCameras": async () => is((await w.camera.getAllCameras())[0].label, "licensim camera"),
  "CameraEnhancer.getSelectedCamera": () => is(w.camera.getSelectedCamera().deviceId, "licensim-camera"),
  "CameraEnhancer.selectCamera": async () => is((await w.camera.selectCamera("licensim-camera")).label, "licensim camera"),
  "CameraEnhancer.getResolution": () => is(w.camera.getResolution().width, 640),
  "CameraEnhancer.setResolution": async () => is((await w.camera.setResolution({ width: 1920, height: 1080 })).height, 480),
  "Resolution.width": () => is(w.camera.getResolution().width, 640),
  "Resolution.height": () => is(w.camera.getResolution().height, 480),
  "CameraEnhancer.getVideoSettings": () => is(w.camera.getVideoSettings().video.width.ideal, 1920),
  "CameraEnhancer.updateVideoSettings": async () => {
    // The stream ends just before a frame of it is taken: the next one is of the new stream.
    const video = w.view.getVideoElement();
    await new Promise((ended) => {
      video.requestVideoFrameCallback = (take) => {
        delete video.requestVideoFrameCallback;
        return video.requestVideoFrameCallback((now) => take(now + 100, ended((video.srcObject = null))));
      };
    });
    await w.camera.updateVideoSettings({ video: { facingMode: "environment" } });
    const seen = w.results.length;
    await until(() => w.results.length > seen);
    return is(w.camera.getVideoSettings().video.facingMode, "environment");
  },
  "CameraEnhancer.getCameraView": () => is(w.camera.getCameraView(), w.view),
  "CameraEnhancer.setVideoFit": () => {
    w.camera.setVideoFit("fill");
    return is(w.view.getVideoFit(), "fill");
  },
  "CameraEnhancer.getVideoFit": () => {
    const fit = w.camera.getVideoFit();
    w.camera.setVideoFit("contain");
    return is(fit, "fill");
  },
  "CameraEnhancer.convertToClientCoordinates": () => {
    const { left, top, width } = w.view.getVideoElement().getBoundingClientRect();
    const { x, y } = w.camera.convertToClientCoordinates({ x: 320, y: 0 });
    return Math.abs(x - left - width / 2) < 1 && Math.abs(y - top) < 1;
  },
  "CameraEnhancer.convertToPageCoordinates": () => {
    const client = w.camera.convertToClientCoordinates({ x: 0, y: 480 });
    const page = w.camera.convertToPageCoordinates({ x: 0, y: 480 });
    return is(page.y - client.y, scrollY);
  },
  "CameraEnhancer.setScanRegion": async () => {
    w.camera.setScanRegion({ left: 0, top: 0, right: 5, bottom: 5, isMeasuredInPercentage: true });
    let without = 0;
    await w.router.addResultReceiver({
      onCapturedResultReceived: ({ decodedBarcodesResult }) => (without = decodedBarcodesResult ? 0 : without + 1),
    });
    return until(() => without > 2);
  },
  "CameraEnhancer.getScanRegion": () => {
    const { right } = w.camera.getScanRegion();
    w.camera.setScanRegion(null);
    return is(right, 5);
  },
  "CameraEnhancer.enableEnhancedFeatures": async () => is(await w.camera.enableEnhancedFeatures(DCE.EnumEnhancedFeatures.EF_AUTO_ZOOM), undefined),
  "EnumEnhancedFeatures.EF_AUTO_ZOOM": () => is(DCE.EnumEnhancedFeatures.EF_AUTO_ZOOM, 16),

  "CameraView.createInstance": async () => {
    const own = document.querySelector("#own-view");
    const view = await DCE.CameraView.createInstance(own);
    is(view.getUIElement(), own);
    is(own.querySelector(".dce-video-container video") !== null, true);
    const ofFile = await DCE.CameraView.createInstance("/view.html");
    return is((ofFile.getUIElement().shadowRoot ?? ofFile.getUIElement()).querySelector("#of-a-file") !== null, true);
  },
  "CameraView.getUIElement": () => {
    const parts = ["dce-video-container", "dce-sel-camera", "dce-sel-resolution", "dce-scanarea", "dce-scanlight"];
    for (const part of [...parts, "dce-bg-loading", "dce-bg-camera", "dce-msg-poweredby"]) is(w.root.querySelectorAll(`.${part}`).length, 1);
    is(w.root.querySelector(".licensim-standin").textContent.includes("for tests"), true);
    return is(w.ui.shadowRoot !== null, globalThis.shadow);
  },
  "CameraView.setUIElement": async () => {
    const view = await DCE.CameraView.createInstance();
    await view.setUIElement(document.querySelector("#other-view"));
    return is(view.getUIElement().id, "other-view");
  },
  "CameraView.getVideoElement": () => is(w.view.getVideoElement().localName, "video"),
  "CameraView.setScanLaserVisible": () => {
    w.view.setScanLaserVisible(true);
    return is(w.root.querySelector(".dce-scanlight").style.display, "block");
  },
  "CameraView.isScanLaserVisible": () => is(w.view.isScanLaserVisible(), true),
  "CameraView.setVideoFit": () => {
    w.view.setVideoFit("cover");
    return is(w.view.getVideoElement().style.objectFit, "cover");
  },
  "CameraView.getVideoFit": () => is(w.view.getVideoFit(), "cover"),
  "CameraView.createDrawingLayer": () => (w.layer = w.view.createDrawingLayer()).getId() >= 100,
  "CameraView.getDrawingLayer": () => is(w.view.getDrawingLayer(2).getId(), 2),
  "CameraView.clearUserDrawingLayers": () => {
    w.layer.addDrawingItems([new DCE.RectDrawingItem({ x: 0, y: 0, width: 9, height: 9 })]);
    w.view.clearUserDrawingLayers();
    return is(w.layer.getDrawingItems().length, 0);
  },
  "CameraView.clearAllInnerDrawingItems": () => {
    w.layer.addDrawingItems([new DCE.RectDrawingItem({ x: 0, y: 0, width: 9, height: 9 })]);
    w.view.clearAllInnerDrawingItems();
    return is(w.layer.getDrawingItems().length, 1);
  },
  "CameraView.setTipConfig": () => is(w.view.setTipConfig({ topLeftPoint: { x: 9, y: 9 }, width: 90, coordinateBase: "image", duration: 5 }), undefined),
  "CameraView.getTipConfig": () => is(w.view.getTipConfig().duration, 5),
  "TipConfig.topLeftPoint": () => is(w.view.getTipConfig().topLeftPoint.x, 9),
  "TipConfig.width": () => is(w.view.getTipConfig().width, 90),
  "TipConfig.coordinateBase": () => is(w.view.getTipConfig().coordinateBase, "image"),
  "CameraView.setTipVisible": () => is(w.view.setTipVisible(true), undefined),
  "CameraView.isTipVisible": () => is(w.view.isTipVisible(), true),
  "CameraView.updateTipMessage": () => {
    w.view.updateTipMessage("closer");
    return is(w.root.querySelector(".licensim-tip").textContent, "closer");
  },
  "TipConfig.duration": () => until(() => !w.view.isTipVisible()),

  "DrawingStyleManager.createDrawingStyle": () => (w.style = DCE.DrawingStyleManager.createDrawingStyle({ strokeStyle: "red", lineWidth: 4 })) >= 100,
  "DrawingStyleManager.getDrawingStyle": () => is(DCE.DrawingStyleManager.getDrawingStyle(w.style).lineWidth, 4),
  "DrawingStyleManager.updateDrawingStyle": () => {
    DCE.DrawingStyleManager.updateDrawingStyle(w.style, { lineWidth: 6 });
    return is(DCE.DrawingStyleManager.getDrawingStyle(w.style).lineWidth, 6);
  },
  "QuadDrawingItem.constructor": () => drawn(new DCE.QuadDrawingItem({ points: corners(2, 2, 30, 30) }, w.style)),
  "RectDrawingItem.constructor": () => drawn(new DCE.RectDrawingItem({ x: 2, y: 2, width: 30, height: 30 }, w.style)),
  "LineDrawingItem.constructor": () => drawn(new DCE.LineDrawingItem({ startPoint: { x: 2, y: 2 }, endPoint: { x: 30, y: 30 } }, w.style)),
  "TextDrawingItem.constructor": () => drawn(new DCE.TextDrawingItem("HERE", { x: 0, y: 0, width: 90, height: 30 }, w.style)),
  "ImageDrawingItem.constructor": () => {
    const image = Object.assign(document.createElement("canvas"), { width: 9, height: 9 });
    return drawn(new DCE.ImageDrawingItem(image, { x: 2, y: 2, width: 30, height: 30 }, true, w.style));
  },
  "DrawingLayer.getId": () => is(w.layer.getId(), 100),
  "DrawingLayer.addDrawingItem": () => drawn(new DCE.RectDrawingItem({ x: 2, y: 2, width: 9, height: 9 }), "addDrawingItem"),
  "DrawingLayer.addDrawingItems": () => drawn([new DCE.RectDrawingItem({ x: 2, y: 2, width: 9, height: 9 })], "addDrawingItems"),
  "DrawingLayer.setDrawingItems": () => drawn([new DCE.RectDrawingItem({ x: 2, y: 2, width: 9, height: 9 })], "setDrawingItems"),
  "DrawingLayer.getDrawingItems": () => is(w.layer.getDrawingItems().length, 1),
  "DrawingLayer.clearDrawingItems": () => {
    w.layer.clearDrawingItems();
    return is(w.layer.getDrawingItems().length, 0);
  },
  "DrawingLayer.setVisible": () => is(w.layer.setVisible(false), undefined),
  "DrawingLayer.isVisible": () => is(w.layer.isVisible(), false),
  "DrawingLayer.setDefaultStyle": () => is(w.layer.setDefaultStyle(w.style), undefined),

  "Feedback.beep": () => is(DCE.Feedback.beep(), undefined),
  "Feedback.vibrate": () => is(DCE.Feedback.vibrate(), undefined),

  "CameraEnhancer.close": () => {
    w.camera.close();
    is(w.camera.isOpen(), false);
    return is(w.events.at(-1), "cameraClose");
  },
  "CameraEnhancer.singleFrameMode": async () => {
    w.camera.singleFrameMode = "image";
    await w.camera.open();
    const input = w.root.querySelector("input[type=file]");
    is(w.root.querySelector(".dce-bg-camera").style.display, "block");
    const files = new DataTransfer();
    files.items.add(new File([await picture()], "code.png", { type: "image/png" }));
    input.files = files.files;
    input.dispatchEvent(new Event("change"));
    await until(() => w.results.at(-1)?.items[0]?.text === "STILL");
    w.camera.close();
    return is(w.camera.singleFrameMode, "image");
  },
  "CaptureVisionRouter.disposed": () => is(w.router.disposed, false),
  "CaptureVisionRouter.dispose": async () => {
    w.router.dispose();
    is(w.router.disposed, true);
    return (await rejects(w.router.startCapturing())).message.includes("disposed");
  },
  "CameraEnhancer.disposed": () => is(w.camera.disposed, false),
  "CameraEnhancer.dispose": () => (w.camera.dispose(), is(w.camera.disposed, true)),
  "CameraView.disposed": () => is(w.view.disposed, false),
  "CameraView.dispose": () => (w.view.dispose(), is(w.ui.isConnected, false)),

  "BarcodeScanner.constructor": () => new BarcodeScanner() instanceof BarcodeScanner,
  "EnumScanMode.SM_SINGLE": () => is(EnumScanMode.SM_SINGLE, 0),
  "EnumScanMode.SM_MULTI_UNIQUE": () => is(EnumScanMode.SM_MULTI_UNIQUE, 1),
  "EnumResultStatus.RS_SUCCESS": () => is(EnumResultStatus.RS_SUCCESS, 0),
  "EnumResultStatus.RS_CANCELLED": () => is(EnumResultStatus.RS_CANCELLED, 1),
  "EnumResultStatus.RS_FAILED": () => is(EnumResultStatus.RS_FAILED, 2),
  "BarcodeScanner.launch": async () => {
    w.single = await launched({});
    return is(w.single.status.code, EnumResultStatus.RS_SUCCESS);
  },
  "BarcodeScanResult.barcodeResults": () => is(w.single.barcodeResults.map(({ text }) => text).join(), "MILK"),
  "BarcodeScanResult.status": () => is(w.single.status.code, EnumResultStatus.RS_SUCCESS),
  "BarcodeScannerConfig.license": () => is(w.single.status.message, "Success."),
  "BarcodeScannerConfig.container": async () => {
    await launched({ barcodeFormats: [] }, async (scanner, place) => {
      await until(() => place.querySelector(".licensim-barcode-scanner"));
      scanner.dispose();
    });
    return is(document.querySelector("#scanner").children.length, 0);
  },
  "BarcodeScannerConfig.barcodeFormats": async () => {
    const { status } = await launched({ barcodeFormats: DBR.EnumBarcodeFormat.BF_EAN_13 }, async (scanner) => {
      await new Promise((go) => setTimeout(go, 400));
      scanner.dispose();
    });
    return is(status.code, EnumResultStatus.RS_CANCELLED);
  },
  "BarcodeScanner.dispose": () => is(new BarcodeScanner().dispose(), undefined),
  "BarcodeScanner.decode": async () => is((await new BarcodeScanner({ license: "A-KEY" }).decode("/code.png")).items[0].text, "STILL"),
  "BarcodeScannerConfig.scanMode": async () => {
    w.unique = [];
    w.multi = await launched(
      {
        scanMode: EnumScanMode.SM_MULTI_UNIQUE,
        duplicateForgetTime: 60_000,
        onUniqueBarcodeScanned: ({ text }) => w.unique.push(text),
        container: undefined,
        scannerViewConfig: { container: document.querySelector("#scanner") },
      },
      async (_scanner, place) => {
        await until(() => w.unique.length > 0);
        await new Promise((go) => setTimeout(go, 400));
        w.inPlace = place.querySelector("video") !== null || place.querySelector(".licensim-barcode-scanner") !== null;
        w.button = place.querySelector(".btn-close");
        w.button.click();
      },
    );
    return is(w.multi.barcodeResults.length, 1);
  },
  "BarcodeScannerConfig.duplicateForgetTime": () => is(w.unique.length, 1),
  "BarcodeScannerConfig.onUniqueBarcodeScanned": () => is(w.unique[0], "MILK"),
  "BarcodeScannerConfig.scannerViewConfig": () => is(w.inPlace, true),
  "ScannerViewConfig.container": () => is(w.inPlace, true),
  "ScannerViewConfig.showCloseButton": () => is(w.button.ariaLabel, "Close"),
  "BarcodeScannerConfig.templateFilePath": async () => {
    const own = { templateFilePath: "/template.json", utilizedTemplateNames: { single: "OfAFile" } };
    return is((await launched(own)).barcodeResults[0].text, "MILK");
  },
  "BarcodeScannerConfig.utilizedTemplateNames": async () =>
    is((await rejects(launched({ utilizedTemplateNames: { single: "NoSuch" } }))).errorCode, -10036),
  "BarcodeScannerConfig.engineResourcePaths": async () => is((await launched({ engineResourcePaths: {} })).status.code, 0),
  "BarcodeScannerConfig.uiPath": async () => is((await launched({ uiPath: "/ui.xml" })).status.code, 0),
  "BarcodeScannerConfig.showResultView": async () => {
    const config = { scanMode: EnumScanMode.SM_MULTI_UNIQUE, showResultView: true };
    const press = (place, label) => [...place.querySelectorAll("button")].find(({ textContent }) => textContent === label).click();
    const { status, barcodeResults } = await launched(config, async (_, place) => {
      await until(() => place.textContent.includes("QR_CODE: MILK"));
      press(place, "Done");
    });
    is(barcodeResults[0].text, "MILK");
    const cleared = await launched(config, async (_, place) => {
      await until(() => place.textContent.includes("QR_CODE: MILK"));
      press(place, "Clear");
      is(place.textContent.includes("MILK"), false);
      press(place, "Done");
    });
    is(cleared.barcodeResults.length, 0);
    return is(status.code, 0);
  },
};

const corners = (x0, y0, x1, y1) => [{ x: x0, y: y0 }, { x: x1, y: y0 }, { x: x1, y: y1 }, { x: x0, y: y1 }];

/** How many codes of the picture are read with other settings. */
async function readAs(changes) {
  const settings = await w.router.getSimplifiedSettings("ReadSingleBarcode");
  Object.assign(settings.barcodeSettings, { barcodeTextRegExPattern: "" }, changes);
  await w.router.updateSettings("ReadSingleBarcode", settings);
  return (await w.router.capture(await picture(), "ReadSingleBarcode")).items.length;
}

/** A setting that is kept, and changes nothing. */
async function kept(name, value) {
  const settings = await w.router.getSimplifiedSettings("ReadAztec");
  settings.barcodeSettings[name] = value;
  await w.router.updateSettings("ReadAztec", settings);
  return is((await w.router.getSimplifiedSettings("ReadAztec")).barcodeSettings[name], value);
}

/** Whether an item leaves something on its layer's canvas, which is the last one of the view. */
function drawn(item, method) {
  w.layer.clearDrawingItems();
  if (method) w.layer[method](item);
  else w.layer.addDrawingItems([item]);
  const canvas = [...w.root.querySelectorAll("canvas")].at(-1);
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return data.some((one) => one > 0);
}

/** Reach each member that the table only names. */
globalThis.touches = {
  "CapturedResultReceiver.onParsedResultsReceived": async () => {
    const parsed = [];
    const router = await CVR.CaptureVisionRouter.createInstance();
    const camera = await DCE.CameraEnhancer.createInstance();
    router.setInput(camera);
    await router.initSettings(template(["BF_QR_CODE"], { SemanticProcessingNameArray: ["parser"] }));
    await router.addResultReceiver({ onParsedResultsReceived: ({ parsedResultItems }) => parsed.push(parsedResultItems[0]) });
    await camera.open();
    await router.startCapturing("Own");
    await until(() => parsed.length > 0);
    is(JSON.parse(parsed[0].jsonString).ResultInfo[0].Value, "MILK");
    router.dispose();
    camera.dispose();
  },
  "CodeParser.createInstance": () => DCP.CodeParser.createInstance(),
  "CodeParserModule.loadSpec": () => DCP.CodeParserModule.loadSpec(["AADHAAR", "VIN"]),
  "CodeParser.parse": async () => {
    const parser = await DCP.CodeParser.createInstance();
    for (const source of ["text", new TextEncoder().encode("text")]) {
      const { codeType, jsonString } = await parser.parse(source);
      is(codeType, "VIN");
      is(jsonString, '{"CodeType":"VIN","ResultInfo":[{"FieldName":"text, not parsed","Value":"text"}]}');
    }
    is((await rejects(parser.parse(7))).errorCode, -10002);
  },
  "IntermediateResultReceiver.constructor": () => new CVR.IntermediateResultReceiver(),
  "IntermediateResultReceiver.onDecodedBarcodesReceived": () => (new CVR.IntermediateResultReceiver().onDecodedBarcodesReceived = () => {}),
  "DWT.CreateDWTObject": () => Dynamsoft.DWT.CreateDWTObject(),
  "DWT.CreateDWTObjectEx": () => Dynamsoft.DWT.CreateDWTObjectEx(),
  "DWT.GetWebTwain": () => Dynamsoft.DWT.GetWebTwain(),
};
