/** The worker's script: receives the page's port and serves its requests. */
import { holdLivenessLock } from "../protocol/liveness.ts";
import type { Handshake } from "../protocol/messages.ts";
import { RequestQueue } from "./request_queue.ts";

async function start({ data: { port, livenessLock } }: MessageEvent<Handshake>): Promise<void> {
  new RequestQueue(port, await holdLivenessLock(livenessLock));
}

addEventListener("message", (event: MessageEvent<Handshake>) => void start(event), { once: true });
