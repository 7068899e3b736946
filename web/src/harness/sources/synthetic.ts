/**
 * The synthetic source: draws the scene, decodes it, and moves its time on when the frame has been judged.
 */

import type { Feed } from "../feeding/feeding.ts";
import type { Decoder } from "./decoder.ts";
import { SCENE_FPS, SCENE_HEIGHT, SCENE_WIDTH, drawScene } from "./scene.ts";
import type { Running, SourceEvents } from "./source.ts";

const FRAME_MS = 1000 / SCENE_FPS;

/**
 * Start the scene. Each frame is decoded and judged before the next is drawn. Time is counted in frames, so a
 * slow machine shows a slow scene with the same counts.
 */
export function startSynthetic(decoder: Decoder, feed: Feed, events: SourceEvents): Running {
  const canvas = document.createElement("canvas");
  canvas.width = SCENE_WIDTH;
  canvas.height = SCENE_HEIGHT;
  const context = canvas.getContext("2d");
  if (context === null) {
    throw new Error("this browser draws no canvas");
  }
  const smooth = !matchMedia("(prefers-reduced-motion: reduce)").matches;
  const gate = new Gate();
  let stopped = false;
  const run = async (): Promise<void> => {
    for (let frame = 0; !stopped; frame++) {
      const begun = performance.now();
      drawScene(context, frame * FRAME_MS, smooth);
      const seen = await decoder.decode(await createImageBitmap(canvas), false, frame * FRAME_MS);
      await feed.frame(seen);
      canvas.dataset["frame"] = String(frame);
      await pause(FRAME_MS - (performance.now() - begun));
      await gate.open;
    }
  };
  const hidden = (): void => {
    gate.set("hidden", document.hidden);
    events.tell(document.hidden ? "Waits while the page is hidden." : "");
  };
  document.addEventListener("visibilitychange", hidden);
  drawScene(context, 0, smooth);
  run().catch((error: unknown) => !stopped && events.ended(`The scene stopped: ${String(error)}`));
  return {
    view: canvas,
    hold: (held) => gate.set("held", held),
    stop: () => {
      stopped = true;
      gate.release();
      document.removeEventListener("visibilitychange", hidden);
    },
  };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));
}

/** A gate that is closed while there is a reason to wait. */
class Gate {
  readonly #reasons = new Set<string>();
  readonly #waiting: (() => void)[] = [];

  get open(): Promise<void> {
    if (this.#reasons.size === 0) {
      return Promise.resolve();
    }
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  set(reason: string, closed: boolean): void {
    if (closed) {
      this.#reasons.add(reason);
    } else {
      this.#reasons.delete(reason);
    }
    if (this.#reasons.size === 0) {
      this.release();
    }
  }

  release(): void {
    for (const resolve of this.#waiting.splice(0)) {
      resolve();
    }
  }
}
