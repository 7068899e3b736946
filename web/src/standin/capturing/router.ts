/** `CaptureVisionRouter` of generation 10 and later: takes pictures, and gives receivers the licensed results. */
import type { Box } from "../../client/index.ts";
import { CameraEnhancer, sourceOf, type PictureSource } from "../camera/camera_enhancer.ts";
import { QuadDrawingItem, showItems } from "../camera/drawing.ts";
import { warm } from "../decoding/decoder.ts";
import { type Picture, sizeOf } from "../decoding/decoder_protocol.ts";
import { bitmapOf, type PictureSource as AnyPicture } from "../decoding/pictures.ts";
import { demandLicense } from "../licensing/page_license.ts";
import type { UsedLicense } from "../start/consent.ts";
import { demand, ERROR, SdkError } from "../start/errors.ts";
import { ITEM_TYPES } from "./enums.ts";
import { filterOf, MultiFrameResultCrossFilter, seenBy } from "./filter.ts";
import { follow, type FrameLoop } from "./frame_loop.ts";
import { PictureReader, type Reading, type Wanted } from "./reading.ts";
import { demandReceiver, type ResultReceiver, callReceivers } from "./receivers.ts";
import {
  type BarcodeResultItem,
  type CapturedResult,
  imageItemOf,
  itemOf,
  type OriginalImageItem,
  resultOf,
} from "./results.ts";
import { type CaptureSettings, acceptedBy, copyOf, readTemplates, Templates } from "./templates.ts";

/** The layer in which barcodes are outlined. */
const BARCODES = 2;
const DEFAULT_TEMPLATE = "Default";

/** One router: its input, its receivers, its filter, its templates, and one memory of what was seen. */
export class CaptureVisionRouter {
  disposed = false;
  static _onLog: ((message: string) => void) | null = null;
  maxImageSideLength = 2048;
  readonly #reader: PictureReader;
  readonly #receivers = new Set<ResultReceiver>();
  readonly #templates = new Templates();
  #filter: MultiFrameResultCrossFilter | null = null;
  #source: PictureSource | null = null;
  #input: CameraEnhancer | null = null;
  #loop: FrameLoop | null = null;
  #template = DEFAULT_TEMPLATE;

  private constructor(license: UsedLicense) {
    this.#reader = new PictureReader(license);
  }

  /** @throws SdkError if the license refuses */
  static async createInstance(): Promise<CaptureVisionRouter> {
    warm().catch(() => undefined); // the first decoding reports the error
    return new CaptureVisionRouter(await demandLicense());
  }

  setInput(input: CameraEnhancer | null): void {
    demand(
      input === null || input instanceof CameraEnhancer,
      "CaptureVisionRouter.setInput(source)",
      "a CameraEnhancer",
      input,
    );
    if (this.#source !== null) {
      Object.assign(this.#source, { picked: null, regionChanged: null });
    }
    this.#input = input;
    this.#source = input === null ? null : sourceOf(input);
  }

  getInput(): CameraEnhancer | null {
    return this.#input;
  }

  async addResultReceiver(receiver: ResultReceiver): Promise<void> {
    demandReceiver(receiver, "CaptureVisionRouter.addResultReceiver(receiver)");
    this.#receivers.add(receiver);
  }

  async removeResultReceiver(receiver: ResultReceiver): Promise<void> {
    this.#receivers.delete(receiver);
  }

  async addResultFilter(filter: MultiFrameResultCrossFilter): Promise<void> {
    const is = filter instanceof MultiFrameResultCrossFilter;
    demand(is, "CaptureVisionRouter.addResultFilter(filter)", "a MultiFrameResultCrossFilter", filter);
    this.#filter = filter;
    filterOf(filter).listen(() => void this.#want().catch(reportError));
    await this.#want();
  }

  async removeResultFilter(filter: MultiFrameResultCrossFilter): Promise<void> {
    if (this.#filter === filter) {
      this.#filter = null;
    }
    await this.#want();
  }

  /** @throws SdkError −10036 for an unknown template */
  async startCapturing(template: string = DEFAULT_TEMPLATE): Promise<void> {
    this.#demandAlive("startCapturing");
    this.#templates.get(template, "CaptureVisionRouter.startCapturing(template)");
    const source = this.#source;
    if (source === null) {
      throw new SdkError(
        "CaptureVisionRouter.startCapturing(template): setInput(camera) comes first",
        ERROR.state,
      );
    }
    if (this.#loop?.isRunning()) {
      return;
    }
    this.#template = template;
    await this.#want();
    source.picked = (picture) => void this.#picked(picture).catch(reportError);
    source.regionChanged = () => void this.#want().catch(reportError);
    this.#loop = follow(
      source.stream,
      () => this.#settings.minImageCaptureInterval,
      (frame, isRunning) => this.#take(frame, isRunning),
    );
  }

  stopCapturing(): void {
    this.#stop();
  }

  #stop(): void {
    if (this.#loop === null) {
      return;
    }
    this.#loop.stop();
    this.#loop = null;
    if (this.#source !== null) {
      Object.assign(this.#source, { picked: null, regionChanged: null });
    }
    this.#reader.pause().catch(reportError);
  }

  /** Read one picture. A refusal is in the result: no items, and its number. */
  async capture(picture: AnyPicture, template: string = DEFAULT_TEMPLATE): Promise<CapturedResult> {
    this.#demandAlive("capture");
    const settings = this.#templates.get(template, "CaptureVisionRouter.capture(picture, template)");
    const bitmap = await bitmapOf(picture, "CaptureVisionRouter.capture(picture)");
    const image = imageOf(bitmap, settings);
    const reading = await this.#reader.still(bitmap, this.#wanted(settings));
    return resultOf(reading.answer, itemsOf(reading, null), image, this.#templates.parses(template));
  }

  /** Take templates from an address, JSON text or an object. */
  async initSettings(templates: string | object): Promise<void> {
    this.#templates.add(await readTemplates(templates, "CaptureVisionRouter.initSettings(templates)"));
    await this.#want();
  }

  async resetSettings(): Promise<void> {
    this.#templates.reset();
    this.#template = DEFAULT_TEMPLATE;
    await this.#want();
  }

  async outputSettings(template = "*"): Promise<object> {
    return this.#templates.output(template);
  }

  async getSimplifiedSettings(template: string): Promise<CaptureSettings> {
    return copyOf(this.#templates.get(template, "CaptureVisionRouter.getSimplifiedSettings(template)"));
  }

  async updateSettings(template: string, settings: CaptureSettings): Promise<void> {
    const member = "CaptureVisionRouter.updateSettings(template, settings)";
    this.#templates.get(template, member);
    const is = typeof settings?.barcodeSettings === "object" && settings.barcodeSettings !== null;
    demand(is, member, "what getSimplifiedSettings(template) gives, changed", settings);
    this.#templates.set(template, settings);
    await this.#want();
  }

  dispose(): void {
    this.#stop();
    this.#receivers.clear();
    this.disposed = true;
    this.#reader.close().catch(reportError);
  }

  get #settings(): CaptureSettings {
    return this.#templates.get(this.#template, "CaptureVisionRouter");
  }

  /** Set what is read of the video, for the reader and the rules. */
  async #want(): Promise<void> {
    await this.#reader.want(this.#wanted(this.#settings));
  }

  #wanted({ barcodeSettings, roi, roiMeasuredInPercentage }: CaptureSettings): Wanted {
    return {
      formats: barcodeSettings.barcodeFormatIds,
      expected: barcodeSettings.expectedBarcodesCount,
      accepts: acceptedBy(barcodeSettings),
      region: this.#source?.region() ?? (roiMeasuredInPercentage ? boxOf(roi.points) : null),
      forgetMs: this.#filter === null ? null : filterOf(this.#filter).state.forgetMs,
    };
  }

