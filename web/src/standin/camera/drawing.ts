/** What pages draw over the video: items in layers, in pixels of the video. */
import type { Point } from "../decoding/decoder_protocol.ts";
import { demand } from "../start/errors.ts";

/** A style: the fields that are used. */
export interface DrawingStyle {
  readonly strokeStyle?: string;
  readonly fillStyle?: string;
  readonly lineWidth?: number;
}

const STYLES = new Map<number, DrawingStyle>([
  [1, { strokeStyle: "#3aba64", fillStyle: "#3aba6433", lineWidth: 2 }],
  [2, { strokeStyle: "#fe8e14", fillStyle: "#fe8e1433", lineWidth: 2 }],
]);
const FIRST_OWN = 100;
const OF_BARCODES = 2;

/** `DrawingStyleManager` of generation 10 and later. */
export class DrawingStyleManager {
  /** Makes a style, and returns its number. */
  static createDrawingStyle(style: DrawingStyle): number {
    const id = FIRST_OWN + STYLES.size;
    STYLES.set(id, { ...style });
    return id;
  }

  static getDrawingStyle(id: number): DrawingStyle | undefined {
    return STYLES.get(id);
  }

  static updateDrawingStyle(id: number, style: DrawingStyle): void {
    demand(STYLES.has(id), "DrawingStyleManager.updateDrawingStyle(id, style)", "the number of a style", id);
    STYLES.set(id, { ...STYLES.get(id), ...style });
  }
}

type Context = CanvasRenderingContext2D;
type Draw = (context: Context) => void;

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Draw an item in its own style, or in that of its layer. */
let draw: (item: DrawingItem, context: Context, layerStyle: number) => void;

/** Something to draw; each class below draws one shape. */
export class DrawingItem {
  readonly #styleId: number | undefined;
  readonly #draw: Draw;

  static {
    draw = (item, context, layerStyle) => item.#paint(context, layerStyle);
  }

  constructor(styleId: number | undefined, shape: Draw) {
    this.#styleId = styleId;
    this.#draw = shape;
  }

  #paint(context: Context, layerStyle: number): void {
    const { strokeStyle, fillStyle, lineWidth } = STYLES.get(this.#styleId ?? layerStyle) ?? {};
    Object.assign(context, {
      strokeStyle: strokeStyle ?? "#fe8e14",
      fillStyle: fillStyle ?? "transparent",
      lineWidth: lineWidth ?? 2,
    });
    this.#draw(context);
  }
}

function polygon(points: readonly Point[]): Draw {
  return (context) => {
    context.beginPath();
    for (const { x, y } of points) {
      context.lineTo(x, y);
    }
    context.closePath();
    context.fill();
    context.stroke();
  };
}

export class QuadDrawingItem extends DrawingItem {
  constructor(quad: { readonly points: readonly Point[] }, styleId?: number) {
    demand(Array.isArray(quad?.points), "QuadDrawingItem(quad)", "a quadrilateral, {points}", quad);
    super(styleId, polygon(quad.points));
  }
}

export class RectDrawingItem extends DrawingItem {
  constructor({ x, y, width, height }: Box, styleId?: number) {
    super(
      styleId,
      polygon([
        { x, y },
        { x: x + width, y },
        { x: x + width, y: y + height },
        { x, y: y + height },
      ]),
    );
  }
}

export class LineDrawingItem extends DrawingItem {
  constructor(
    { startPoint, endPoint }: { readonly startPoint: Point; readonly endPoint: Point },
    styleId?: number,
  ) {
    super(styleId, polygon([startPoint, endPoint]));
  }
}

export class TextDrawingItem extends DrawingItem {
  constructor(text: string, { x, y, height }: Box, styleId?: number) {
    super(styleId, (context) => context.strokeText(text, x, y + height));
  }
}

export class ImageDrawingItem extends DrawingItem {
  constructor(
    image: CanvasImageSource,
    { x, y, width, height }: Box,
    _maintainAspectRatio?: boolean,
    styleId?: number,
  ) {
    super(styleId, (context) => {
      context.drawImage(image, x, y, width, height);
      context.strokeRect(x, y, width, height);
    });
  }
}

/** Draws in a layer for our own code: this is no call of the page. */
export let showItems: (layer: DrawingLayer, items: readonly DrawingItem[]) => void;

/** Items over the video. */
export class DrawingLayer {
  #items: DrawingItem[] = [];
  #style: number = OF_BARCODES;
  readonly #id: number;
  readonly #canvas: HTMLCanvasElement;
  readonly #video: HTMLVideoElement;

  /** Called by our own view only. */
  constructor(id: number, canvas: HTMLCanvasElement, video: HTMLVideoElement) {
    this.#id = id;
    this.#canvas = canvas;
    this.#video = video;
  }

  getId(): number {
    return this.#id;
  }

  addDrawingItem(item: DrawingItem): void {
    this.addDrawingItems([item]);
  }

  addDrawingItems(items: readonly DrawingItem[]): void {
    const are = Array.isArray(items) && items.every((one) => one instanceof DrawingItem);
    demand(are, "DrawingLayer.addDrawingItems(items)", "a list of drawing items", items);
    this.#show([...this.#items, ...items]);
  }

  setDrawingItems(items: readonly DrawingItem[]): void {
    this.clearDrawingItems();
    this.addDrawingItems(items);
  }

  getDrawingItems(): DrawingItem[] {
    return [...this.#items];
  }

  clearDrawingItems(): void {
    this.#show([]);
  }

  setVisible(visible: boolean): void {
    this.#canvas.style.display = visible ? "" : "none";
  }

  isVisible(): boolean {
    return this.#canvas.style.display !== "none";
  }

  setDefaultStyle(styleId: number): void {
    this.#style = styleId;
  }

  #show(items: DrawingItem[]): void {
    this.#items = items;
    paint(this.#canvas, this.#video, items, this.#style);
  }

  static {
    showItems = (layer, items) => layer.#show([...items]);
  }
}

function paint(
  canvas: HTMLCanvasElement,
  video: HTMLVideoElement,
  items: readonly DrawingItem[],
  style: number,
): void {
  if (video.videoWidth > 0 && (canvas.width !== video.videoWidth || canvas.height !== video.videoHeight)) {
    canvas.width = video.videoWidth;
    canvas.height = video.videoHeight;
  }
  const context = canvas.getContext("2d");
  context?.clearRect(0, 0, canvas.width, canvas.height);
  if (context !== null) {
    for (const item of items) {
      draw(item, context, style);
    }
  }
}
