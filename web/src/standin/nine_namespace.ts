/** Generation 9 as pages see it. */
import { BARCODE_FORMATS_OF_NINE } from "./decoding/formats.ts";
import { BarcodeReader } from "./nine/barcode_reader.ts";
import { BarcodeScanner } from "./nine/barcode_scanner.ts";
import { guarded, nameOnly, nameOnlyNumbers, offer } from "./start/offer.ts";

/** The barcode part: every name of the module, and the value of the AMD module. */
export const DBR = {
  BarcodeReader: offer("DBR.BarcodeReader", BarcodeReader),
  BarcodeScanner: offer("DBR.BarcodeScanner", BarcodeScanner),
  EnumBarcodeFormat: guarded("DBR.EnumBarcodeFormat", { ...BARCODE_FORMATS_OF_NINE }),
  EnumBarcodeComplementMode: nameOnlyNumbers("DBR.EnumBarcodeComplementMode"),
  EnumBinarizationMode: nameOnlyNumbers("DBR.EnumBinarizationMode"),
  EnumDeblurMode: nameOnlyNumbers("DBR.EnumDeblurMode"),
  EnumDeformationResistingMode: nameOnlyNumbers("DBR.EnumDeformationResistingMode"),
  EnumLocalizationMode: nameOnlyNumbers("DBR.EnumLocalizationMode"),
  EnumRegionPredetectionMode: nameOnlyNumbers("DBR.EnumRegionPredetectionMode"),
  EnumScaleUpMode: nameOnlyNumbers("DBR.EnumScaleUpMode"),
};

/** The script's global. */
export const namespace = guarded("Dynamsoft", {
  DBR: guarded("DBR", DBR),
  DCP: { CodeParser: nameOnly("CodeParser"), CodeParserModule: nameOnly("CodeParserModule") },
  Core: { CoreModule: nameOnly("CoreModule") },
  DWT: nameOnly("DWT"),
});
