/**
 * Frames on their way through the door and back, as short as can be: a camera shows the same codes thirty times a
 * second, and most of a full answer would be the same each time. The replies to a frame that is decided like one
 * before tell only what differs:
 *
 * - `[counted, used, at, late_ms]`, a line break and an entry: all codes are new
 * - `[0, used, at, late_ms, last_at, left_ms]`: all are duplicates, last seen together
 * - `[at, last_at]`: as the one before of six numbers, with the very same codes
 */
import type { WireCode, WireScan } from "./protocol.ts";

const SEPARATOR = "\x1e";

/**
 * A frame as the door reads it: the JSON array `[session, scanner, FORMAT...]` of its formats and then, after a
 * separator each, its codes. Where a code is not plain text, `[session, scanner, code...]` as JSON.
 */
export function frameBody(session: number, scanner: string, codes: readonly WireCode[]): string {
  if (!codes.every(isPlain)) {
    return JSON.stringify([session, scanner, ...codes]);
  }
  const formats = new Set(codes.map((code) => code.slice(0, code.indexOf("|"))));
  return [JSON.stringify([session, scanner, ...formats]), ...codes].join(SEPARATOR);
}

/** Half a surrogate pair crosses into Python as an escape only. */
function isPlain(code: WireCode): code is string {
  return typeof code === "string" && !code.includes(SEPARATOR) && code.isWellFormed();
}

/** A short reply, taken apart. */
export interface ShortReply {
  readonly numbers: readonly number[];
  /** What must be durable before the frame is acknowledged. */
  readonly entry: string | null;
}

export function parseShort(text: string): ShortReply {
  const end = text.indexOf("\n");
  return end < 0
    ? { numbers: JSON.parse(text), entry: null }
    : { numbers: JSON.parse(text.slice(0, end)), entry: text.slice(end + 1) };
}

export function isShort(reply: object): reply is ShortReply {
  return "numbers" in reply;
}

/** The answers that short replies refer to. */
export class Scans {
  /** The last full answer to a frame or an image. */
  #full: WireScan | null = null;
  /** The last answer that told six numbers. */
  #still: WireScan | null = null;

  /** Keeps an answer if it is a full one to a frame or an image; returns it. */
  learn(answer: WireScan): WireScan {
    if (answer.unique !== undefined) {
      this.#full = answer;
    }
    return answer;
  }

  /** The full answer that a reply stands for. */
  expand({ numbers }: ShortReply, codes: readonly WireCode[]): WireScan {
    if (numbers.length === 2) {
      return again(this.#still!, numbers as [number, number]);
    }
    const keys = [...new Set(codes as readonly string[])].map(split);
    if (numbers.length === 4) {
      return { ...this.#common(numbers), unique: keys, duplicates: [] };
    }
    const [lastAt, leftMs] = numbers.slice(4) as [number, number];
    const duplicates = keys.map(([format, text]) => [format, text, leftMs, lastAt] as const);
    this.#still = { ...this.#common(numbers), unique: [], duplicates };
    return this.#still;
  }

  #common(numbers: readonly number[]): WireScan {
    const [counted, used, at, late_ms] = numbers as [number, number, number, number];
    const { evidence, ...last } = this.#full!;
    const counts = "used" in evidence ? { used: used - counted, adds: counted } : {};
    return { ...last, counted, evidence: { ...evidence, ...counts }, untrusted: [], filtered: 0, at, late_ms };
  }
}

function again(still: WireScan, [at, lastAt]: readonly [at: number, last_at: number]): WireScan {
  const duplicates = still.duplicates!.map(([format, text, leftMs]) => [format, text, leftMs, lastAt] as const);
  return { ...still, at, late_ms: 0, duplicates };
}

function split(code: string): readonly [format: string, text: string] {
  const bar = code.indexOf("|");
  return [code.slice(0, bar), code.slice(bar + 1)];
}
