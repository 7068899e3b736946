/** The synthetic scene: labels on a belt that moves a step, rests, and moves on; a function of its time. */

import {
  type Barcode,
  LOT_7731,
  PARCEL_4711,
  PARCEL_4713,
  RETAIL_EAN,
  SHIP_0042,
  drawBarcode,
} from "./barcodes.ts";

export const SCENE_WIDTH = 720;
export const SCENE_HEIGHT = 540;
/** Frames per second of the scene's own time. */
export const SCENE_FPS = 15;

const REST_MS = 3600;
const MOVE_MS = 1200;
const STEP_MS = REST_MS + MOVE_MS;
const SPACING = 345;
const FIRST_X = 42;
const LABEL_WIDTH = 290;
const BARS_HEIGHT = 118;
const BELT_TOP = 62;
const BELT_HEIGHT = SCENE_HEIGHT - 2 * BELT_TOP;

interface Label {
  readonly code: Barcode;
  readonly caption: string;
  /** Pixels per module: a whole number, so that the bars are sharp. */
  readonly module: number;
}

/** The belt's labels in their order; the picture shows two of them at rest. */
const LABELS: readonly Label[] = [
  { code: PARCEL_4711, caption: "Parcel, heavy", module: 9 },
  { code: SHIP_0042, caption: "Shipment", module: 2 },
  { code: PARCEL_4713, caption: "Parcel, light", module: 9 },
  { code: RETAIL_EAN, caption: "Shelf", module: 2 },
  { code: LOT_7731, caption: "Lot", module: 13 },
];

/** How far the belt has moved at `ms`, in labels; `smooth` is false for visitors who want no motion. */
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
    if (label !== undefined) {
      drawLabel(context, label, FIRST_X + (n - moved) * SPACING);
    }
  }
}

function drawBelt(context: CanvasRenderingContext2D, moved: number): void {
  context.fillStyle = "#101314";
  context.fillRect(0, 0, SCENE_WIDTH, SCENE_HEIGHT);
  context.fillStyle = "#24292b";
  context.fillRect(0, BELT_TOP, SCENE_WIDTH, BELT_HEIGHT);
  context.fillStyle = "#1c2022";
  const slat = SPACING / 6;
  const shift = (moved * SPACING) % slat;
  for (let x = -shift; x < SCENE_WIDTH; x += slat) {
    context.fillRect(Math.round(x), BELT_TOP, 3, BELT_HEIGHT);
  }
  context.fillStyle = "#363d40";
  context.fillRect(0, BELT_TOP - 4, SCENE_WIDTH, 4);
  context.fillRect(0, BELT_TOP + BELT_HEIGHT, SCENE_WIDTH, 4);
}

function drawLabel(context: CanvasRenderingContext2D, label: Label, left: number): void {
  const x = Math.round(left);
  if (x > SCENE_WIDTH || x + LABEL_WIDTH < 0) {
    return;
  }
  const { code, module } = label;
  const tall = code.rows.length === 1 ? BARS_HEIGHT : code.rows.length * module;
  const top = (SCENE_HEIGHT - tall - 94) / 2;
  context.fillStyle = "#f7f5ef";
  context.beginPath();
  context.roundRect(x, top, LABEL_WIDTH, tall + 94, 8);
  context.fill();
  context.fillStyle = "#0b0c0c";
  const at = {
    x: x + Math.round((LABEL_WIDTH - code.width * module) / 2),
    y: Math.round(top) + 30,
    module,
    height: BARS_HEIGHT,
  };
  drawBarcode(context, code, at);
  context.textAlign = "center";
  context.font = "600 16px ui-monospace, 'DejaVu Sans Mono', monospace";
  context.fillText(code.text, x + LABEL_WIDTH / 2, at.y + tall + 30);
  context.fillStyle = "#6a6a64";
  context.font = "13px system-ui, sans-serif";
  context.fillText(label.caption, x + LABEL_WIDTH / 2, at.y + tall + 50);
}
