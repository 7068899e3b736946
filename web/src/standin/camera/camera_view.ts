/** `CameraView` of generation 10 and later. */
import { demandFit, type VideoFit } from "./coordinates.ts";
import { demand, ERROR, SdkError } from "../start/errors.ts";
import { CameraStream } from "./camera_stream.ts";
import { CameraUi } from "./camera_ui.ts";
import { type DrawingLayer, showItems } from "./drawing.ts";
import { element } from "./elements.ts";

/** How a tip is shown over the video. */
export interface TipConfig {
  readonly topLeftPoint?: { readonly x: number; readonly y: number };
  readonly width?: number;
  readonly duration?: number;
  readonly coordinateBase?: "view" | "image";
}

/** The first number of a page's own layer; those of the SDK are smaller. */
const FIRST_OWN = 100;

/** Our own implementation behind a view. */
export let uiOf: (view: CameraView) => CameraUi;

/** The view of a camera. */
export class CameraView {
  disposed = false;
  readonly #ui: CameraUi;
  readonly #tip = element(
    "div",
    "licensim-tip",
    "position:absolute;left:0;right:0;top:10%;text-align:center;color:#fff;display:none;",
  );
  #tipConfig: TipConfig = {};
  #ownLayers = FIRST_OWN;

  static {
    uiOf = (view) => view.#ui;
  }

  private constructor(own?: HTMLElement | string) {
    this.#ui = new CameraUi(new CameraStream(), own);
  }

  /** A view: the default one, one from an element of the page, or from the address of an HTML file. */
  static async createInstance(own?: HTMLElement | string): Promise<CameraView> {
    const is = own === undefined || typeof own === "string" || own instanceof HTMLElement;
    demand(is, "CameraView.createInstance(element?)", "an element, or the address of an HTML file", own);
    // The SDK's own files are not there: the default view stands for them.
    return new CameraView(
      typeof own === "string" ? (own.startsWith("@") ? undefined : await textOf(own)) : own,
    );
  }

  getUIElement(): HTMLElement {
    return this.#ui.element;
  }

  async setUIElement(own: HTMLElement): Promise<void> {
    demand(own instanceof HTMLElement, "CameraView.setUIElement(element)", "an element", own);
    this.#ui.moveTo(own);
  }

  getVideoElement(): HTMLVideoElement {
    return this.#ui.stream.video;
  }

  isScanLaserVisible(): boolean {
    return this.#ui.part("dce-scanlight")?.style.display === "block";
  }

  setScanLaserVisible(visible: boolean): void {
    this.#ui.toggle("dce-scanlight", visible);
  }

  getVideoFit(): VideoFit {
    return this.#ui.fit;
  }

  setVideoFit(fit: VideoFit): void {
    demandFit(fit, "CameraView.setVideoFit(fit)");
    this.#ui.fit = fit;
  }

  createDrawingLayer(): DrawingLayer {
    return this.#ui.layer(this.#ownLayers++);
  }

  getDrawingLayer(id: number): DrawingLayer {
    demand(Number.isInteger(id), "CameraView.getDrawingLayer(id)", "the number of a layer", id);
    return this.#ui.layer(id);
  }

  clearUserDrawingLayers(): void {
    this.#clear((id) => id >= FIRST_OWN);
  }

  clearAllInnerDrawingItems(): void {
    this.#clear((id) => id < FIRST_OWN);
  }

  setTipConfig(config: TipConfig): void {
    demand(
      typeof config === "object" && config !== null,
      "CameraView.setTipConfig(config)",
      "an object",
      config,
    );
    this.#tipConfig = { ...config };
  }

  getTipConfig(): TipConfig {
    return this.#tipConfig;
  }

  setTipVisible(visible: boolean): void {
    this.#ui.part("dce-video-container")?.append(this.#tip);
    this.#tip.style.display = visible ? "block" : "none";
  }

  isTipVisible(): boolean {
    return this.#tip.style.display === "block";
  }

  updateTipMessage(text: string): void {
    this.#tip.textContent = text;
    const { duration = 0 } = this.#tipConfig;
    if (duration > 0) {
      setTimeout(() => (this.#tip.style.display = "none"), duration);
    }
  }

  dispose(): void {
    this.#ui.remove();
    this.disposed = true;
  }

  #clear(which: (id: number) => boolean): void {
    for (const [id, layer] of this.#ui.layers) {
      if (which(id)) {
        showItems(layer, []);
      }
    }
  }
}

async function textOf(address: string): Promise<string> {
  const response = await fetch(address);
  if (!response.ok) {
    throw new SdkError(`CameraView: ${address} answered ${response.status}`, ERROR.file);
  }
  return response.text();
}
