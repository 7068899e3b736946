/** The license document that the form stands for. */

import type { Terms } from "./settings.ts";

const DAY_MS = 86_400_000;
const MODULES = ["core", "webcam", "pdfr", "ocr"] as const;

type Item = Readonly<Record<string, unknown>>;

/** One project with the items of the chosen option; its days are counted from that of `now`. */
export function licenseDocument(terms: Terms, key: string, now: number): object {
  const today = now - (now % DAY_MS);
  const term = { starts_at: today + terms.began * DAY_MS, expires_at: today + terms.ends * DAY_MS };
  const items = itemsOf(terms).map((item) => ({ ...item, ...term }));
  return { profile: terms.profile, projects: [{ key, settings: { reports: "immediate" }, items }] };
}

function itemsOf({ option, quota, domain, period, allowance }: Terms): readonly Item[] {
  const allowed = allowance < 0 ? {} : { allowance };
  switch (option) {
    case "per_barcode_scan":
      return [{ id: "scans", option, quota }];
    case "per_page":
      return MODULES.map((module) => ({ id: `pages-${module}`, option, module, quota }));
    case "per_client_device":
      return [{ id: "devices", option, deployment: "browser", period, quota }];
    case "per_server":
      return [{ id: "servers", option, quota }];
    case "per_domain":
      return [{ id: "site", option, domain }];
    case "per_concurrent_device":
      return [{ id: "at-once", option, quota, ...allowed }];
    case "per_concurrent_instance":
      return [{ id: "instances", option, quota, ...allowed }];
  }
}
