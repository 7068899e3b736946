/** The number beside the answer: how much of an item is used, in the words of its option. */

import type { ItemStatus, PageModule } from "../../client/index.ts";
import { MODULE_WORDS, OPTIONS } from "../../facts/core.ts";
import { many, whole } from "./words.ts";

export interface Reading {
  readonly value: number;
  readonly quota: number;
  /** The last allowed value; null if no value is refused, or if a server does not send it. */
  readonly cap: number | null;
  /** "of 3 devices". */
  readonly of: string;
  /** What the bar measures, for screen readers. */
  readonly label: string;
  /** Why nothing is allowed, whatever is left, as "expired"; null if the quota decides. */
  readonly moot: string | null;
}

/** The states of an item in which its quota decides nothing (ITEM-1, ITEM-2). */
const MOOT: Readonly<Record<string, string>> = {
  EXPIRED: "expired",
  NOT_YET_EFFECTIVE: "not begun yet",
  REVOKED: "revoked",
};

/** Why the quota decides nothing; null if it does. */
export function mootOf({ answer, reason }: ItemStatus): string | null {
  return answer === "refused" ? (MOOT[reason ?? ""] ?? null) : null;
}

/** The reading of an item; null for one without a quota. */
export function readingOf(item: ItemStatus): Reading | null {
  const { option, quota } = item;
  if (quota === null) {
    return null;
  }
  const unit = OPTIONS[option]?.one ?? "use";
  const cap = item.cap ?? (item.expiresAt === null ? null : quota);
  const module = item["module"] as PageModule | undefined;
  const moot = mootOf(item);
  if (item.used !== undefined) {
    return {
      value: item.used,
      quota,
      cap,
      of: `of ${module === undefined ? many(quota, unit) : `${whole(quota)} ${MODULE_WORDS[module]}`}`,
      label: `${unit}s against the quota`,
      moot,
    };
  }
  if (item.seats !== undefined) {
    return {
      value: item.seats,
      quota,
      cap,
      of: `of ${many(quota, "seat")} taken`,
      label: "seats against the quota",
      moot,
    };
  }
  const active = Number(item["active"] ?? 0);
  return {
    value: active,
    quota,
    cap: null,
    of: `of ${many(quota, unit)} at once`,
    label: `${unit}s active in this slot`,
    moot,
  };
}

/** The reading with its zones, in one sentence. */
export function readingText({ value, quota, cap, of, moot }: Reading): string {
  if (moot !== null) {
    return `${whole(value)} ${of}; ${moot}`;
  }
  const zones =
    cap === null
      ? "more is recorded as overuse"
      : cap === quota
        ? "then refused"
        : `grace to ${whole(cap)}, then refused`;
  return `${whole(value)} ${of}; ${zones}`;
}

/** The units above the quota that are still allowed: "none", "6", "301–330". */
export function graceText(quota: number, cap: number): string {
  const [first, last] = [whole(quota + 1), whole(cap)];
  return cap === quota ? "none" : first === last ? first : `${first}–${last}`;
}
