/** The receivers of results: plain objects or `CapturedResultReceiver`s, in the order in which they were added. */
import { callBack } from "../camera/handlers.ts";
import { demand } from "../start/errors.ts";
import {
  type CapturedResult,
  type DecodedBarcodesResult,
  ITEM_TYPES,
  type OriginalImageItem,
} from "./results.ts";

/** What a receiver may have. */
export interface ResultReceiver {
  onCapturedResultReceived?(result: CapturedResult): void | Promise<void>;
  onDecodedBarcodesReceived?(result: DecodedBarcodesResult): void | Promise<void>;
  onOriginalImageResultReceived?(result: OriginalImageItem): void | Promise<void>;
}

/** `CapturedResultReceiver` of generation 10 and later: a page sets the callbacks that it needs. */
export class CapturedResultReceiver implements ResultReceiver {
  onCapturedResultReceived?(result: CapturedResult): void | Promise<void>;
  onDecodedBarcodesReceived?(result: DecodedBarcodesResult): void | Promise<void>;
  onOriginalImageResultReceived?(result: OriginalImageItem): void | Promise<void>;
}

/** Demand a receiver; it may also have callbacks that are not simulated. */
export function demandReceiver(receiver: unknown, member: string): asserts receiver is ResultReceiver {
  demand(typeof receiver === "object" && receiver !== null, member, "a receiver", receiver);
}

/** Call the callbacks of all receivers: for the picture, for its barcodes, then for the whole result. */
export function callReceivers(receivers: Iterable<ResultReceiver>, result: CapturedResult): void {
  for (const receiver of receivers) {
    for (const item of result.items) {
      if (item.type === ITEM_TYPES.CRIT_ORIGINAL_IMAGE) {
        callBack(handlerOf(receiver, "onOriginalImageResultReceived"), item);
      }
    }
    const { decodedBarcodesResult } = result;
    if (decodedBarcodesResult !== undefined) {
      callBack(handlerOf(receiver, "onDecodedBarcodesReceived"), decodedBarcodesResult);
    }
    callBack(handlerOf(receiver, "onCapturedResultReceived"), result);
  }
}

/** A page's function, as the receiver's own method. */
function handlerOf(
  receiver: ResultReceiver,
  name: keyof ResultReceiver,
): ((...given: never[]) => unknown) | null {
  const found: unknown = name in receiver ? receiver[name] : undefined;
  return typeof found === "function" ? (found as (...given: never[]) => unknown).bind(receiver) : null;
}
