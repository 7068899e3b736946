/** Which version of the SDK the page has asked for: it decides the edition of the rules, and how the view is built. */
import type { OpenOptions } from "../../client/index.ts";
import { EDITION_SINCE } from "../../facts/core.ts";
import { consent } from "./consent.ts";

/** `[major, minor]`. */
type Version = readonly [number, number];

const NEWEST: Version = [11, 4];
const NEWEST_NINE: Version = [9, 6];

/** `@11.2.2000` of a package's address. */
const IN_ADDRESS = /@(\d+)\.(\d+)/;

/** Versions of the whole begin here. */
const FIRST = 7;

let address = "";
let isNine = false;

/** Remember the address of the script; `nine` for the scripts of generation 9. */
export function cameFrom(url: string | undefined, nine = false): void {
  address = url ?? "";
  isNine = nine;
}

/** The version: that of the page's options, else that in the script's address, else the newest. */
export function version(): Version {
  const named = consent().version;
  const found = named === undefined ? IN_ADDRESS.exec(address) : /^(\d+)\.(\d+)/.exec(named);
  if (found === null) {
    return isNine ? NEWEST_NINE : NEWEST;
  }
  return generationOf(Number(found[1]), Number(found[2]));
}

/** Parts of the SDK have versions of their own: the bundle of all products is 8 behind, the others are of 10. */
function generationOf(major: number, minor: number): Version {
  if (major >= FIRST) {
    return [major, minor];
  }
  return address.includes("capture-vision-bundle") ? [major + 8, minor] : [10, minor];
}

/** The rules by which this version deduplicates (SCAN-3, SCAN-5). */
export function edition(): NonNullable<OpenOptions["edition"]> {
  const [major, minor] = version();
  const begun = EDITION_SINCE.filter(
    ([, itsMajor, itsMinor]) => major > itsMajor || (major === itsMajor && minor >= itsMinor),
  );
  return (begun.at(-1) ?? EDITION_SINCE[0])[0];
}

/** Whether the camera view lies in a shadow root: in 10 and 11 up to 11.2. */
export function hasShadowView(): boolean {
  const [major, minor] = version();
  return major === 10 || (major === 11 && minor < 4);
}

/** Whether it is before 9: a page without a key has the vendor's trial license, and names are older ones. */
export function isEight(): boolean {
  const [major] = version();
  return major < 9;
}
