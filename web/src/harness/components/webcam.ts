/** One frame of a camera as a page. */

import { DocumentError } from "./document_error.ts";
import { type DocumentPage, pageOf } from "./page.ts";

/** Takes frames of a track; only Chromium and WebKit have it. */
declare class ImageCapture {
  constructor(track: MediaStreamTrack);
  grabFrame(): Promise<ImageBitmap>;
}

/** Long enough for a camera to start. */
const LIMIT_MS = 5_000;

/** The stream's current frame, in its own size. Throws DocumentError if there is none. */
export async function capture(stream: MediaStream): Promise<DocumentPage> {
  const [track] = stream.getVideoTracks();
  if (track === undefined || track.readyState === "ended") {
    throw new DocumentError("no_picture", "The camera is off.", "Start it, then capture again.");
  }
  const bitmap = await grabbed(track);
  return pageOf(bitmap, track.label || "Camera", 1, 1);
}

async function grabbed(track: MediaStreamTrack): Promise<ImageBitmap> {
  if (typeof ImageCapture !== "undefined") {
    // It fails while the track changes its size or is in the background: the video still works then.
    const bitmap = await inTime(new ImageCapture(track).grabFrame()).catch(() => undefined);
    if (bitmap !== undefined) {
      return bitmap;
    }
  }
  return await fromVideo(track);
}

async function fromVideo(track: MediaStreamTrack): Promise<ImageBitmap> {
  const video = document.createElement("video");
  Object.assign(video, { muted: true, playsInline: true, srcObject: new MediaStream([track]) });
  try {
    await inTime(video.play());
    return await createImageBitmap(video);
  } catch (error) {
    throw new DocumentError(
      "no_picture",
      "The camera gives no picture.",
      "See that no other program uses it, then try again.",
      error,
    );
  } finally {
    video.srcObject = null;
  }
}

function inTime<T>(promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error("too late")), LIMIT_MS);
    promise.then(resolve, reject).finally(() => clearTimeout(late));
  });
}
