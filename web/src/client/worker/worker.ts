/** The worker's script: waits for the page's port and serves it. */
import { Desk } from "./desk.ts";
import type { Greeting } from "../protocol/protocol.ts";
import { startPulse } from "../protocol/pulse.ts";

async function greet({ data: { port, pulse } }: MessageEvent<Greeting>): Promise<void> {
  new Desk(port, await startPulse(pulse));
}

addEventListener("message", greet, { once: true });
