/** Templates: the presets by name, and those of a page's own file, as far as they affect reading and counting. */
import { BARCODE_FORMATS, bitsOf, decoderFormats } from "../decoding/formats.ts";
import { touch, touchGiven } from "../start/calls.ts";
import { ERROR, SdkError } from "../start/errors.ts";
import { ITEM_TYPES } from "./enums.ts";

/** `SimplifiedBarcodeReaderSettings`, the part that is simulated and what pages set besides. */
export interface BarcodeSettings {
  barcodeFormatIds: bigint;
  expectedBarcodesCount: number;
  /** A code whose text does not match is none; empty for all. */
  barcodeTextRegExPattern: string;
  minBarcodeTextLength: number;
  /** The older name of `expectedBarcodesCount`: kept. */
  expectBarcodeCount?: number;
  localizationModes?: unknown;
  [more: string]: unknown;
}

/** `SimplifiedCaptureVisionSettings`. */
export interface CaptureSettings {
  capturedResultItemTypes: number;
  outputOriginalImage: boolean;
  roi: { points: readonly { readonly x: number; readonly y: number }[] };
  roiMeasuredInPercentage: boolean;
  maxParallelTasks: number;
  timeout: number;
  minImageCaptureInterval: number;
  barcodeSettings: BarcodeSettings;
  [more: string]: unknown;
}

const F = (...names: readonly string[]): bigint =>
  names.reduce((bits, name) => bits | (BARCODE_FORMATS[`BF_${name}`] ?? 0n), 0n);

const ALL = F("DEFAULT");
const COMMON_2D = F("QR_CODE", "DATAMATRIX", "PDF417", "AZTEC");
const RETAIL = F("EAN_13", "EAN_8", "UPC_A", "UPC_E");
const INDUSTRIAL = F("CODE_39", "CODE_93", "CODE_128", "CODABAR", "ITF", "CODE_39_EXTENDED", "INDUSTRIAL_25");

/** By what a preset's name begins with: its formats, and how many codes it reads. */
const PRESETS: readonly (readonly [name: string, formats: bigint, expected: number])[] = [
  ["ReadSingleBarcode", ALL, 1],
  ["ReadBarcodes_Default", ALL, 0],
  ["ReadBarcodes_SpeedFirst", ALL, 0],
  ["ReadBarcodes_ReadRateFirst", ALL, 0],
  ["ReadBarcodes_Balance", ALL, 0],
  ["ReadDenseBarcodes", ALL, 0],
  ["ReadDistantBarcodes", ALL, 0],
  ["ReadQR", F("QR_CODE"), 0],
  ["ReadDataMatrix", F("DATAMATRIX"), 0],
  ["ReadPDF417", F("PDF417"), 0],
  ["ReadAztec", F("AZTEC"), 0],
  ["ReadDPM", F("DATAMATRIX"), 0],
  ["ReadCommon2D", COMMON_2D, 0],
  ["ReadCommon1DAnd2D", COMMON_2D | F("ONED"), 0],
  ["ReadOneDRetail", RETAIL, 0],
  ["ReadOneDIndustrial", INDUSTRIAL, 0],
  ["Default", ALL, 0],
];
const READ_RATE = "_ReadRate";

/** 10 a second, unless the page asks otherwise. */
const INTERVAL_MS = 100;

function settings(formats: bigint, expected: number): CaptureSettings {
  return {
    capturedResultItemTypes: ITEM_TYPES.CRIT_BARCODE,
    outputOriginalImage: false,
    roi: {
      points: [
        { x: 0, y: 0 },
        { x: 100, y: 0 },
        { x: 100, y: 100 },
        { x: 0, y: 100 },
      ],
    },
    roiMeasuredInPercentage: true,
    maxParallelTasks: 4,
    timeout: 10_000,
    minImageCaptureInterval: INTERVAL_MS,
    barcodeSettings: {
      barcodeFormatIds: formats,
      expectedBarcodesCount: expected,
      barcodeTextRegExPattern: "",
      minBarcodeTextLength: 0,
    },
  };
}

