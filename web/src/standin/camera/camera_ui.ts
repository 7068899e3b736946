/** The view of a camera: its elements, where a picture lies in them, and what is drawn over it. No license. */
import type { Point } from "../decoding/decoder_protocol.ts";
import { ERROR, SdkError } from "../start/errors.ts";
import { hasShadowView, isEight } from "../start/version.ts";
import type { CameraStream } from "./camera_stream.ts";
import { placeIn, type VideoFit } from "./coordinates.ts";
import { DrawingLayer } from "./drawing.ts";
import { defaultView, element, labelElement, nameAsInEight, PLAIN, type ViewKind } from "./elements.ts";
import { fillPickers, listenToPickers } from "./pickers.ts";

const FULL = "position:absolute;left:0;top:0;width:100%;height:100%;";

/** The view of the default template; pages may bring their own. */
export class CameraUi {
  /** The element that a page puts into its own layout. */
  element: HTMLElement;
  readonly stream: CameraStream;
  /** Called if the visitor closes the view. */
  closed: () => void = () => undefined;
  readonly #layers = new Map<number, DrawingLayer>();
  #fit: VideoFit = "contain";
  #root: ParentNode;

  /** @param own an element or the HTML of the page's own; left out, the default view */
  constructor(stream: CameraStream, own?: HTMLElement | string, kind: ViewKind = PLAIN) {
    this.stream = stream;
    const shadow = hasShadowView() && !(own instanceof HTMLElement);
    this.element =
      own instanceof HTMLElement ? own : element("div", "", "width:100%;height:100%;position:relative;");
    this.#root = shadow ? this.element.attachShadow({ mode: "open" }) : this.element;
    if (typeof own === "string") {
      this.#root.append(...new DOMParser().parseFromString(own, "text/html").body.childNodes);
    }
    if (own === undefined) {
      const view = defaultView(kind);
      this.#root.append(view);
      if (isEight()) {
        nameAsInEight(view);
      }
    }
    this.#mount();
    for (const event of ["cameraOpen", "cameraChange", "resolutionChange"]) {
      stream.events.on("view", event, () => void fillPickers(this.#root, stream));
    }
  }

  /** The first element of a class in the view. */
  part(className: string): HTMLElement | SVGElement | null {
    return this.#root.querySelector<HTMLElement | SVGElement>(`.${className}`);
  }

  /** Put the view into another element of the page. */
  moveTo(own: HTMLElement): void {
    this.element = own;
    this.#root = own;
    this.#mount();
  }

  get fit(): VideoFit {
    return this.#fit;
  }

  set fit(fit: VideoFit) {
    this.#fit = fit;
    const shown = this.part("dce-video-container")?.querySelectorAll<HTMLElement>("video, canvas") ?? [];
    for (const one of shown) {
      one.style.objectFit = fit;
    }
  }

  /** Show or hide a part of the view, if the view has it. */
  toggle(className: string, visible: boolean): void {
    const part = this.part(className);
    if (part === null) {
      return;
    }
    part.style.display = visible ? "block" : "none";
    part.toggleAttribute("hidden", !visible);
  }

  /** The layer of this number, to draw in; made if there is none. */
  layer(id: number): DrawingLayer {
    const found = this.#layers.get(id);
    if (found !== undefined) {
      return found;
    }
    const canvas = element("canvas", "", `${FULL}object-fit:${this.#fit};pointer-events:none;`);
    this.#container().append(canvas);
    const made = new DrawingLayer(id, canvas, this.stream.video);
    this.#layers.set(id, made);
    return made;
  }

  get layers(): ReadonlyMap<number, DrawingLayer> {
    return this.#layers;
  }

  /** Where a pixel of the video lies in the window, in CSS pixels. */
  toClient(point: Point): Point {
    const { left, top, width, height } = this.stream.video.getBoundingClientRect();
    const { x, y } = placeIn({ width, height }, this.stream.resolution, this.#fit, point);
    return { x: left + x, y: top + y };
  }

  /** The same on the page, however far it is scrolled. */
  toPage(point: Point): Point {
    const { x, y } = this.toClient(point);
    return { x: x + scrollX, y: y + scrollY };
  }

  remove(): void {
    this.element.remove();
  }

  #container(): HTMLElement {
    const found = this.part("dce-video-container");
    if (found instanceof HTMLElement) {
      return found;
    }
    if (this.#root instanceof HTMLElement || this.#root instanceof ShadowRoot) {
      const made = element("div", "dce-video-container", FULL);
      this.#root.prepend(made);
      return made;
    }
    throw new SdkError("this view has no element", ERROR.argument);
  }

  #mount(): void {
    const container = this.#container();
    this.stream.video.style.cssText = `${FULL}object-fit:${this.#fit};`;
    container.append(this.stream.video, labelElement());
    listenToPickers(this.#root, this.stream);
    this.part("dce-btn-close")?.addEventListener("click", () => this.closed());
  }
}
