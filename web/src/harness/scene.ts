/** The synthetic scene: labels on a belt that moves a step, rests, and moves on; a pure function of its time. */

import { type Barcode, LOT_7731, PARCEL_4711, PARCEL_4713, RETAIL_EAN, SHIP_0042, drawBarcode } from "./barcodes.ts";

export const SCENE_WIDTH = 720;
export const SCENE_HEIGHT = 540;
/** Frames a second of the scene's own time. */
export const SCENE_FPS = 15;

const REST_MS = 3600;
const MOVE_MS = 1200;
const STEP_MS = REST_MS + MOVE_MS;
const SPACING = 330;
const FIRST_X = 75;
const LABEL_WIDTH = 240;
const LABEL_HEIGHT = 236;

interface Label {
  readonly code: Barcode;
  readonly caption: string;
  readonly module: number;
  readonly top: number;
}

/** The belt's labels in their order; the picture shows two of them at rest. */
const LABELS: readonly Label[] = [
  { code: PARCEL_4711, caption: "Parcel, heavy", module: 7, top: 132 },
  { code: SHIP_0042, caption: "Shipment", module: 1.6, top: 172 },
  { code: PARCEL_4713, caption: "Parcel, light", module: 7, top: 132 },
  { code: RETAIL_EAN, caption: "Shelf", module: 2, top: 172 },
  { code: LOT_7731, caption: "Lot", module: 10, top: 132 },
];

/** How far the belt has moved at `ms`, in labels; `smooth` is false for people who want no motion. */
export function beltAt(ms: number, smooth = true): number {
  const step = Math.floor(ms / STEP_MS);
  const moving = Math.max(0, ms - step * STEP_MS - REST_MS) / MOVE_MS;
  const eased = moving * moving * (3 - 2 * moving);
  return step + (smooth ? eased : Math.round(moving));
}

/** Draw the scene as it is at `ms` of its own time. */
export function drawScene(context: CanvasRenderingContext2D, ms: number, smooth = true): void {
  const moved = beltAt(ms, smooth);
  drawBelt(context, moved);
  const first = Math.floor(moved) - 1;
  for (let n = first; n <= first + 4; n++) {
    const label = LABELS[((n % LABELS.length) + LABELS.length) % LABELS.length];
    if (label !== undefined) drawLabel(context, label, FIRST_X + (n - moved) * SPACING);
  }
}

function drawBelt(context: CanvasRenderingContext2D, moved: number): void {
  context.fillStyle = "#101314";
  context.fillRect(0, 0, SCENE_WIDTH, SCENE_HEIGHT);
  context.fillStyle = "#24292b";
  context.fillRect(0, 84, SCENE_WIDTH, 372);
  context.fillStyle = "#1c2022";
  const slat = SPACING / 6;
  const shift = (moved * SPACING) % slat;
  for (let x = -shift; x < SCENE_WIDTH; x += slat) context.fillRect(Math.round(x), 84, 3, 372);
  context.fillStyle = "#363d40";
  context.fillRect(0, 80, SCENE_WIDTH, 4);
  context.fillRect(0, 456, SCENE_WIDTH, 4);
}

function drawLabel(context: CanvasRenderingContext2D, label: Label, left: number): void {
  const x = Math.round(left);
  if (x > SCENE_WIDTH || x + LABEL_WIDTH < 0) return;
  const flat = label.code.rows.length === 1;
  const height = flat ? 176 : LABEL_HEIGHT;
  context.fillStyle = "#f7f5ef";
  context.beginPath();
  context.roundRect(x, label.top, LABEL_WIDTH, height, 8);
  context.fill();
  context.fillStyle = "#0b0c0c";
  const width = label.code.width * label.module;
  const at = { x: x + (LABEL_WIDTH - width) / 2, y: label.top + 26, module: label.module, height: 88 };
  const drawn = drawBarcode(context, label.code, at);
  context.textAlign = "center";
  context.font = "600 15px ui-monospace, 'DejaVu Sans Mono', monospace";
  context.fillText(label.code.text, x + LABEL_WIDTH / 2, at.y + drawn + 27);
  context.fillStyle = "#6a6a64";
  context.font = "13px system-ui, sans-serif";
  context.fillText(label.caption, x + LABEL_WIDTH / 2, at.y + drawn + 46);
}
