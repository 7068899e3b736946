/** A camera's stream: which device, which size, and one picture after the other. No view, no license. */
import type { Picture } from "../decoding/decoder_protocol.ts";
import { ERROR, SdkError } from "../start/errors.ts";
import { Handlers } from "./handlers.ts";

/** In pixels of the video. */
export interface Resolution {
  readonly width: number;
  readonly height: number;
}

/** A camera of this device. */
export interface VideoDevice {
  readonly deviceId: string;
  readonly label: string;
}

/** The events of a stream, and of the camera that pages hold. */
export const EVENTS = [
  "cameraOpen",
  "cameraClose",
  "cameraChange",
  "resolutionChange",
  "played",
  "singleFrameAcquired",
  "frameAddedToBuffer",
  "tapFocus",
] as const;

const DEFAULT: MediaTrackConstraints = {
  width: { ideal: 1280 },
  height: { ideal: 720 },
  facingMode: { ideal: "environment" },
};

/** A little less than a frame's time at 30 a second, so that 10 a second are every third frame. */
const EARLY_MS = 10;

/** One video element with a camera behind it, while it is open. */
export class CameraStream {
  readonly video = document.createElement("video");
  readonly events = new Handlers(EVENTS);
  settings: MediaStreamConstraints = { video: DEFAULT };
  #stream: MediaStream | null = null;
  /** The change of the stream under way: the next one waits for it. */
  #change: Promise<unknown> = Promise.resolve();
  /** Whether the page wants the camera open: it may close it before the browser has given it. */
  #isWanted = false;
  #selected: VideoDevice | null = null;
  #paused = false;
  #changed = Promise.withResolvers<void>();
  #lastShown = -Infinity;

  constructor() {
    Object.assign(this.video, { muted: true, playsInline: true, className: "dce-video" });
    this.video.setAttribute("playsinline", "");
  }

  get isOpen(): boolean {
    return this.#stream !== null;
  }

  get isPaused(): boolean {
    return this.#paused;
  }

  get selected(): VideoDevice | null {
    return this.#selected;
  }

  get track(): MediaStreamTrack | null {
    return this.#stream?.getVideoTracks()[0] ?? null;
  }

  get resolution(): Resolution {
    return { width: this.video.videoWidth, height: this.video.videoHeight };
  }

