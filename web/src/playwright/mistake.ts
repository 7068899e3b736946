/** Mistakes of a test that Python does not see. */
import { LicensimError, type Place } from "./errors.ts";
import { MISTAKES } from "./surface.ts";

/** Returns the error for a mistake at a place, in the kit's words. */
export function mistake(
  kind: keyof typeof MISTAKES,
  figures: Readonly<Record<string, string>>,
  place: Place,
): LicensimError {
  const words = MISTAKES[kind].replaceAll(/\{(\w+)\}/g, (_, name: string) => figures[name] ?? "");
  return new LicensimError("KitError", words, place);
}
