/** `BarcodeReader` of generations 8 and 9: the license, the settings, and still pictures. */
import { PictureReader } from "../capturing/reading.ts";
import { warm } from "../decoding/decoder.ts";
import { bitmapOf, type PictureSource } from "../decoding/pictures.ts";
import { demandLicense, giveKey, isAsked } from "../licensing/page_license.ts";
import type { UsedLicense } from "../start/consent.ts";
import { demand, ERROR, SdkError } from "../start/errors.ts";
import { defaultRuntimeSettings, type RuntimeSettings, updatedSettings, wantedBy } from "./settings.ts";
import { type TextResult, textResultsOf } from "./text_result.ts";

let key = "";
let enginePath = "";
let isLoaded = false;

/** The internals of a reader, for the scanner that extends it. */
export let readerOf: (reader: BarcodeReader) => PictureReader;
export let settingsOf: (reader: BarcodeReader) => RuntimeSettings;

/** Reads pictures. */
export class BarcodeReader {
  static _onLog: ((message: string) => void) | null = null;
  /** Whether a picture that is read is kept for `getOriginalImageInACanvas`. */
  ifSaveOriginalImageInACanvas = false;
  readonly #reader: PictureReader;
  /** Arguments of modes, by mode, index and name. */
  readonly #arguments = new Map<string, string>();
  #original: HTMLCanvasElement | null = null;
  #settings = defaultRuntimeSettings();
  #destroyed = false;

  static {
    readerOf = (reader) => reader.#reader;
    settingsOf = (reader) => reader.#settings;
  }

  /** Made by `createInstance`. */
  constructor(license: UsedLicense) {
    this.#reader = new PictureReader(license);
  }

  static get license(): string {
    return key;
  }

  /** @throws SdkError once the license has been asked for */
  static set license(given: string) {
    demand(typeof given === "string", "BarcodeReader.license", "a key", given);
    if (isAsked()) {
      throw new SdkError("BarcodeReader.license is set before loadWasm() or createInstance()", ERROR.state);
    }
    key = given;
    giveKey(given);
  }

  /** The names of `license` in generation 8. */
  static get productKeys(): string {
    return key;
  }

  static set productKeys(given: string) {
    BarcodeReader.license = given;
  }

  static get organizationID(): string {
    return key;
  }

  static set organizationID(given: string) {
    BarcodeReader.license = given;
  }

  static get engineResourcePath(): string {
    return enginePath;
  }

  static set engineResourcePath(given: string) {
    enginePath = given;
  }

  /** Loads the decoder, and asks for the license. */
  static loadWasm(): Promise<void> {
    const loaded = load();
    loaded.catch(() => undefined); // a page that does not wait gets the error at createInstance
    return loaded;
  }

  static isWasmLoaded(): boolean {
    return isLoaded;
  }

  /** @throws SdkError if the license refuses */
  static async createInstance(): Promise<BarcodeReader> {
    return new BarcodeReader(await opened());
  }

  /** Read one picture. */
  async decode(source: PictureSource): Promise<TextResult[]> {
    const bitmap = await bitmapOf(source, "BarcodeReader.decode(source)");
    if (this.ifSaveOriginalImageInACanvas) {
      this.#original = canvasOf(bitmap);
    }
    return textResultsOf(await this.#reader.still(bitmap, wantedBy(this.#settings, bitmap, null)));
  }

  /** The picture that was read last; null if none was kept. */
  getOriginalImageInACanvas(): HTMLCanvasElement | null {
    return this.#original;
  }

  async getRuntimeSettings(): Promise<RuntimeSettings> {
    return structuredClone(this.#settings);
  }

  async updateRuntimeSettings(settings: string | Partial<RuntimeSettings>): Promise<void> {
    this.#settings = updatedSettings(
      this.#settings,
      settings,
      "BarcodeReader.updateRuntimeSettings(settings)",
    );
  }

  async resetRuntimeSettings(): Promise<void> {
    this.#settings = defaultRuntimeSettings();
    this.#arguments.clear();
  }

  /** Keeps an argument of a mode; nothing reads it here. */
  async setModeArgument(mode: string, index: number, name: string, value: string): Promise<void> {
    this.#arguments.set(argumentKey("setModeArgument", mode, index, name), value);
  }

  async getModeArgument(mode: string, index: number, name: string): Promise<string> {
    return this.#arguments.get(argumentKey("getModeArgument", mode, index, name)) ?? "";
  }

  destroyContext(): void {
    this.#destroyed = true;
    this.#reader.close().catch(reportError);
  }

  isContextDestroyed(): boolean {
    return this.#destroyed;
  }
}

function argumentKey(member: string, mode: string, index: number, name: string): string {
  const are = typeof mode === "string" && Number.isInteger(index) && typeof name === "string";
  demand(are, `BarcodeReader.${member}(mode, index, name)`, "a text, a number and a text", [
    mode,
    index,
    name,
  ]);
  return [mode, index, name].join("\n");
}

function canvasOf(bitmap: ImageBitmap): HTMLCanvasElement {
  const { width, height } = bitmap;
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  canvas.getContext("2d")?.drawImage(bitmap, 0, 0);
  return canvas;
}

async function load(): Promise<void> {
  await Promise.all([warm(), demandLicense()]);
  isLoaded = true;
}

/** The license, with the decoder on its way. */
export async function opened(): Promise<UsedLicense> {
  warm().catch(() => undefined); // the first decoding reports the error
  const license = await demandLicense();
  isLoaded = true;
  return license;
}
