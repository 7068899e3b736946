/** `CameraEnhancer` of generation 10 and later. */
import type { Box } from "../../client/index.ts";
import type { Point } from "../decoding/decoder_protocol.ts";
import { demand } from "../start/errors.ts";
import { CameraStream, type Resolution, type VideoDevice } from "./camera_stream.ts";
import type { CameraUi } from "./camera_ui.ts";
import { demandFit, type VideoFit } from "./coordinates.ts";
import { CameraView, uiOf } from "./camera_view.ts";
import { PicturePicker, type SingleFrameMode } from "./picture_picker.ts";

/** A region in percent or pixels, as pages write it. */
interface ScanRegion {
  readonly x?: number;
  readonly y?: number;
  readonly width?: number;
  readonly height?: number;
  readonly left?: number;
  readonly top?: number;
  readonly right?: number;
  readonly bottom?: number;
  readonly isMeasuredInPercentage?: boolean;
}

const MODES: readonly SingleFrameMode[] = ["disabled", "image", "camera"];

/** What a router needs of a camera. */
export interface PictureSource {
  readonly stream: CameraStream;
  readonly ui: CameraUi | null;
  /** The part of the picture to read, each side from 0 to 1; null for all. */
  region(): Box | null;
  /** Called when the part changes. */
  regionChanged: (() => void) | null;
  /** Called with each picture that a visitor picks in place of a video. */
  picked: ((picture: ImageBitmap) => void) | null;
}

/** The source behind a camera. */
export let sourceOf: (camera: CameraEnhancer) => PictureSource;

/** A camera, and the view that shows it. */
export class CameraEnhancer {
  disposed = false;
  static _onLog: ((message: string) => void) | null = null;
  readonly #view: CameraView | null;
  readonly #source: PictureSource;
  readonly #picker: PicturePicker | null;
  #mode: SingleFrameMode = "disabled";
  #region: ScanRegion | null = null;

  static {
    sourceOf = (camera) => camera.#source;
  }

  private constructor(view: CameraView | null) {
    const ui = view === null ? null : uiOf(view);
    this.#view = view;
    const stream = ui?.stream ?? new CameraStream();
    this.#source = {
      stream,
      ui,
      region: () => shareOf(this.#region, stream.resolution),
      regionChanged: null,
      picked: null,
    };
    this.#picker = ui === null ? null : new PicturePicker(ui, (picture) => this.#picked(picture));
  }

  static async createInstance(view?: CameraView): Promise<CameraEnhancer> {
    demand(
      view === undefined || view instanceof CameraView,
      "CameraEnhancer.createInstance(view?)",
      "a CameraView",
      view,
    );
    return new CameraEnhancer(view ?? null);
  }

  async open(): Promise<Resolution> {
    if (this.#mode === "disabled") {
      return this.#stream.open();
    }
    this.#picker?.open(this.#mode);
    this.#stream.events.emit("cameraOpen");
    return this.#stream.resolution;
  }

  close(): void {
    this.#picker?.close();
    this.#stream.close();
  }

  pause(): void {
    this.#stream.pause();
  }

  async resume(): Promise<void> {
    await this.#stream.resume();
  }

  isOpen(): boolean {
    return this.#stream.isOpen || (this.#picker?.isOpen ?? false);
  }

  isPaused(): boolean {
    return this.#stream.isPaused;
  }

  getCameraView(): CameraView | null {
    return this.#view;
  }

  async getAllCameras(): Promise<VideoDevice[]> {
    return this.#stream.cameras();
  }

  getSelectedCamera(): VideoDevice | null {
    return this.#stream.selected;
  }

  async selectCamera(camera: string | VideoDevice): Promise<VideoDevice> {
    const deviceId = typeof camera === "string" ? camera : camera?.deviceId;
    demand(
      typeof deviceId === "string",
      "CameraEnhancer.selectCamera(camera)",
      "a camera, or its deviceId",
      camera,
    );
    return this.#stream.select(deviceId);
  }

  getResolution(): Resolution {
    return this.#stream.resolution;
  }