  async #take(frame: Picture, isRunning: () => boolean): Promise<void> {
    const image = imageOf(frame, this.#settings);
    const reading = await this.#reader.frame(frame, isRunning);
    if (reading === null || !isRunning()) {
      return;
    }
    const items = itemsOf(reading, this.#filter);
    this.#outline(reading);
    this.#tell(reading, items, image);
  }

  async #picked(picture: Picture): Promise<void> {
    const image = imageOf(picture, this.#settings);
    const reading = await this.#reader.still(picture, this.#wanted(this.#settings));
    this.#tell(reading, itemsOf(reading, null), image);
  }

  #tell(reading: Reading, items: readonly BarcodeResultItem[], image: OriginalImageItem | null): void {
    const parses = this.#templates.parses(this.#template);
    callReceivers(this.#receivers, resultOf(reading.answer, items, image, parses));
  }

  #outline({ found, answer }: Reading): void {
    const layer = this.#source?.ui?.layer(BARCODES);
    if (layer === undefined) {
      return;
    }
    const seen = answer.answer === "refused" ? [] : seenBy(null, found, answer);
    showItems(
      layer,
      seen.map((one) => new QuadDrawingItem(itemOf(one).location)),
    );
  }

  #demandAlive(member: string): void {
    if (this.disposed) {
      throw new SdkError(`CaptureVisionRouter.${member}: this router was disposed of`, ERROR.state);
    }
  }
}

/** The picture itself, if the page asks for it; taken before the picture is transferred. */
function imageOf(
  picture: Picture,
  { capturedResultItemTypes, outputOriginalImage }: CaptureSettings,
): OriginalImageItem | null {
  if (!outputOriginalImage && (capturedResultItemTypes & ITEM_TYPES.CRIT_ORIGINAL_IMAGE) === 0) {
    return null;
  }
  const canvas = Object.assign(document.createElement("canvas"), sizeOf(picture));
  canvas.getContext("2d")?.drawImage(picture, 0, 0);
  return imageItemOf(canvas);
}

function itemsOf(
  { found, answer }: Reading,
  filter: MultiFrameResultCrossFilter | null,
): BarcodeResultItem[] {
  return seenBy(filter, found, answer).map(itemOf);
}

/** A region in percent as shares; null for the whole picture. */
function boxOf(points: readonly { readonly x: number; readonly y: number }[]): Box | null {
  const xs = points.map(({ x }) => x / 100);
  const ys = points.map(({ y }) => y / 100);
  const box = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)] as const;
  return box.join() === "0,0,1,1" || points.length === 0 ? null : box;
}
