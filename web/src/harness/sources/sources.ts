/** Which source runs, and what it has to say: one at a time, the one before it stopped first. */

import type { Feed } from "../feeding/feeding.ts";
import { type Camera, listCameras, startCamera } from "./camera.ts";
import { Decoder } from "./decoder.ts";
import { judgeImages } from "./images.ts";
import { type Running, SourceError, type SourceEvents } from "./source.ts";
import { startSynthetic } from "./synthetic.ts";

/** What sources need of the visit that they belong to. */
export interface SourcesHost {
  /** Where the source that begins hands its pictures in. */
  feed(): Feed;
  /** Write something about the source into the log. */
  say(title: string): void;
}

export type SourceKind = "scene" | "camera" | "images";

/** Tells `change` when anything below did. */
export class Sources extends EventTarget {
  kind: SourceKind = "scene";
  /** The source's picture; null while there is none. */
  view: HTMLElement | null = null;
  /** One line about the source. */
  words = "";
  /** What is wrong, and what to do about it; null when all is well. */
  problem: { readonly what: string; readonly hint: string } | null = null;
  cameras: readonly Camera[] = [];
  cameraId: string | null = null;
  held = false;

  readonly #host: SourcesHost;
  readonly #decoder = new Decoder();
  #running: Running | undefined;
  /** Goes up with every source that begins: what was drawn of the one before it is void. */
  turn = 0;

  constructor(host: SourcesHost) {
    super();
    this.#host = host;
  }

  /** Load the decoder beside the engine, so that the first picture waits for neither. */
  warm(): void {
    this.#decoder.warm();
  }

  showScene(): Promise<void> {
    return this.#start("scene", async (feed, events) => startSynthetic(this.#decoder, feed, events));
  }

  async showCamera(id: string | null = this.cameraId): Promise<void> {
    await this.#start("camera", (feed, events) => startCamera(id, this.#decoder, feed, events));
    this.cameraId = id;
    this.cameras = await listCameras();
    this.#tell();
  }

  /** Choose the image source: it waits for files. */
  showImages(files: readonly File[] = []): Promise<void> {
    if (files.length === 0) {
      return this.#start("images", () => Promise.resolve(null));
    }
    return this.#start("images", (feed, events) => judgeImages(files, this.#decoder, feed, events.tell));
  }

  /** Stand still, or go on. */
  hold(held: boolean): void {
    this.held = held;
    this.#running?.hold(held);
    this.#tell();
  }

  async #start(
    kind: SourceKind,
    begin: (feed: Feed, events: SourceEvents) => Promise<Running | null>,
  ): Promise<void> {
    const turn = ++this.turn;
    this.#running?.stop();
    Object.assign(this, { kind, view: null, words: "", problem: null, held: false });
    this.#running = undefined;
    this.#tell();
    try {
      const running = await begin(this.#host.feed(), this.#events(turn));
      if (turn !== this.turn) {
        return running?.stop();
      }
      this.#running = running ?? undefined;
      this.view = running?.view ?? null;
    } catch (error) {
      if (turn === this.turn) {
        this.#failed(error);
      }
    }
    this.#tell();
  }

  #events(turn: number): SourceEvents {
    const current = (act: () => void): void => {
      if (turn !== this.turn) {
        return;
      }
      act();
      this.#tell();
    };
    return {
      tell: (words) => current(() => (this.words = words)),
      ended: (words) => current(() => this.#failed(new SourceError(words, ""))),
    };
  }

  #failed(error: unknown): void {
    const what = error instanceof Error ? error.message : String(error);
    this.problem = { what, hint: error instanceof SourceError ? error.hint : "" };
    this.view = null;
    this.#host.say(what);
  }

  #tell(): void {
    this.dispatchEvent(new Event("change"));
  }
}
