/** The worker's script: waits for the page's port and serves it. */
import { Desk } from "./request_queue.ts";
import type { Greeting } from "../protocol/messages.ts";
import { startPulse } from "../protocol/liveness.ts";

async function greet({ data: { port, pulse } }: MessageEvent<Greeting>): Promise<void> {
  new Desk(port, await startPulse(pulse));
}

addEventListener("message", greet, { once: true });