  /** Open the camera that was selected, or the one that the browser offers. Rejects as `getUserMedia` does. */
  open(): Promise<Resolution> {
    this.#isWanted = true;
    return this.#inTurn(async () => {
      if (this.#stream === null && this.#isWanted) {
        await this.#start();
        if (this.isOpen) {
          this.events.emit("cameraOpen");
        }
      }
      return this.resolution;
    });
  }

  close(): void {
    this.#isWanted = false;
    if (this.#stream === null) {
      return;
    }
    this.#stop();
    this.events.emit("cameraClose");
  }

  pause(): void {
    this.#paused = true;
    this.video.pause();
    this.#tellChange();
  }

  async resume(): Promise<void> {
    this.#paused = false;
    if (this.#stream !== null) {
      await this.video.play();
    }
    this.#tellChange();
  }

  /** The cameras of this device; their names are known once one was allowed. */
  async cameras(): Promise<VideoDevice[]> {
    const devices = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
    const found = devices.filter(({ kind, deviceId }) => kind === "videoinput" && deviceId !== "");
    return found.map(({ deviceId, label }, n) => ({ deviceId, label: label || `camera ${n + 1}` }));
  }

  /** Go on with another camera, at once where one is open. */
  select(deviceId: string): Promise<VideoDevice> {
    return this.#inTurn(() => this.#select(deviceId));
  }

  async #select(deviceId: string): Promise<VideoDevice> {
    const found = (await this.cameras()).find((one) => one.deviceId === deviceId);
    if (found === undefined) {
      throw new SdkError(`there is no camera ${JSON.stringify(deviceId)}`, ERROR.argument);
    }
    const before = this.#selected?.deviceId ?? "";
    this.#selected = found;
    await this.#restart();
    if (before !== deviceId) {
      this.events.emit("cameraChange", deviceId, before);
    }
    return found;
  }

  /** Ask for another size; the camera gives what it has. */
  resize(size: Resolution): Promise<Resolution> {
    return this.#inTurn(() => this.#resize(size));
  }

  async #resize({ width, height }: Resolution): Promise<Resolution> {
    const before = this.resolution;
    const video = typeof this.settings.video === "object" ? this.settings.video : {};
    this.settings = {
      ...this.settings,
      video: { ...video, width: { ideal: width }, height: { ideal: height } },
    };
    await this.#restart();
    if (this.isOpen && (before.width !== this.resolution.width || before.height !== this.resolution.height)) {
      this.events.emit("resolutionChange", this.resolution, before);
    }
    return this.resolution;
  }

  /** Other settings for `getUserMedia`, in force at once where a camera is open. */
  update(settings: MediaStreamConstraints): Promise<void> {
    this.settings = settings;
    return this.#inTurn(() => this.#restart());
  }

  #inTurn<Result>(act: () => Promise<Result>): Promise<Result> {
    const turn = this.#change.then(act);
    this.#change = turn.catch(() => undefined);
    return turn;
  }

  /**
   * The next picture that is shown, at least `intervalMs` of its own time after the last. While the camera is closed or
   * paused, or the page is hidden, there is none.
   */
  async frame(intervalMs: number): Promise<Picture> {
    for (;;) {
      const shownAt = await this.#shown();
      if (shownAt === null || shownAt - this.#lastShown < intervalMs - EARLY_MS) {
        continue;
      }
      if (this.video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) {
        continue; // the camera was changed just then
      }
      this.#lastShown = shownAt;
      // A frame as the browser holds it needs no copy; not every browser has them.
      return typeof VideoFrame === "undefined" ? createImageBitmap(this.video) : new VideoFrame(this.video);
    }
  }

  /** When the next picture was shown, by the browser's own time; null if the stream changed before. */
  async #shown(): Promise<number | null> {
    if (this.#stream === null || this.#paused) {
      await this.#changed.promise;
      return null;
    }
    if (document.hidden) {
      await new Promise((go) => document.addEventListener("visibilitychange", go, { once: true }));
      return null;
    }
    const shown = new Promise<number>((go) => this.video.requestVideoFrameCallback((now) => go(now)));
    return Promise.race([shown, this.#changed.promise.then(() => null)]);
  }

  async #start(): Promise<void> {
    if (navigator.mediaDevices === undefined) {
      throw new SdkError(
        `browsers give a camera to secure pages only, and ${location.origin} is not one`,
        ERROR.state,
      );
    }
    const { video = DEFAULT } = this.settings;
    const wanted =
      this.#selected === null
        ? video
        : { ...(typeof video === "object" && video), deviceId: { exact: this.#selected.deviceId } };
    if (typeof wanted === "object" && this.#selected !== null) {
      delete wanted.facingMode;
    }
    this.#stream = await navigator.mediaDevices.getUserMedia({
      ...this.settings,
      audio: false,
      video: wanted,
    });
    this.video.srcObject = this.#stream;
    await this.video.play().catch((error: unknown) => {
      if (this.#isWanted) {
        throw error;
      } // closed meanwhile, which interrupts it
    });
    if (!this.#isWanted) {
      return this.#stop();
    }
    if (this.#paused) {
      this.video.pause();
    }
    const deviceId = this.track?.getSettings().deviceId ?? "";
    this.#selected = { deviceId, label: this.track?.label ?? "" };
    this.#tellChange();
    this.events.emit("played", { ...this.resolution, deviceId });
  }

  #stop(): void {
    for (const track of this.#stream?.getTracks() ?? []) {
      track.stop();
    }
    this.#stream = null;
    this.video.srcObject = null;
    this.#tellChange();
  }

  async #restart(): Promise<void> {
    if (this.#stream === null) {
      return;
    }
    this.#stop();
    await this.#start();
  }

  #tellChange(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }
}
