/** The camera: asks for permission in plain words, gives frames to the decoder, and drops surplus frames. */

import type { Feed } from "../feeding/feeding.ts";
import type { Seen } from "../feeding/seen.ts";
import type { Decoder } from "./decoder.ts";
import { type Running, SourceError, type SourceEvents } from "./source.ts";

/** Reads the frames of a track; only Chromium has it in the window. */
declare class MediaStreamTrackProcessor {
  constructor(init: { track: MediaStreamTrack; maxBufferSize?: number });
  readonly readable: ReadableStream<VideoFrame>;
}

export interface Camera {
  readonly id: string;
  readonly label: string;
}

/** The cameras of this device; their names are empty until the user has allowed one. */
export async function listCameras(): Promise<Camera[]> {
  const devices = (await navigator.mediaDevices?.enumerateDevices?.()) ?? [];
  const cameras = devices.filter((device) => device.kind === "videoinput" && device.deviceId !== "");
  return cameras.map((device, n) => ({ id: device.deviceId, label: device.label || `Camera ${n + 1}` }));
}

/** Start the camera `id`, or the browser's default. Rejects with SourceError. */
export async function startCamera(
  id: string | null,
  decoder: Decoder,
  feed: Feed,
  events: SourceEvents,
): Promise<Running> {
  const stream = await openStream(id);
  const [track] = stream.getVideoTracks();
  if (track === undefined) {
    throw new SourceError("The camera gives no picture.", "Try another camera.");
  }
  const video = document.createElement("video");
  Object.assign(video, { muted: true, playsInline: true, srcObject: stream });
  await video.play();
  const state = { held: false, stopped: false };
  const frame = async (seen: Seen): Promise<void> => {
    if (!state.held && !document.hidden && !state.stopped) {
      await feed.frame(seen);
    }
  };
  const stopReading = readFrames(
    track,
    video,
    decoder,
    frame,
    (error) => state.stopped || events.ended(String(error)),
  );
  const stop = (): void => {
    state.stopped = true;
    document.removeEventListener("visibilitychange", hidden);
    stopReading();
    track.stop();
  };
  const hidden = (): void => events.tell(document.hidden ? "Paused while the page is hidden." : track.label);
  document.addEventListener("visibilitychange", hidden);
  track.addEventListener("ended", () => {
    if (state.stopped) {
      return;
    }
    stop();
    events.ended(
      "The camera went away: it was unplugged, or another program took it. Choose a source to go on.",
    );
  });
  events.tell(track.label);
  return { view: video, stop, hold: (held) => hold(state, video, held) };
}

function hold(state: { held: boolean }, video: HTMLVideoElement, held: boolean): void {
  state.held = held;
  if (held) {
    video.pause();
  } else {
    void video.play();
  }
}

async function openStream(id: string | null): Promise<MediaStream> {
  if (!isSecureContext || navigator.mediaDevices === undefined) {
    throw new SourceError(
      `Browsers give a camera to secure pages only, and ${location.origin} is not one.`,
      "Open this page over https, or as localhost on this device. Image files and the scene work here too.",
    );
  }
  const size = { width: { ideal: 1280 }, height: { ideal: 720 } };
  const which = id === null ? { facingMode: "environment" } : { deviceId: { exact: id } };
  try {
    return await navigator.mediaDevices.getUserMedia({ video: { ...size, ...which } });
  } catch (error) {
    throw inWords(error);
  }
}

function inWords(error: unknown): SourceError {
  const name = error instanceof Error ? error.name : "";
  switch (name) {
    case "NotAllowedError":
      return new SourceError(
        "This page may not use the camera.",
        "Allow it in the browser's site settings (the icon beside the address), then choose the camera again.",
      );
    case "NotFoundError":
    case "OverconstrainedError":
      return new SourceError(
        "There is no such camera on this device.",
        "Plug one in, or use the scene or image files.",
      );
    case "NotReadableError":
    case "AbortError":
      return new SourceError(
        "The camera is busy.",
        "Close the program that uses it, then choose the camera again.",
      );
    default:
      return new SourceError(
        "The camera did not start.",
        error instanceof Error ? error.message : String(error),
      );
  }
}

type OnSeen = (seen: Seen) => Promise<void>;

function readFrames(
  track: MediaStreamTrack,
  video: HTMLVideoElement,
  decoder: Decoder,
  onSeen: OnSeen,
  failed: (error: unknown) => void,
): () => void {
  if (typeof MediaStreamTrackProcessor === "undefined") {
    return readByCallback(video, decoder, onSeen, failed);
  }
  const { readable } = new MediaStreamTrackProcessor({ track, maxBufferSize: 1 });
  const following = decoder.follow(readable, onSeen);
  following.ended.catch(failed);
  return () => following.stop();
}

/** If tracks cannot be read: the frames that the video shows; frames are dropped while one is judged. */
function readByCallback(
  video: HTMLVideoElement,
  decoder: Decoder,
  onSeen: OnSeen,
  failed: (error: unknown) => void,
): () => void {
  let stopped = false;
  let busy = false;
  const take = async (mediaTime: number): Promise<void> => {
    busy = true;
    await onSeen(await decoder.decode(await createImageBitmap(video), true, mediaTime * 1000));
    busy = false;
  };
  const onFrame: VideoFrameRequestCallback = (_now, { mediaTime }) => {
    if (stopped) {
      return;
    }
    video.requestVideoFrameCallback(onFrame);
    if (!busy) {
      take(mediaTime).catch(failed);
    }
  };
  video.requestVideoFrameCallback(onFrame);
  return () => (stopped = true);
}
