/** The worker's script: waits for the page's port and serves it. */
import { Desk } from "./desk.ts";
import type { Greeting } from "./protocol.ts";

addEventListener("message", ({ data }: MessageEvent<Greeting>) => new Desk(data.port), { once: true });
