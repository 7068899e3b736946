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
  if (item.used !== undefined) {
    return {
      value: item.used,
      quota,
      cap,
      of: `of ${module === undefined ? many(quota, unit) : `${whole(quota)} ${MODULE_WORDS[module]}`}`,
      label: `${unit}s against the quota`,
    };
  }
  if (item.seats !== undefined) {
    return {
      value: item.seats,
      quota,
      cap,
      of: `of ${many(quota, "seat")} taken`,
      label: "seats against the quota",
    };
  }
  const active = Number(item["active"] ?? 0);
  return {
    value: active,
    quota,
    cap: null,
    of: `of ${many(quota, unit)} at once`,
    label: `${unit}s active in this slot`,
  };
}

/** The reading with its zones, in one sentence. */
export function readingText({ value, quota, cap, of }: Reading): string {
  const zones =
    cap === null
      ? "more is recorded as overuse"
      : cap === quota
        ? "then refused"
        : `grace to ${whole(cap)}, then refused`;
  return `${whole(value)} ${of}; ${zones}`;
}
