/** The XML of eSCL (Mopria, eSCL Technical Specification 2.97): capabilities, status, a job's settings. */

import { DocumentError } from "../document_error.ts";

export const JPEG = "image/jpeg";
export const PDF = "application/pdf";

/** One input: the glass or the feeder. Sizes in 1/300 inch, resolutions in dots per inch. */
export interface ScannerInput {
  readonly formats: readonly string[];
  readonly colorModes: readonly string[];
  readonly resolutions: readonly number[];
  readonly maxWidth: number;
  readonly maxHeight: number;
}

export interface ScannerCapabilities {
  readonly name: string;
  readonly version: string;
  readonly platen: ScannerInput | null;
  readonly feeder: ScannerInput | null;
}

/** A job as the scanner reports it; `state` is eSCL's word: Processing, Completed, Canceled, Aborted. */
export interface ScannerJob {
  readonly path: string;
  readonly state: string;
}

/** `feeder` is eSCL's word without `ScannerAdf`: Loaded, Empty, Jam; null for a scanner without one. */
export interface ScannerStatus {
  readonly state: string;
  readonly feeder: string | null;
  readonly jobs: readonly ScannerJob[];
}

export interface JobSettings {
  readonly version: string;
  readonly source: "feeder" | "platen";
  readonly format: string;
  readonly color: boolean;
  readonly resolution: number;
  readonly width: number;
  readonly height: number;
}

/** Throws DocumentError if the XML is not ScannerCapabilities. */
export function parseCapabilities(xml: string): ScannerCapabilities {
  const root = parse(xml, "ScannerCapabilities");
  const input = (name: string): ScannerInput | null => {
    const element = first(root, name);
    return element === null ? null : parseInput(element);
  };
  return {
    name: textOf(root, "MakeAndModel") ?? "Scanner",
    version: textOf(root, "Version") ?? "2.0",
    platen: input("PlatenInputCaps"),
    feeder: input("AdfSimplexInputCaps"),
  };
}

/** Throws DocumentError if the XML is not ScannerStatus. */
export function parseStatus(xml: string): ScannerStatus {
  const root = parse(xml, "ScannerStatus");
  return {
    state: textOf(root, "State") ?? "Idle",
    feeder: textOf(root, "AdfState")?.replace(/^ScannerAdf/, "") ?? null,
    jobs: all(root, "JobInfo").map((job) => ({
      path: textOf(job, "JobUri") ?? "",
      state: textOf(job, "JobState") ?? "",
    })),
  };
}

/** A job's ScanSettings. It has the format twice: first for version 2.0, then for later versions. */
export function writeSettings(job: JobSettings): string {
  const source = job.source === "feeder" ? "Feeder" : "Platen";
  return `<?xml version="1.0" encoding="UTF-8"?>
<scan:ScanSettings xmlns:scan="http://schemas.hp.com/imaging/escl/2011/05/03" xmlns:pwg="http://www.pwg.org/schemas/2010/12/sm">
<pwg:Version>${escaped(job.version)}</pwg:Version><scan:Intent>Document</scan:Intent>
<pwg:ScanRegions><pwg:ScanRegion><pwg:ContentRegionUnits>escl:ThreeHundredthsOfInches</pwg:ContentRegionUnits>
<pwg:XOffset>0</pwg:XOffset><pwg:YOffset>0</pwg:YOffset><pwg:Width>${job.width}</pwg:Width><pwg:Height>${job.height}</pwg:Height>
</pwg:ScanRegion></pwg:ScanRegions><pwg:InputSource>${source}</pwg:InputSource>
<scan:ColorMode>${job.color ? "RGB24" : "Grayscale8"}</scan:ColorMode>
<scan:XResolution>${job.resolution}</scan:XResolution><scan:YResolution>${job.resolution}</scan:YResolution>
<pwg:DocumentFormat>${job.format}</pwg:DocumentFormat><scan:DocumentFormatExt>${job.format}</scan:DocumentFormatExt>
</scan:ScanSettings>`;
}

function parseInput(element: Element): ScannerInput {
  const texts = (name: string): string[] => [
    ...new Set(all(element, name).map((one) => one.textContent.trim())),
  ];
  const numbers = (name: string): number[] =>
    texts(name)
      .map(Number)
      .filter((value) => value > 0);
  const [low, high] = [numbers("Min")[0] ?? 75, numbers("Max")[0] ?? 0];
  const range = [75, 100, 150, 200, 300, 600].filter((dots) => dots >= low && dots <= high);
  return {
    formats: [...new Set([...texts("DocumentFormatExt"), ...texts("DocumentFormat")])],
    colorModes: texts("ColorMode"),
    resolutions: [...new Set([...numbers("XResolution"), ...range])].toSorted((a, b) => a - b),
    maxWidth: numbers("MaxWidth")[0] ?? 2550,
    maxHeight: numbers("MaxHeight")[0] ?? 3300,
  };
}

function parse(xml: string, name: string): Element {
  const root = new DOMParser().parseFromString(xml, "application/xml").documentElement;
  if (root.localName === name) {
    return root;
  }
  throw new DocumentError(
    "protocol",
    "Something answers there, but it is not an eSCL scanner.",
    "Check the address: it often ends in /eSCL.",
  );
}

const all = (element: Element, name: string): Element[] => [...element.getElementsByTagNameNS("*", name)];
const first = (element: Element, name: string): Element | null => all(element, name)[0] ?? null;
const textOf = (element: Element, name: string): string | null =>
  first(element, name)?.textContent.trim() ?? null;
const escaped = (text: string): string => text.replace(/[<>&]/g, "");
