/** One picture, decoded by the decoder and decided by the license. */
import { type Box, fromZxing, type Scanner, type ScannerSettings } from "../../client/index.ts";
import { decode } from "../decoding/decoder.ts";
import type { Decoded, Found, Picture } from "../decoding/decoder_protocol.ts";
import { decoderFormats } from "../decoding/formats.ts";
import { makeScanner } from "../licensing/page_license.ts";
import { type Decision, refusalByStorage, refusalOf } from "../licensing/refusal.ts";
import type { UsedLicense } from "../start/consent.ts";

/** What of a picture is read; it reaches counting, for the rules filter before they count (SCAN-7). */
export interface Wanted {
  /** Bits of EnumBarcodeFormat. */
  readonly formats: bigint | number;
  /** How many codes of a picture are read; 0 for all. */
  readonly expected: number;
  /** Whether the text of a code is wanted; left out, any is. */
  readonly accepts?: (text: string) => boolean;
  /** The part of the picture, in shares of it; null for all. */
  readonly region: Box | null;
  /** How long a code is remembered; null for the rules' own (SCAN-5). */
  readonly forgetMs: number | null;
}

/** A picture's codes, and what was decided about them. */
export interface Reading {
  readonly found: readonly Found[];
  readonly answer: Decision;
}

/** Everything, by the rules' own forget time. */
const EVERYTHING: Wanted = { formats: -1n, expected: 0, region: null, forgetMs: null };

/** Reads pictures for one instance of a page: one memory for its video, none for stills (SCAN-6). */
export class PictureReader {
  readonly #license: UsedLicense;
  readonly #video: Scanner;
  readonly #stills: Scanner;
  readonly #applied = new Map<Scanner, string>();
  #wanted = EVERYTHING;

  constructor(license: UsedLicense) {
    this.#license = license;
    this.#video = makeScanner(license);
    this.#stills = license.scanner();
  }

  /** Sets what is read of the video, from its next frame on. */
  async want(wanted: Wanted): Promise<void> {
    this.#wanted = wanted;
    await this.#apply(this.#video, { ...filtersOf(wanted), duplicateForgetTime: wanted.forgetMs });
  }

  /** Reads a frame of the video; null if it is no longer wanted when it is decoded. The picture is transferred. */
  async frame(bitmap: Picture, isWanted: () => boolean): Promise<Reading | null> {
    const decoded = await decode(bitmap);
    if (!isWanted()) {
      return null;
    }
    const found = firstOf(decoded, this.#wanted);
    const decided = this.#video.frame(fromZxing(found, decoded));
    return { found, answer: await decided.catch(refusalByStorage) };
  }

  /** Reads a still, which stands alone, by settings of its own. The picture is transferred. */
  async still(bitmap: Picture, wanted: Wanted): Promise<Reading> {
    const decoded = await decode(bitmap);
    const found = firstOf(decoded, wanted);
    // Both are sent at once: no other still comes between its settings and its codes.
    const [, answer] = await Promise.all([
      this.#apply(this.#stills, filtersOf(wanted)),
      this.#license.image(fromZxing(found, decoded), this.#stills).catch(refusalByStorage),
    ]);
    return { found, answer };
  }

  /** Forget what was seen. */
  async pause(): Promise<void> {
    await this.#video.pause();
  }

  async close(): Promise<void> {
    await this.#video.close();
  }

  async #apply(scanner: Scanner, settings: ScannerSettings): Promise<void> {
    const text = JSON.stringify(settings);
    if (text === this.#applied.get(scanner)) {
      return;
    }
    this.#applied.set(scanner, text);
    const answer = await scanner.set(settings);
    if (answer.answer === "refused") {
      this.#applied.delete(scanner);
      throw refusalOf(answer);
    }
  }
}

function filtersOf({ formats, region }: Wanted): ScannerSettings {
  return { formats: decoderFormats(formats), region };
}

/** What a decoder with these settings would have found. */
function firstOf({ codes }: Decoded, { formats, expected, accepts = () => true }: Wanted): readonly Found[] {
  const found = codes.filter(({ text }) => accepts(text));
  if (expected === 0) {
    return found;
  }
  const names = decoderFormats(formats);
  return found.filter(({ format }) => names?.includes(format) ?? true).slice(0, expected);
}
