/** The ready-made `BarcodeScanner` of 10.5 to 11.2: a camera, its view and a result, in one call. */
import { CameraStream } from "../camera/camera_stream.ts";
import { CameraUi } from "../camera/camera_ui.ts";
import { callBack } from "../camera/handlers.ts";
import { element } from "../camera/elements.ts";
import { follow } from "../capturing/frame_loop.ts";
import { PictureReader, type Wanted } from "../capturing/reading.ts";
import {
  type BarcodeResultItem,
  type CapturedResult,
  itemOf,
  keyOf,
  resultOf,
} from "../capturing/results.ts";
import { readTemplates, Templates } from "../capturing/templates.ts";
import { bitmapOf, type PictureSource } from "../decoding/pictures.ts";
import { demandLicense, giveKey } from "../licensing/page_license.ts";
import { errorStringOf } from "../licensing/refusal.ts";
import { touchGiven } from "../start/calls.ts";
import { demand, SdkError } from "../start/errors.ts";
import { membersOf } from "../start/members.ts";
import { version } from "../start/version.ts";
import { RESULT_STATUS, SCAN_MODES } from "./enums.ts";
import { ResultView } from "./result_view.ts";

type Container = HTMLElement | string | undefined;

/** The view of the scanner. */
export interface ScannerViewConfig {
  container?: Container;
  showCloseButton?: boolean;
}

/** The configuration of a page: the fields that are used; other fields are reported, and have no effect. */
export interface BarcodeScannerConfig {
  license?: string;
  scanMode?: number;
  container?: Container;
  duplicateForgetTime?: number;
  barcodeFormats?: bigint | readonly bigint[];
  templateFilePath?: string;
  utilizedTemplateNames?: { single?: string; multi_unique?: string; image?: string };
  onUniqueBarcodeScanned?: (result: BarcodeResultItem) => void | Promise<void>;
  scannerViewConfig?: ScannerViewConfig;
  showResultView?: boolean;
  engineResourcePaths?: object;
  uiPath?: string;
  [more: string]: unknown;
}

/** The result of `launch`. */
export interface BarcodeScanResult {
  readonly status: { readonly code: number; readonly message: string };
  readonly barcodeResults: readonly BarcodeResultItem[];
}

const FULL_PAGE = "position:fixed;left:0;top:0;width:100vw;height:100vh;z-index:999999;background:#000;";
const CLOSE = "position:absolute;right:8px;top:8px;z-index:2;font-size:20px;";

/** A scanner with a view of its own. */
export class BarcodeScanner {
  readonly #config: BarcodeScannerConfig;
  #end: ((result: BarcodeScanResult) => void) | null = null;

  constructor(config: BarcodeScannerConfig = {}) {
    demand(typeof config === "object" && config !== null, "BarcodeScanner(config)", "an object", config);
    this.#config = config;
    reportUnknown("BarcodeScannerConfig", config);
    reportUnknown("ScannerViewConfig", config.scannerViewConfig ?? {});
    this.#giveKey();
  }

