/** The running source and its messages: one at a time; the former source is stopped first. */

import type { Feed } from "../feeding/feeding.ts";
import { startApp } from "./app.ts";
import { type Camera, listCameras, startCamera } from "./camera.ts";
import { Decoder } from "./decoder.ts";
import { judgeImages } from "./images.ts";
import { type Running, SourceError, type SourceEvents } from "./source.ts";
import { startSynthetic } from "./synthetic.ts";

/** What sources use of their visit. */
export interface SourcesHost {
  /** The feed for the pictures of a new source. */
  feed(): Feed;
  /** Write something about the source into the log. */
  say(title: string): void;
}

export type SourceKind = "scene" | "camera" | "images" | "app";

/** Emits `change` when one of the fields below changes. */
export class Sources extends EventTarget {
  kind: SourceKind = "scene";
  /** The source's picture; null while there is none. */
  view: HTMLElement | null = null;
  /** One line about the source. */
  words = "";
  /** The problem, and what to do about it; null if there is none. */
  problem: { readonly what: string; readonly hint: string } | null = null;
  cameras: readonly Camera[] = [];
  cameraId: string | null = null;
  held = false;

  readonly #host: SourcesHost;
  readonly #decoder = new Decoder();
  #running: Running | undefined;
  /** Increases with every new source: drawings of the former source are not valid any more. */
  turn = 0;

  constructor(host: SourcesHost) {
    super();
    this.#host = host;
  }

  /** Load the decoder while the engine boots, so that the first picture waits for neither. */
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

  /** Start the app, or load it again. */
  showApp(): Promise<void> {
    return this.#start("app", async (feed) => startApp(feed));
  }

  /** Hold the source, or let it go on. */
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
