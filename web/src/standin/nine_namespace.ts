/** Generation 9 as pages see it. */
import { CodeParser, CodeParserModule } from "./capturing/code_parser.ts";
import { BARCODE_FORMATS_OF_NINE } from "./decoding/formats.ts";
import { BarcodeReader } from "./nine/barcode_reader.ts";
import { BarcodeScanner } from "./nine/barcode_scanner.ts";
import { guarded, nameOnly, nameOnlyNumbers, offer } from "./start/offer.ts";

const Reader = offer("DBR.BarcodeReader", BarcodeReader);

/** The barcode part: every name of the module, and the value of the AMD module. */
export const DBR = {
  BarcodeReader: Reader,
  BarcodeScanner: offer("DBR.BarcodeScanner", BarcodeScanner),
  EnumBarcodeFormat: guarded("DBR.EnumBarcodeFormat", { ...BARCODE_FORMATS_OF_NINE }),
  EnumBarcodeComplementMode: nameOnlyNumbers("DBR.EnumBarcodeComplementMode"),
  EnumBinarizationMode: nameOnlyNumbers("DBR.EnumBinarizationMode"),
  EnumDeblurMode: nameOnlyNumbers("DBR.EnumDeblurMode"),
  EnumDeformationResistingMode: nameOnlyNumbers("DBR.EnumDeformationResistingMode"),
  EnumLocalizationMode: nameOnlyNumbers("DBR.EnumLocalizationMode"),
  EnumRegionPredetectionMode: nameOnlyNumbers("DBR.EnumRegionPredetectionMode"),
  EnumScaleUpMode: nameOnlyNumbers("DBR.EnumScaleUpMode"),

  // Of generation 8.
  get DBR(): object {
    return DBR;
  },
  loadWasm: (): Promise<void> => Reader.loadWasm(),
  get engineResourcePath(): string {
    return Reader.engineResourcePath;
  },
  set engineResourcePath(given: string) {
    Reader.engineResourcePath = given;
  },
};

/** The script's global. */
export const namespace = guarded("Dynamsoft", {
  DBR: guarded("DBR", DBR),
  DCP: {
    CodeParser: offer("CodeParser", CodeParser),
    CodeParserModule: offer("CodeParserModule", CodeParserModule),
    EnumCodeFormat: nameOnlyNumbers("EnumCodeFormat"),
  },
  Core: { CoreModule: nameOnly("CoreModule") },
  DWT: nameOnly("DWT"),
});
