/**
 * Frames and their answers between worker and Python, as short as can be: a camera shows the same codes thirty times a
 * second, and most of a full answer would be the same each time. The replies to a frame that is decided like one
 * before tell only what differs:
 *
 * - `+COUNTED USED`: all codes are new, and what must be durable before the frame is acknowledged waits (`entry`)
 * - `[used, at, late_ms, last_at, left_ms]`: all are duplicates, last seen together
 * - `=`: the very frame before once more, at its own instant
 */
import type { WireCode, WireScan } from "../protocol/messages.ts";

const SEPARATOR = "\x1e";

/**
 * A frame as the core reads it: the JSON array `[session, scanner, FORMAT...]` of its formats and then, after a
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

/** A short reply of the core. */
export type ShortReply = string;

export function isShort(reply: object | ShortReply): reply is ShortReply {
  return typeof reply === "string";
}

/** Whether a reply counts codes, which must be made durable. */
export function counts(reply: ShortReply): boolean {
  return reply.startsWith("+");
}

/** The answers that short replies refer to. */
export class ReplyDecoder {
  /** The last full answer to a frame or an image. */
  #full: WireScan | null = null;
  /** The last answer to a frame of duplicates only. */
  #still: WireScan | null = null;

  /** Keeps an answer if it is a full one to a frame or an image; returns it. */
  learn(answer: WireScan): WireScan {
    if (answer.unique !== undefined) {
      this.#full = answer;
    }
    return answer;
  }

  /** The full answer that a reply to the frame of `codes` at `at` stands for. */
  expand(reply: ShortReply, codes: readonly WireCode[], at: number): WireScan {
    if (reply === "=") {
      this.#still = again(this.#still!, at);
      return this.#still;
    }
    const keys = [...new Set(codes as readonly string[])].map(split);
    if (counts(reply)) {
      const [counted, used] = reply.slice(1).split(" ").map(Number) as [number, number];
      return { ...this.#common(counted, used), at, late_ms: 0, unique: keys, duplicates: [] };
    }
    const [used, decidedAt, late, lastAt, left] = JSON.parse(reply) as [number, number, number, number, number];
    const duplicates = keys.map(([format, text]) => [format, text, left, lastAt] as const);
    this.#still = { ...this.#common(0, used), at: decidedAt, late_ms: late, unique: [], duplicates };
    return this.#still;
  }

  #common(counted: number, used: number): WireScan {
    const { evidence, ...last } = this.#full!;
    const { active } = evidence;
    const amounts = "used" in evidence ? { used: used - counted, adds: counted } : "before" in evidence ? { before: active } : {};
    return { ...last, counted, evidence: { ...evidence, ...amounts }, untrusted: [], filtered: 0, warnings: [] };
  }
}

function again(still: WireScan, at: number): WireScan {
  const lastAt = still.at!;
  const duplicates = still.duplicates!.map(([format, text, left]) => [format, text, left, lastAt] as const);
  return { ...still, at, late_ms: 0, duplicates };
}

function split(code: string): readonly [format: string, text: string] {
  const bar = code.indexOf("|");
  return [code.slice(0, bar), code.slice(bar + 1)];
}
