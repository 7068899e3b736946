/** `BarcodeScanner` of generations 8 and 9: a camera, its view, and one frame after the other. */
import { CameraStream, type Resolution, type VideoDevice } from "../camera/camera_stream.ts";
import { CameraUi } from "../camera/camera_ui.ts";
import { demandFit, type VideoFit } from "../camera/coordinates.ts";
import { callBack } from "../camera/handlers.ts";
import { PicturePicker, type SingleFrameMode } from "../camera/picture_picker.ts";
import { follow, type FrameLoop } from "../capturing/frame_loop.ts";
import type { Reading, Wanted } from "../capturing/reading.ts";
import type { Picture, Point } from "../decoding/decoder_protocol.ts";
import type { UsedLicense } from "../start/consent.ts";
import { demand, ERROR, SdkError } from "../start/errors.ts";
import { BarcodeReader, opened, readerOf, settingsOf } from "./barcode_reader.ts";
import { defaultScanSettings, type ScanSettings, wantedBy } from "./settings.ts";
import { newResultsOf, type TextResult, textResultsOf } from "./text_result.ts";

type OnFrame = (results: TextResult[]) => void;
type OnUnique = (text: string, result: TextResult) => void;
/** Pages give a size as text, too. */
type Side = number | string;
/** The result of opening a camera. */
type Played = Resolution & { readonly deviceId: string };

const FULL_PAGE = "position:fixed;left:0;top:0;width:100vw;height:100vh;z-index:2147483647;";
const MODES: readonly SingleFrameMode[] = ["disabled", "image", "camera"];

let viewAddress = "";

/** The camera of a scanner, as far as pages use it: for its log. */
class ScannerCamera {
  static _onLog: ((message: string) => void) | null = null;
}

/** A scanner with its camera. */
export class BarcodeScanner extends BarcodeReader {
  readonly #stream = new CameraStream();
  readonly #ui: CameraUi;
  readonly #picker: PicturePicker;
  #scan = defaultScanSettings();
  #mode: SingleFrameMode = "disabled";
  #onFrame: OnFrame | null = null;
  #onUnique: OnUnique | null = null;
  #onPlayed: ((played: Played) => void) | null = null;
  #beeps: boolean | string = false;
  readonly #camera = new ScannerCamera();
  #loop: FrameLoop | null = null;

  /** Made by `createInstance`. */
  constructor(license: UsedLicense, own?: string) {
    super(license);
    this.#ui = new CameraUi(this.#stream, own, { poweredBy: "dbr-msg-poweredby", hasClose: true });
    this.#ui.closed = () => this.hide();
    this.#picker = new PicturePicker(this.#ui, (picture) => void this.#picked(picture).catch(reportError));
  }

  static get defaultUIElementURL(): string {
    return viewAddress;
  }

  static set defaultUIElementURL(address: string) {
    viewAddress = address;
  }

  /** @throws SdkError if the license refuses */
  static override async createInstance(): Promise<BarcodeScanner> {
    const license = await opened();
    return new BarcodeScanner(license, viewAddress === "" ? undefined : await textOf(viewAddress));
  }

  get onFrameRead(): OnFrame | null {
    return this.#onFrame;
  }

  set onFrameRead(handler: OnFrame | null) {
    this.#onFrame = handler;
  }

  get onUniqueRead(): OnUnique | null {
    return this.#onUnique;
  }

  set onUniqueRead(handler: OnUnique | null) {
    this.#onUnique = handler;
  }

  /** The name of `onUniqueRead` in generation 8. */
  get onUnduplicatedRead(): OnUnique | null {
    return this.#onUnique;
  }

  set onUnduplicatedRead(handler: OnUnique | null) {
    this.#onUnique = handler;
  }

  get onPlayed(): ((played: Played) => void) | null {
    return this.#onPlayed;
  }

  set onPlayed(handler: ((played: Played) => void) | null) {
    this.#onPlayed = handler;
  }

  /** Of generation 8: kept, there is no sound. */
  get bPlaySoundOnSuccessfulRead(): boolean | string {
    return this.#beeps;
  }

  set bPlaySoundOnSuccessfulRead(given: boolean | string) {
    this.#beeps = given;
  }

  get dce(): object {
    return this.#camera;
  }

  getUIElement(): HTMLElement {
    return this.#ui.element;
  }

  async setUIElement(own: HTMLElement | string): Promise<void> {
    demand(
      own instanceof HTMLElement || typeof own === "string",
      "BarcodeScanner.setUIElement(element)",
      "an element or an address",
      own,
    );
    if (own instanceof HTMLElement) {
      this.#ui.moveTo(own);
      return;
    }
    const made = document.createElement("div");
    made.append(...new DOMParser().parseFromString(await textOf(own), "text/html").body.childNodes);
    this.#ui.moveTo(made);
  }

  /** Show the view, over the whole page where it has no place yet, and open the camera. */
  async show(): Promise<Played> {
    const { element } = this.#ui;
    if (!element.isConnected) {
      element.style.cssText += FULL_PAGE;
      document.body.append(element);
    }
    element.style.display = "";
    return this.#open();
  }

  hide(): void {
    this.#close();
    this.#ui.element.style.display = "none";
  }

  async open(): Promise<Played> {
    return this.#open();
  }

  close(): void {
    this.#close();
  }

  isOpen(): boolean {
    return this.#stream.isOpen || this.#picker.isOpen;
  }

  pauseScan(): void {
    this.#stop();
  }

  resumeScan(): void {
    this.#start();
  }

