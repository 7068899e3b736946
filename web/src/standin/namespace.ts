/** Generation 10 and later as pages see it: every class by its name, and the namespaces of the script. */
import { CameraEnhancer } from "./camera/camera_enhancer.ts";
import { CameraView } from "./camera/camera_view.ts";
import {
  DrawingItem,
  DrawingLayer,
  DrawingStyleManager,
  ImageDrawingItem,
  LineDrawingItem,
  QuadDrawingItem,
  RectDrawingItem,
  TextDrawingItem,
} from "./camera/drawing.ts";
import { Feedback } from "./camera/feedback.ts";
import { CodeParser, CodeParserModule } from "./capturing/code_parser.ts";
import { CoreModule } from "./capturing/core_module.ts";
import { ENHANCED_FEATURES, IMAGE_PIXEL_FORMATS, ITEM_TYPES, PRESET_TEMPLATES } from "./capturing/enums.ts";
import { MultiFrameResultCrossFilter } from "./capturing/filter.ts";
import { CapturedResultReceiver } from "./capturing/receivers.ts";
import { CaptureVisionRouter } from "./capturing/router.ts";
import { BARCODE_FORMATS } from "./decoding/formats.ts";
import { LicenseManager } from "./licensing/license_manager.ts";
import { BarcodeScanner } from "./scanning/barcode_scanner.ts";
import { RESULT_STATUS, SCAN_MODES } from "./scanning/enums.ts";
import { guarded, nameOnly, offer } from "./start/offer.ts";
import { shared } from "./start/shared.ts";

const License = { LicenseManager: offer("LicenseManager", LicenseManager) };

const Core = {
  CoreModule: offer("CoreModule", CoreModule),
  EnumCapturedResultItemType: guarded("EnumCapturedResultItemType", { ...ITEM_TYPES }),
  EnumImagePixelFormat: guarded("EnumImagePixelFormat", { ...IMAGE_PIXEL_FORMATS }),
};

const CVR = {
  CaptureVisionRouter: offer("CaptureVisionRouter", CaptureVisionRouter),
  CapturedResultReceiver: offer("CapturedResultReceiver", CapturedResultReceiver),
  IntermediateResultReceiver: nameOnly("IntermediateResultReceiver"),
  EnumPresetTemplate: guarded("EnumPresetTemplate", { ...PRESET_TEMPLATES }),
};

const DCE = {
  CameraEnhancer: offer("CameraEnhancer", CameraEnhancer),
  CameraView: offer("CameraView", CameraView),
  Feedback: offer("Feedback", Feedback),
  DrawingStyleManager: offer("DrawingStyleManager", DrawingStyleManager),
  DrawingLayer: offer("DrawingLayer", DrawingLayer),
  DrawingItem,
  QuadDrawingItem: offer("QuadDrawingItem", QuadDrawingItem),
  RectDrawingItem: offer("RectDrawingItem", RectDrawingItem),
  LineDrawingItem: offer("LineDrawingItem", LineDrawingItem),
  TextDrawingItem: offer("TextDrawingItem", TextDrawingItem),
  ImageDrawingItem: offer("ImageDrawingItem", ImageDrawingItem),
  EnumEnhancedFeatures: guarded("EnumEnhancedFeatures", { ...ENHANCED_FEATURES }),
};

const DBR = {
  BarcodeReaderModule: nameOnly("BarcodeReaderModule"),
  EnumBarcodeFormat: guarded("EnumBarcodeFormat", { ...BARCODE_FORMATS }),
};

const Utility = {
  MultiFrameResultCrossFilter: offer("MultiFrameResultCrossFilter", MultiFrameResultCrossFilter),
};

const DCP = {
  CodeParser: offer("CodeParser", CodeParser),
  CodeParserModule: offer("CodeParserModule", CodeParserModule),
};

const DWT = nameOnly("DWT");

const ready = {
  BarcodeScanner: offer("BarcodeScanner", BarcodeScanner),
  EnumScanMode: guarded("EnumScanMode", { ...SCAN_MODES }),
  EnumResultStatus: guarded("EnumResultStatus", { ...RESULT_STATUS }),
};

const ownParts = { License, Core, CVR, DCE, DBR, Utility, DCP };

const ownFlat = { ...License, ...Core, ...CVR, ...DCE, ...DBR, ...Utility, ...DCP, ...ready };

const own = guarded("Dynamsoft", { ...ownParts, ...ownFlat, DWT });

for (const [name, part] of Object.entries(ownParts)) {
  guarded(name, part);
}

export const {
  /** The parts that a script's global has. */
  parts,
  /** Every name of the module. */
  flat,
  /** The script's global, and the value of the AMD module. */
  namespace,
} = shared("10", { parts: ownParts, flat: ownFlat, namespace: own });
