/** Converts between the wire's snake_case and the page's camelCase. */
import type { Answer, CodeKey, Duplicate, Edition, Reports, ScanResult } from "../api/answers.ts";
import type { Coverage, Identity, ItemStatus, ScannerWindows, Status } from "../api/status.ts";
import { asLocation } from "../page/addresses.ts";
import type { OriginParts, WireAnswer, WireClient, WireScan } from "../protocol/messages.ts";

type Fields = Readonly<Record<string, unknown>>;

const camel = (name: string): string =>
  name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** Renames the fields of one object; their values stay. */
function rename(fields: Fields): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [camel(name), value]));
}

/** The vendor's JavaScript errors know positive numbers only (SPEC section 13). */
function positive(number: number | null): number | null {
  return number !== null && number > 0 ? number : null;
}

export function toAnswer(wire: WireAnswer): Answer {
  const { answer, reason, number, rule, item, counted } = wire;
  return {
    answer,
    reason,
    number,
    ltsErrorCode: positive(number),
    rule,
    item,
    counted,
    evidence: rename(wire.evidence),
    warnings: wire.warnings,
  };
}

/** An answer in the core's form, with the fields that its explanation needs. */
export function fromAnswer(answer: Answer): Fields {
  const { ltsErrorCode, warnings, evidence, ...rest } = answer;
  const renamed = Object.entries(evidence).map(([name, value]) => [
    name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    value,
  ]);
  return { ...rest, evidence: Object.fromEntries(renamed) };
}

/** `askedAt` is the instant of a refusal that has none of its own. */
export function toScanResult(wire: WireScan, askedAt: number): ScanResult {
  return {
    ...toAnswer(wire),
    unique: (wire.unique ?? []).map(toKey),
    duplicates: (wire.duplicates ?? []).map(toDuplicate),
    untrusted: (wire.untrusted ?? []).map(toKey),
    filtered: wire.filtered ?? 0,
    lateMs: wire.late_ms ?? 0,
    scannedAt: wire.at ?? askedAt,
  };
}

function toKey([format, text]: readonly [string, string]): CodeKey {
  return { format, text };
}

function toDuplicate([format, text, leftMs, seenAt]: readonly [string, string, number, number]): Duplicate {
  return { format, text, leftMs, seenAt };
}

export function toIdentity(client: WireClient, origin: OriginParts | null): Identity {
  return { ...asLocation(origin), ...client };
}

export function toStatus(fields: Fields): Status {
  return {
    items: (fields["items"] as Fields[]).map((item) => rename(item) as unknown as ItemStatus),
    client: fields["client"] as Status["client"],
    reports: fields["reports"] as Reports,
    dueAt: fields["due"] as number | null,
  };
}

/** A text that is no host has no unit. */
export function toCoverage(fields: Fields): Coverage {
  return { unit: null, kind: null, suffix: null, source: null, ...fields } as unknown as Coverage;
}

interface WireWindows {
  readonly forget_ms: number;
  readonly edition: Edition;
  readonly codes: readonly { format: string; text: string; since: number; until: number }[];
}

/** The page chose the names of the scanners: they stay as they are. */
export function toWindows(fields: Fields): Record<string, ScannerWindows> {
  const scanners = fields["scanners"] as Record<string, WireWindows>;
  return Object.fromEntries(Object.entries(scanners).map(([name, wire]) => [name, toScannerWindows(wire)]));
}

function toScannerWindows({ forget_ms, edition, codes }: WireWindows): ScannerWindows {
  return {
    forgetMs: forget_ms,
    edition,
    codes: codes.map(({ format, text, since, until }) => ({ format, text, sinceAt: since, untilAt: until })),
  };
}
