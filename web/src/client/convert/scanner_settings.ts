/** A scanner's settings: whether they have the right shape, and their spelling on the wire. */
import { type Fault, MalformedError } from "../api/errors.ts";
import type { ScannerSettings } from "../api/scanner.ts";

type Name = keyof ScannerSettings;

const number = (value: unknown) => (Number.isFinite(value) ? null : "a number is needed");
const texts = (value: unknown) =>
  Array.isArray(value) && value.every((one) => typeof one === "string") ? null : "a list of texts is needed";
const box = (value: unknown) =>
  Array.isArray(value) && value.length === 4 && value.every(Number.isFinite)
    ? null
    : "four numbers are needed";

/** The field of each setting, and its shape. The core checks the ranges, which differ between editions. */
const SETTINGS: Record<Name, { readonly field: string; readonly check: (value: unknown) => string | null }> =
  {
    duplicateForgetTime: { field: "duplicate_forget_time", check: number },
    formats: { field: "formats", check: texts },
    region: { field: "region", check: box },
    minConfidence: { field: "min_confidence", check: number },
    oneDTrustFrames: { field: "one_d_trust_frames", check: number },
  };

/**
 * Settings as a trace spells them: null resets a field, an undefined one is left out.
 *
 * @throws MalformedError with all faults; an unknown setting is a fault
 */
export function packSettings(settings: ScannerSettings): Record<string, unknown> {
  const named = Object.entries(settings).filter(([, value]) => value !== undefined);
  const faults = named.flatMap(([name, value]) => faultsOf(name, value));
  if (faults.length > 0) {
    throw new MalformedError(faults);
  }
  // Lists are copied: a framework's list may be a proxy, which cannot be sent to a worker.
  const plain = (value: unknown) => (Array.isArray(value) ? [...value] : value);
  return Object.fromEntries(named.map(([name, value]) => [SETTINGS[name as Name].field, plain(value)]));
}

function faultsOf(name: string, value: unknown): Fault[] {
  const path = `settings.${name}`;
  if (!Object.hasOwn(SETTINGS, name)) {
    return [{ path, what: "is no setting" }];
  }
  const what = value === null ? null : SETTINGS[name as Name].check(value);
  return what === null ? [] : [{ path, what }];
}