  /**
   * Open the camera and scan: one code, or many until the visitor closes the view.
   *
   * @throws SdkError if the license refuses at the start; a later refusal is in the result's status
   */
  async launch(): Promise<BarcodeScanResult> {
    if (this.#end !== null) {
      throw new SdkError("BarcodeScanner.launch(): it is open already");
    }
    this.#giveKey();
    const { promise, resolve } = Promise.withResolvers<BarcodeScanResult>();
    this.#end = resolve;
    try {
      const reader = new PictureReader(await demandLicense());
      await reader.want(await this.#wanted());
      return await this.#scan(reader, promise);
    } finally {
      this.#end = null;
    }
  }

  /** Read one picture. */
  async decode(picture: PictureSource): Promise<CapturedResult> {
    this.#giveKey();
    const reader = new PictureReader(await demandLicense());
    const bitmap = await bitmapOf(picture, "BarcodeScanner.decode(picture)");
    const { found, answer } = await reader.still(bitmap, { ...(await this.#wanted()), expected: 0 });
    const keys = new Set(answer.unique.map(keyOf));
    return resultOf(answer, found.filter((one) => keys.delete(keyOf(one))).map(itemOf), null);
  }

  dispose(): void {
    this.#end?.(cancelled([]));
  }

  /** A page may have given it to the `LicenseManager`. */
  #giveKey(): void {
    if (this.#config.license !== undefined) {
      giveKey(this.#config.license);
    }
  }

  get #isMulti(): boolean {
    return this.#config.scanMode === SCAN_MODES.SM_MULTI_UNIQUE;
  }

  /** From 11 on unless the page says no; before, if it says yes. */
  get #hasResultView(): boolean {
    const [major] = version();
    return this.#isMulti && (this.#config.showResultView ?? major >= 11);
  }

  async #wanted(): Promise<Wanted> {
    const {
      barcodeFormats,
      duplicateForgetTime,
      templateFilePath,
      utilizedTemplateNames = {},
    } = this.#config;
    const templates = new Templates();
    if (templateFilePath) {
      templates.add(await readTemplates(templateFilePath, "BarcodeScanner(config).templateFilePath"));
    }
    const name = this.#isMulti
      ? (utilizedTemplateNames.multi_unique ?? "ReadBarcodes_SpeedFirst")
      : (utilizedTemplateNames.single ?? "ReadSingleBarcode");
    const { barcodeSettings } = templates.get(name, "BarcodeScanner(config).utilizedTemplateNames");
    const formats = [barcodeFormats ?? barcodeSettings.barcodeFormatIds]
      .flat()
      .reduce((bits, one) => bits | one, 0n);
    return {
      formats,
      expected: barcodeSettings.expectedBarcodesCount,
      region: null,
      forgetMs: duplicateForgetTime ?? null,
    };
  }

  async #scan(reader: PictureReader, ended: Promise<BarcodeScanResult>): Promise<BarcodeScanResult> {
    const stream = new CameraStream();
    const results: BarcodeResultItem[] = [];
    this.#closed = () => this.#end?.(this.#isMulti ? succeeded(results) : cancelled(results));
    const view = this.#hasResultView
      ? new ResultView({ clear: () => results.splice(0), done: () => this.#closed() })
      : null;
    const close = this.#show(new CameraUi(stream), view);
    try {
      await stream.open();
      const loop = follow(
        stream,
        () => 100,
        async (frame, isRunning) => {
          const reading = await reader.frame(frame, isRunning);
          if (reading === null || !isRunning()) {
            return;
          }
          const { found, answer } = reading;
          if (answer.answer === "refused") {
            return this.#end?.({
              status: { code: RESULT_STATUS.RS_FAILED, message: errorStringOf(answer) },
              barcodeResults: results,
            });
          }
          const keys = new Set(answer.unique.map(keyOf));
          const items = found.filter((one) => keys.delete(keyOf(one))).map(itemOf);
          results.push(...items);
          if (this.#isMulti) {
            for (const item of items) {
              view?.add(item);
              callBack(this.#config.onUniqueBarcodeScanned, item);
            }
          } else if (items.length > 0) {
            this.#end?.(succeeded(items));
          }
        },
      );
      const result = await ended;
      loop.stop();
      return result;
    } finally {
      stream.close();
      close();
      await reader.close();
    }
  }

  #closed: () => void = () => undefined;

  /** Show the view in the page's element, or over the whole page; returns the function that removes it. */
  #show(ui: CameraUi, view: ResultView | null): () => void {
    const { container, scannerViewConfig } = this.#config;
    const place = placeOf(scannerViewConfig?.container ?? container);
    const frame = element(
      "div",
      "licensim-barcode-scanner",
      place === null ? FULL_PAGE : "position:relative;width:100%;height:100%;",
      ui.element,
      ...(view === null ? [] : [view.element]),
    );
    if (scannerViewConfig?.showCloseButton ?? (place === null || this.#isMulti)) {
      const button = element("button", "btn-close", CLOSE);
      Object.assign(button, { type: "button", textContent: "✕", ariaLabel: "Close" });
      button.addEventListener("click", () => this.#closed());
      frame.append(button);
    }
    (place ?? document.body).append(frame);
    return () => frame.remove();
  }
}

function reportUnknown(name: string, given: object): void {
  const known = new Set(membersOf(name).map((row) => row.name));
  for (const member of Object.keys(given).map((own) => `${name}.${own}`)) {
    if (!known.has(member)) {
      touchGiven(member);
    }
  }
}

function placeOf(container: Container): HTMLElement | null {
  if (container === undefined || container === null) {
    return null;
  }
  const found = typeof container === "string" ? document.querySelector<HTMLElement>(container) : container;
  demand(
    found instanceof HTMLElement,
    "BarcodeScanner(config).container",
    "an element, or the selector of one",
    container,
  );
  return found;
}

const succeeded = (barcodeResults: readonly BarcodeResultItem[]): BarcodeScanResult => ({
  status: { code: RESULT_STATUS.RS_SUCCESS, message: "Success." },
  barcodeResults,
});

const cancelled = (barcodeResults: readonly BarcodeResultItem[]): BarcodeScanResult => ({
  status: { code: RESULT_STATUS.RS_CANCELLED, message: "The scanner was closed." },
  barcodeResults,
});