  async play(): Promise<Played> {
    if (!this.#stream.isOpen) {
      return this.#open();
    }
    await this.#stream.resume();
    return this.#played();
  }

  pause(): void {
    this.#stream.pause();
  }

  stop(): void {
    this.#stream.close();
  }

  get singleFrameMode(): SingleFrameMode {
    return this.#mode;
  }

  /** Pages of older versions say whether they want the system's camera. */
  set singleFrameMode(given: SingleFrameMode | boolean) {
    const mode = typeof given === "boolean" ? (given ? "camera" : "disabled") : given;
    demand(MODES.includes(mode), "BarcodeScanner.singleFrameMode", `one of ${MODES.join(", ")}`, given);
    this.#mode = mode;
  }

  async getScanSettings(): Promise<ScanSettings> {
    return { ...this.#scan };
  }

  async updateScanSettings(settings: Partial<ScanSettings>): Promise<void> {
    demand(
      typeof settings === "object" && settings !== null,
      "BarcodeScanner.updateScanSettings(settings)",
      "an object",
      settings,
    );
    this.#scan = { ...this.#scan, ...settings };
    await this.#want();
  }

  override async updateRuntimeSettings(
    settings: Parameters<BarcodeReader["updateRuntimeSettings"]>[0],
  ): Promise<void> {
    await super.updateRuntimeSettings(settings);
    await this.#want();
  }

  async getAllCameras(): Promise<VideoDevice[]> {
    return this.#stream.cameras();
  }

  async getCurrentCamera(): Promise<VideoDevice | null> {
    return this.#stream.selected;
  }

  async setCurrentCamera(camera: string | VideoDevice): Promise<Played> {
    const deviceId = typeof camera === "string" ? camera : camera?.deviceId;
    demand(
      typeof deviceId === "string",
      "BarcodeScanner.setCurrentCamera(camera)",
      "a camera, or its deviceId",
      camera,
    );
    await this.#stream.select(deviceId);
    return this.#played();
  }

  getResolution(): readonly [width: number, height: number] {
    const { width, height } = this.#stream.resolution;
    return [width, height];
  }

  async setResolution(width: Side | readonly Side[], height?: Side): Promise<Played> {
    const [across, down] = Array.isArray(width) ? (width as readonly Side[]) : [width as Side, height];
    const given = Number(across) > 0 && Number(down) > 0;
    demand(given, "BarcodeScanner.setResolution(width, height)", "two numbers, or a list of them", width);
    await this.#stream.resize({ width: Number(across), height: Number(down) });
    return this.#played();
  }

  getVideoSettings(): MediaStreamConstraints {
    return this.#stream.settings;
  }

  async updateVideoSettings(settings: MediaStreamConstraints): Promise<void> {
    demand(
      typeof settings === "object" && settings !== null,
      "BarcodeScanner.updateVideoSettings(settings)",
      "{video: …}",
      settings,
    );
    await this.#stream.update(settings);
  }

  getVideoFit(): VideoFit {
    return this.#ui.fit;
  }

  setVideoFit(fit: VideoFit): void {
    demandFit(fit, "BarcodeScanner.setVideoFit(fit)");
    this.#ui.fit = fit;
  }

  convertToClientCoordinates(point: Point): Point {
    return this.#ui.toClient(point);
  }

  convertToPageCoordinates(point: Point): Point {
    return this.#ui.toPage(point);
  }

  override destroyContext(): void {
    this.#close();
    this.#ui.remove();
    super.destroyContext();
  }

  async #open(): Promise<Played> {
    if (this.#mode !== "disabled") {
      this.#picker.open(this.#mode);
      return this.#played();
    }
    await this.#stream.open();
    this.#start();
    const played = this.#played();
    callBack(this.#onPlayed, played);
    return played;
  }

  #close(): void {
    this.#stop();
    this.#picker.close();
    this.#stream.close();
  }

  #start(): void {
    if (this.#loop?.isRunning()) {
      return;
    }
    this.#loop = follow(
      this.#stream,
      () => this.#scan.intervalTime,
      (frame, isRunning) => this.#take(frame, isRunning),
    );
  }

  #stop(): void {
    if (this.#loop === null) {
      return;
    }
    this.#loop.stop();
    this.#loop = null;
    readerOf(this).pause().catch(reportError);
  }

  async #want(): Promise<void> {
    await readerOf(this).want(this.#wanted());
  }

  #wanted(): Wanted {
    return wantedBy(settingsOf(this), this.#stream.resolution, this.#scan.duplicateForgetTime);
  }

  async #take(frame: Picture, isRunning: () => boolean): Promise<void> {
    await this.#want();
    const reading = await readerOf(this).frame(frame, isRunning);
    if (reading !== null && isRunning()) {
      this.#report(reading);
    }
  }

  async #picked(picture: Picture): Promise<void> {
    this.#report(await readerOf(this).still(picture, this.#wanted()));
  }

  /** Call the page's handlers: for each frame, also one without a code, and for each new code. */
  #report(reading: Reading): void {
    callBack(this.#onFrame, textResultsOf(reading));
    for (const result of newResultsOf(reading)) {
      callBack(this.#onUnique, result.barcodeText, result);
    }
  }

  #played(): Played {
    return { ...this.#stream.resolution, deviceId: this.#stream.selected?.deviceId ?? "" };
  }
}

async function textOf(address: string): Promise<string> {
  const response = await fetch(address);
  if (!response.ok) {
    throw new SdkError(`BarcodeScanner: ${address} answered ${response.status}`, ERROR.file);
  }
  return response.text();
}