  async setResolution(size: Resolution): Promise<Resolution> {
    demand(
      Number.isFinite(size?.width) && Number.isFinite(size.height),
      "CameraEnhancer.setResolution(size)",
      "{width, height}",
      size,
    );
    return this.#stream.resize(size);
  }

  getVideoSettings(): MediaStreamConstraints {
    return this.#stream.settings;
  }

  async updateVideoSettings(settings: MediaStreamConstraints): Promise<void> {
    demand(
      typeof settings === "object" && settings !== null,
      "CameraEnhancer.updateVideoSettings(settings)",
      "{video: …}",
      settings,
    );
    await this.#stream.update(settings);
  }

  get singleFrameMode(): SingleFrameMode {
    return this.#mode;
  }

  set singleFrameMode(mode: SingleFrameMode) {
    demand(MODES.includes(mode), "CameraEnhancer.singleFrameMode", `one of ${MODES.join(", ")}`, mode);
    demand(!this.isOpen(), "CameraEnhancer.singleFrameMode", "a closed camera", "an open one");
    this.#mode = mode;
  }

  setScanRegion(region: ScanRegion | null): void {
    demand(typeof region === "object", "CameraEnhancer.setScanRegion(region)", "a region or null", region);
    this.#region = region;
    this.#source.regionChanged?.();
  }

  getScanRegion(): ScanRegion | null {
    return this.#region;
  }

  getVideoFit(): VideoFit {
    return this.#shown("getVideoFit").fit;
  }

  setVideoFit(fit: VideoFit): void {
    demandFit(fit, "CameraEnhancer.setVideoFit(fit)");
    this.#shown("setVideoFit").fit = fit;
  }

  convertToClientCoordinates(point: Point): Point {
    return this.#placed("convertToClientCoordinates", point, (ui) => ui.toClient(point));
  }

  convertToPageCoordinates(point: Point): Point {
    return this.#placed("convertToPageCoordinates", point, (ui) => ui.toPage(point));
  }

  /** Changes nothing: the camera controls its zoom and focus itself. */
  async enableEnhancedFeatures(features: number): Promise<void> {
    demand(
      Number.isInteger(features),
      "CameraEnhancer.enableEnhancedFeatures(features)",
      "bits of EnumEnhancedFeatures",
      features,
    );
  }

  on(event: string, handler: () => void): void {
    this.#stream.events.on("CameraEnhancer.on", event, handler);
  }

  off(event: string, handler: () => void): void {
    this.#stream.events.off("CameraEnhancer.off", event, handler);
  }

  dispose(): void {
    this.#picker?.close();
    this.#stream.close();
    this.disposed = true;
  }

  get #stream(): CameraStream {
    return this.#source.stream;
  }

  #picked(picture: ImageBitmap): void {
    this.#stream.events.emit("singleFrameAcquired", picture);
    this.#source.picked?.(picture);
  }

  #placed(member: string, point: Point, place: (ui: CameraUi) => Point): Point {
    demand(
      Number.isFinite(point?.x) && Number.isFinite(point.y),
      `CameraEnhancer.${member}(point)`,
      "{x, y}",
      point,
    );
    return place(this.#shown(member));
  }

  #shown(member: string): CameraUi {
    const { ui } = this.#source;
    demand(ui !== null, `CameraEnhancer.${member}()`, "a camera with a view", "one without");
    return ui;
  }
}

/** A region with sides from 0 to 1. */
function shareOf(region: ScanRegion | null, { width, height }: Resolution): Box | null {
  if (region === null) {
    return null;
  }
  const { x, y, left = x ?? 0, top = y ?? 0, isMeasuredInPercentage = false } = region;
  const right = region.right ?? left + (region.width ?? 0);
  const bottom = region.bottom ?? top + (region.height ?? 0);
  const [across, down] = isMeasuredInPercentage ? [100, 100] : [width || 1, height || 1];
  const cut = (value: number): number => Math.min(1, Math.max(0, value));
  return [cut(left / across), cut(top / down), cut(right / across), cut(bottom / down)];
}
