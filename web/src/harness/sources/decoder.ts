/** The page's side of the decoder: decodes one picture, or follows a stream; its queue is bounded. */

import type { Seen } from "../feeding/seen.ts";
import type { DecoderReply, DecoderRequest } from "./decoder_protocol.ts";

type OnReply = (reply: DecoderReply) => void;

/** The decoder could not read a picture or could not be loaded; the message is the decoder's. */
export class DecoderError extends Error {
  override readonly name = "DecoderError";
}

/** A followed stream: `stop` ends it, `ended` resolves when it has ended. */
export interface Following {
  stop(): void;
  readonly ended: Promise<void>;
}

/** zxing-wasm in its own worker, loaded at the first use. */
export class Decoder {
  #worker: Worker | undefined;
  readonly #open = new Map<number, OnReply>();
  #formats: readonly string[] = [];
  #last = 0;

  /** Load the worker and its wasm now, so that the first picture does not wait for them. */
  warm(): void {
    this.#post({ kind: "warm" });
  }

  /** Look only for these formats; an empty list means all. */
  set formats(formats: readonly string[]) {
    this.#formats = formats;
    if (this.#worker !== undefined) {
      this.#post({ kind: "formats", formats });
    }
  }

  /** Decode one picture, which is transferred. Rejects with DecoderError. */
  decode(bitmap: ImageBitmap, thorough: boolean, mediaMs = 0): Promise<Seen> {
    return new Promise((resolve, reject) => {
      const id = this.#expect((reply) => {
        this.#open.delete(id);
        if (reply.kind === "seen") {
          resolve({ ...reply, mediaMs });
        } else {
          reject(new DecoderError(reply.kind === "failed" ? reply.message : "the decoder ended"));
        }
      });
      this.#post({ kind: "bitmap", id, bitmap, thorough }, [bitmap]);
    });
  }

  /**
   * Decode a stream of frames; the next is taken when `onSeen` has resolved, the frames between are dropped.
   */
  follow(readable: ReadableStream<VideoFrame>, onSeen: (seen: Seen) => Promise<void>): Following {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const id = this.#expect((reply) => {
      if (reply.kind === "seen") {
        onSeen(reply).then(() => this.#post({ kind: "more", id }), reject);
        return;
      }
      this.#open.delete(id);
      if (reply.kind === "ended") {
        resolve();
      } else {
        reject(new DecoderError(reply.message));
      }
    });
    this.#post({ kind: "follow", id, readable }, [readable]);
    return { stop: () => this.#post({ kind: "stop", id }), ended: promise };
  }

  #expect(onReply: OnReply): number {
    this.#last += 1;
    this.#open.set(this.#last, onReply);
    return this.#last;
  }

  #post(request: DecoderRequest, transfer: Transferable[] = []): void {
    this.#worker ??= this.#start();
    this.#worker.postMessage(request, transfer);
  }

  #start(): Worker {
    const worker = new Worker(new URL("./decoder.worker.ts", import.meta.url), { type: "module" });
    worker.onmessage = ({ data }: MessageEvent<DecoderReply>) => this.#open.get(data.id)?.(data);
    worker.onerror = (event) => this.#fail(event.message || "its worker did not load");
    if (this.#formats.length > 0) {
      worker.postMessage({ kind: "formats", formats: this.#formats });
    }
    return worker;
  }

  #fail(message: string): void {
    for (const [id, onReply] of Array.from(this.#open)) {
      onReply({ kind: "failed", id, message });
    }
    this.#open.clear();
    this.#worker = undefined;
  }
}
