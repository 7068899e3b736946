/** The license document that the form describes. */

import { OPTIONS } from "../../facts/core.ts";
import type { Terms } from "./settings.ts";

const DAY_MS = 86_400_000;

/** One project with the items of the chosen option; days are counted from the day of `now`. */
export function licenseDocument(
  { profile, option, fields, began, ends }: Terms,
  key: string,
  now: number,
): object {
  const today = now - (now % DAY_MS);
  const term = { starts_at: today + began * DAY_MS, expires_at: today + ends * DAY_MS };
  const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
  const items = (OPTIONS[option]?.items ?? []).map((item) => ({ ...item, option, ...given, ...term }));
  return { profile, projects: [{ key, settings: { reports: "immediate" }, items }] };
}
