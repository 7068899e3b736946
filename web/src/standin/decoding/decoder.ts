/** The page's side of the decoder: one picture after the other, in a worker of its own. */
import { consent } from "../start/consent.ts";
import { SdkError } from "../start/errors.ts";
import type { Decoded, DecoderReply, DecoderRequest, Picture } from "./decoder_protocol.ts";

const waiting = new Map<number, { resolve(decoded: Decoded): void; reject(error: SdkError): void }>();
let worker: Worker | undefined;
let last = 0;

/** Load the worker and its wasm now, so that the first picture does not wait for them. */
export function warm(): Promise<void> {
  return ask(null).then(() => undefined);
}

/** Decode one picture, which is transferred. Rejects with SdkError if it cannot be read. */
export function decode(picture: Picture): Promise<Decoded> {
  return ask(picture);
}

function ask(picture: Picture | null): Promise<Decoded> {
  worker ??= start();
  const request: DecoderRequest = { id: ++last, picture };
  const { promise, resolve, reject } = Promise.withResolvers<Decoded>();
  waiting.set(request.id, { resolve, reject });
  worker.postMessage(request, picture === null ? [] : [picture]);
  return promise;
}

function start(): Worker {
  const made = new Worker(new URL(`${consent().assets}standin/decoder.js`, location.href), {
    type: "module",
    name: "licensim decoder",
  });
  made.onmessage = ({ data }: MessageEvent<DecoderReply>) => {
    const asked = waiting.get(data.id);
    waiting.delete(data.id);
    if ("decoded" in data) {
      asked?.resolve(data.decoded);
    } else {
      asked?.reject(new SdkError(`the decoder could not read a picture: ${data.failure}`));
    }
  };
  made.onerror = ({ message }) => {
    const error = new SdkError(
      `the decoder's worker did not load from ${consent().assets}standin/decoder.js (${message})`,
    );
    for (const { reject } of waiting.values()) {
      reject(error);
    }
    waiting.clear();
    worker = undefined;
  };
  return made;
}
