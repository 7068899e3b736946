/** One picture, decoded by the decoder and decided by the license. */
import {
  type Box,
  fromZxing,
  type License,
  type Scanner,
  type ScannerSettings,
  type ScanResult,
} from "../../client/index.ts";
import { decode } from "../decoding/decoder.ts";
import type { Decoded, Found, Picture } from "../decoding/decoder_protocol.ts";
import { decoderFormats } from "../decoding/formats.ts";
import { makeScanner } from "../licensing/page_license.ts";
import { refusalOf } from "../licensing/refusal.ts";

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

/** A picture's codes, and the license's answer to them. */
export interface Reading {
  readonly found: readonly Found[];
  readonly answer: ScanResult;
}

/** Reads pictures for one instance of a page: one memory for its video, none for stills (SCAN-6). */
export class PictureReader {
  readonly #license: License;
  readonly #video: Scanner;
  readonly #stills: Scanner;
  #applied = "";
  #formats: ReadonlySet<string> | null = null;
  #expected = 0;
  #accepts: (text: string) => boolean = () => true;

  constructor(license: License) {
    this.#license = license;
    this.#video = makeScanner(license);
    this.#stills = license.scanner();
  }

  /** Sets what is read, from the next picture on. */
  async want({ formats, expected, accepts = () => true, region, forgetMs }: Wanted): Promise<void> {
    const names = decoderFormats(formats);
    this.#formats = names === null ? null : new Set(names);
    this.#expected = expected;
    this.#accepts = accepts;
    const filters: ScannerSettings = { formats: names, region };
    const wanted = JSON.stringify({ ...filters, forgetMs });
    if (wanted === this.#applied) {
      return;
    }
    this.#applied = wanted;
    const answers = await Promise.all([
      this.#video.set({ ...filters, duplicateForgetTime: forgetMs }),
      this.#stills.set(filters),
    ]);
    const refused = answers.find(({ answer }) => answer === "refused");
    if (refused !== undefined) {
      this.#applied = "";
      throw refusalOf(refused);
    }
  }

  /** Reads a frame of the video; null if it is no longer wanted when it is decoded. The picture is transferred. */
  async frame(bitmap: Picture, isWanted: () => boolean): Promise<Reading | null> {
    const decoded = await decode(bitmap);
    if (!isWanted()) {
      return null;
    }
    const found = this.#first(decoded);
    return { found, answer: await this.#video.frame(fromZxing(found, decoded)) };
  }

  /** A still, which stands alone. The picture is given away. */
  async still(bitmap: Picture): Promise<Reading> {
    const decoded = await decode(bitmap);
    const found = this.#first(decoded);
    return { found, answer: await this.#license.image(fromZxing(found, decoded), this.#stills) };
  }

  /** Forget what was seen. */
  async pause(): Promise<void> {
    await this.#video.pause();
  }

  async close(): Promise<void> {
    await this.#video.close();
  }

  /** What a decoder with these settings would have found. */
  #first({ codes }: Decoded): readonly Found[] {
    const found = codes.filter(({ text }) => this.#accepts(text));
    if (this.#expected === 0) {
      return found;
    }
    return found.filter(({ format }) => this.#formats?.has(format) ?? true).slice(0, this.#expected);
  }
}
