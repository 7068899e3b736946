/** The receivers of results: plain objects or `CapturedResultReceiver`s, in the order in which they were added. */
import { callBack } from "../camera/handlers.ts";
import { touchGiven } from "../start/calls.ts";
import { demand } from "../start/errors.ts";
import { membersOf } from "../start/members.ts";
import { ITEM_TYPES } from "./enums.ts";
import type {
  CapturedResult,
  DecodedBarcodesResult,
  OriginalImageItem,
  ParsedCapturedResult,
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

/** Demand a receiver; callbacks of it that are not simulated are reported. */
export function demandReceiver(receiver: unknown, member: string): asserts receiver is ResultReceiver {
  demand(typeof receiver === "object" && receiver !== null, member, "a receiver", receiver);
  const rows = membersOf("CapturedResultReceiver").filter(({ simulated }) => simulated);
  const known = new Set(rows.map(({ name }) => name));
  for (const own of Object.keys(receiver).filter((one) => one.startsWith("on"))) {
    const callback = `CapturedResultReceiver.${own}`;
    if (!known.has(callback)) {
      touchGiven(callback);
    }
  }
}

/** Call the callbacks of all receivers: for the picture, for its barcodes, then for the whole result. */
export function callReceivers(receivers: Iterable<ResultReceiver>, result: ParsedCapturedResult): void {
  for (const receiver of receivers) {
    for (const item of result.items) {
      if (item.type === ITEM_TYPES.CRIT_ORIGINAL_IMAGE) {
        callBack(handlerOf(receiver, "onOriginalImageResultReceived"), item);
      }
    }
    const { decodedBarcodesResult, parsedResult } = result;
    if (decodedBarcodesResult !== undefined) {
      callBack(handlerOf(receiver, "onDecodedBarcodesReceived"), decodedBarcodesResult);
    }
    // The class has a stub of this name: only the page's own one is called.
    if (parsedResult !== undefined && Object.hasOwn(receiver, "onParsedResultsReceived")) {
      callBack(handlerOf(receiver, "onParsedResultsReceived"), parsedResult);
    }
    callBack(handlerOf(receiver, "onCapturedResultReceived"), result);
  }
}

/** A page's function, as the receiver's own method. */
function handlerOf(receiver: ResultReceiver, name: string): ((...given: never[]) => unknown) | null {
  const found: unknown = name in receiver ? Reflect.get(receiver, name) : undefined;
  return typeof found === "function" ? (found as (...given: never[]) => unknown).bind(receiver) : null;
}