/** Whether a text is one that the settings let pass. */
export function acceptedBy({
  barcodeTextRegExPattern,
  minBarcodeTextLength,
}: BarcodeSettings): (text: string) => boolean {
  const pattern = barcodeTextRegExPattern ? new RegExp(barcodeTextRegExPattern) : null;
  return (text) => text.length >= (minBarcodeTextLength || 0) && (pattern?.test(text) ?? true);
}

/** A copy that may be changed: numbers too large for JSON are kept. */
export const copyOf = (one: CaptureSettings): CaptureSettings => structuredClone(one);

/** The templates of one router. */
export class Templates {
  readonly #settings = new Map<string, CaptureSettings>();
  readonly #parsing = new Set<string>();
  #files: object[] = [];

  constructor() {
    this.reset();
  }

  /** Keep only the presets. */
  reset(): void {
    this.#settings.clear();
    this.#parsing.clear();
    this.#files = [];
    for (const [name, formats, expected] of PRESETS) {
      this.#settings.set(name, settings(formats, expected));
      this.#settings.set(name + READ_RATE, settings(formats, expected));
    }
  }

  /** @throws SdkError −10036 for an unknown template, with the names of the known ones */
  get(name: string, member: string): CaptureSettings {
    const found = this.#settings.get(name);
    if (found === undefined) {
      throw new SdkError(
        `${member}: there is no template ${JSON.stringify(name)}; there are ${this.names.join(", ")}`,
        ERROR.template,
      );
    }
    return found;
  }

