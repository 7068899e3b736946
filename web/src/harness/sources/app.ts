/** An app in a frame, on the stand-in for its SDK: its camera shows the scene, and the page's license decides. */

import type { StandinOptions } from "../../standin/bundle.ts";
import type { Feed } from "../feeding/feeding.ts";
import { SCENE_FPS, SCENE_HEIGHT, SCENE_WIDTH, drawScene } from "./scene.ts";
import type { Running } from "./source.ts";

/** What the app's first script tells its frame, before the SDK's script runs; the app's window is the detail. */
const STARTS = "licensim-app";

type AppWindow = Window & { licensimStandin?: StandinOptions };

/** Start the app. It is a page load: what it saw before is forgotten. */
export function startApp(feed: Feed): Running {
  const camera = new SceneCamera();
  const frame = document.createElement("iframe");
  frame.title = "An app that scans";
  frame.src = new URL("app/index.html", document.baseURI).href;
  frame.addEventListener(STARTS, (event) => {
    const app = (event as CustomEvent<AppWindow>).detail;
    Object.defineProperty(app.navigator, "mediaDevices", { value: camera });
    app.licensimStandin = {
      assets: new URL("licensim/", document.baseURI).href,
      openLicense: () => feed.openLicense(),
    };
  });
  return {
    view: frame,
    stop: () => camera.stop(),
    hold: (held) => (camera.held = held),
  };
}

/** The scene as the only camera of a page: what pages call of `navigator.mediaDevices`. */
class SceneCamera extends EventTarget {
  held = false;
  readonly #canvas = document.createElement("canvas");
  readonly #smooth = !matchMedia("(prefers-reduced-motion: reduce)").matches;
  #timer: ReturnType<typeof setInterval> | undefined;
  #frames = 0;

  constructor() {
    super();
    Object.assign(this.#canvas, { width: SCENE_WIDTH, height: SCENE_HEIGHT });
  }

  /** The scene begins when the app first opens its camera. */
  getUserMedia(): Promise<MediaStream> {
    this.#timer ??= setInterval(() => this.#draw(), 1000 / SCENE_FPS);
    return Promise.resolve(this.#canvas.captureStream());
  }

  enumerateDevices(): Promise<readonly Pick<MediaDeviceInfo, "deviceId" | "kind" | "label">[]> {
    return Promise.resolve([{ deviceId: "scene", kind: "videoinput", label: "The scene" }]);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #draw(): void {
    const context = this.#canvas.getContext("2d");
    if (context !== null && !this.held && !document.hidden) {
      drawScene(context, (1000 * this.#frames++) / SCENE_FPS, this.#smooth);
    }
  }
}
