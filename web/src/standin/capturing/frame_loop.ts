/** Takes one frame of a camera after the other, at a chosen rate, and never two at once. */
import type { CameraStream } from "../camera/camera_stream.ts";
import type { Picture } from "../decoding/decoder_protocol.ts";

/** A loop that runs until it is stopped. */
export interface FrameLoop {
  stop(): void;
  isRunning(): boolean;
}

/**
 * Follow a camera.
 *
 * @param intervalMs at least so much between two frames; asked before each
 * @param take processes a frame; an error that it throws ends the loop, and the page sees it
 */
export function follow(
  stream: Pick<CameraStream, "frame">,
  intervalMs: () => number,
  take: (frame: Picture, isRunning: () => boolean) => Promise<void>,
): FrameLoop {
  let running = true;
  const isRunning = (): boolean => running;
  const run = async (): Promise<void> => {
    while (running) {
      const frame = await stream.frame(intervalMs());
      if (running) {
        await take(frame, isRunning);
      } else {
        frame.close();
      }
    }
  };
  run().catch((error: unknown) => {
    running = false;
    reportError(error);
  });
  return { stop: () => (running = false), isRunning };
}