  get names(): string[] {
    return [...this.#settings.keys()].filter((name) => !name.endsWith(READ_RATE));
  }

  /** Whether a template of a file has a parser for the texts of codes. */
  parses(name: string): boolean {
    return this.#parsing.has(name);
  }

  set(name: string, changed: CaptureSettings): void {
    this.#settings.set(name, copyOf(changed));
  }

  /** Take in the templates of a page's own file. */
  add(file: TemplateFile): void {
    this.#files.push(file);
    for (const template of listOf(file.CaptureVisionTemplates)) {
      if (typeof template.Name === "string") {
        this.#settings.set(template.Name, settingsOf(template, file));
        if (listOf(template.SemanticProcessingNameArray).length > 0) {
          touchGiven("CodeParser.parse");
          this.#parsing.add(template.Name);
        }
      }
    }
  }

  /** As a file again; `*` for all. */
  output(name: string): object {
    const [own] = this.#files.slice(-1);
    if (name === "*") {
      return own ?? { CaptureVisionTemplates: this.names.map((Name) => ({ Name })) };
    }
    const { barcodeSettings } = this.get(name, "CaptureVisionRouter.outputSettings(name)");
    const names = Object.entries(BARCODE_FORMATS).filter(
      ([, bits]) => isOne(bits) && (bits & barcodeSettings.barcodeFormatIds) !== 0n,
    );
    const task = {
      Name: "Task_ReadBarcodes",
      BarcodeFormatIds: names.map(([one]) => one),
      ExpectedBarcodesCount: barcodeSettings.expectedBarcodesCount,
    };
    const specifications = ["bfs1", "bfs2"].map((Name) => ({
      Name,
      BarcodeTextRegExPattern: "",
      BarcodeTextLengthRangeArray: [],
    }));
    return {
      CaptureVisionTemplates: [{ Name: name }],
      BarcodeReaderTaskSettingOptions: [task],
      BarcodeFormatSpecificationOptions: specifications,
    };
  }
}

const isOne = (bits: bigint): boolean => bits !== 0n && (bits & (bits - 1n)) === 0n;

/** A template file, as far as it is read. */
export interface TemplateFile {
  readonly CaptureVisionTemplates?: readonly Template[];
  readonly TargetROIDefOptions?: readonly {
    readonly Name?: string;
    readonly TaskSettingNameArray?: readonly string[];
  }[];
  readonly BarcodeReaderTaskSettingOptions?: readonly Task[];
  readonly BarcodeFormatSpecificationOptions?: readonly Specification[];
}

/** What the text of a code must be like; here for all formats of a template alike. */
interface Specification {
  readonly BarcodeTextRegExPattern?: string;
  readonly BarcodeTextLengthRangeArray?: readonly { readonly MinValue?: number }[];
}

interface Template {
  readonly Name?: string;
  readonly ImageROIProcessingNameArray?: readonly string[];
  readonly SemanticProcessingNameArray?: readonly string[];
  readonly OutputOriginalImage?: number | boolean;
  readonly MinImageCaptureInterval?: number;
  readonly Timeout?: number;
}

interface Task {
  readonly Name?: string;
  readonly BarcodeFormatIds?: readonly string[];
  readonly ExpectedBarcodesCount?: number;
}

const listOf = <One>(value: readonly One[] | undefined): readonly One[] =>
  Array.isArray(value) ? value : [];

/** A template, its regions, their tasks: what these tasks read. */
function settingsOf(template: Template, file: TemplateFile): CaptureSettings {
  const regions = listOf(file.TargetROIDefOptions).filter(({ Name = "" }) =>
    listOf(template.ImageROIProcessingNameArray).includes(Name),
  );
  const names = regions.flatMap(({ TaskSettingNameArray }) => listOf(TaskSettingNameArray));
  const all = listOf(file.BarcodeReaderTaskSettingOptions);
  const tasks = names.length === 0 ? all : all.filter(({ Name = "" }) => names.includes(Name));
  const made = settings(
    formatsOf(tasks),
    Math.max(0, ...tasks.map(({ ExpectedBarcodesCount = 0 }) => ExpectedBarcodesCount)),
  );
  const specifications = listOf(file.BarcodeFormatSpecificationOptions);
  const lengths = specifications.flatMap(({ BarcodeTextLengthRangeArray }) =>
    listOf(BarcodeTextLengthRangeArray),
  );
  return {
    ...made,
    barcodeSettings: {
      ...made.barcodeSettings,
      barcodeTextRegExPattern:
        specifications.find((one) => one.BarcodeTextRegExPattern)?.BarcodeTextRegExPattern ?? "",
      minBarcodeTextLength: Math.max(0, ...lengths.map(({ MinValue = 0 }) => MinValue)),
    },
    outputOriginalImage: Boolean(template.OutputOriginalImage),
    minImageCaptureInterval: template.MinImageCaptureInterval || INTERVAL_MS,
    timeout: template.Timeout ?? made.timeout,
  };
}

function formatsOf(tasks: readonly Task[]): bigint {
  const named = tasks.flatMap(({ BarcodeFormatIds }) => listOf(BarcodeFormatIds)).map((one) => one.trim());
  if (named.length === 0) {
    return ALL;
  }
  const bits = bitsOf(named);
  if (bits === null) {
    const unknown = named.filter((one) => bitsOf([one]) === null);
    throw new SdkError(`BarcodeFormatIds: ${unknown.join(", ")} is no format`, ERROR.argument);
  }
  // A format that the decoder does not read is never found: that is said.
  for (const one of named.filter((name) => decoderFormats(bitsOf([name]) ?? 0n)?.length === 0)) {
    touch(`EnumBarcodeFormat.${one}`);
  }
  return bits;
}

/**
 * A page's own templates: from an address, the text of a file, or its parsed content.
 *
 * @throws SdkError where it is none of these
 */
export async function readTemplates(given: string | object, member: string): Promise<TemplateFile> {
  const text =
    typeof given !== "string"
      ? null
      : given.trimStart().startsWith("{")
        ? given
        : await fileOf(given, member);
  if (text === null) {
    if (typeof given === "object" && given !== null) {
      return given;
    }
    throw new SdkError(`${member} expects an address, JSON text or an object`, ERROR.argument);
  }
  try {
    return JSON.parse(text) as TemplateFile;
  } catch (error) {
    throw new SdkError(
      `${member}: this is no JSON (${error instanceof Error ? error.message : String(error)})`,
      ERROR.argument,
    );
  }
}

async function fileOf(address: string, member: string): Promise<string> {
  const response = await fetch(address);
  if (!response.ok) {
    throw new SdkError(`${member}: ${address} answered ${response.status}`, ERROR.file);
  }
  return response.text();
}
