/** What the core says of itself, written by `python -m licensim.facts`; a test checks that it is current. */

import type { OptionFacts } from "./option.ts";

export const EDITIONS = [
  "js-9",
  "js-9.6",
  "js-10.2.10"
] as const;
export const EDITION_WORDS = {
  "js-9": "every sighting restarts the window",
  "js-9.6": "as js-9, at most 10 s",
  "js-10.2.10": "the window does not restart"
};
export const DEFAULT_EDITION = "js-9";
export const PROFILES = [
  "v2.2.19",
  "v2.4"
] as const;
export const DEFAULT_PROFILE = "v2.2.19";
export const REPORTS = [
  "slot",
  "immediate"
] as const;
export const MODULES = [
  "core",
  "webcam",
  "pdfr",
  "ocr"
] as const;
export const SLOT_MS = 180000;
export const SLOTS_PER_DAY = 480;
export const OPTIONS: Readonly<Record<string, OptionFacts>> = {
  "per_barcode_scan": {
    "title": "per barcode scan",
    "one": "scan",
    "scansInBrowser": true,
    "items": [
      {
        "id": "scans"
      }
    ],
    "form": [
      {
        "name": "quota",
        "label": "Quota, scans",
        "value": 1000,
        "kind": "number",
        "minimum": 0,
        "maximum": 9007199254740991
      }
    ]
  },
  "per_page": {
    "title": "per page",
    "one": "page",
    "scansInBrowser": false,
    "items": [
      {
        "id": "pages-core",
        "module": "core"
      },
      {
        "id": "pages-webcam",
        "module": "webcam"
      },
      {
        "id": "pages-pdfr",
        "module": "pdfr"
      },
      {
        "id": "pages-ocr",
        "module": "ocr"
      }
    ],
    "form": [
      {
        "name": "quota",
        "label": "Quota, pages of each",
        "value": 20,
        "kind": "number",
        "minimum": 0,
        "maximum": 9007199254740991
      }
    ]
  },
  "per_client_device": {
    "title": "per client device",
    "one": "device",
    "scansInBrowser": true,
    "items": [
      {
        "id": "devices",
        "deployment": "browser"
      }
    ],
    "form": [
      {
        "name": "quota",
        "label": "Quota, devices",
        "value": 3,
        "kind": "number",
        "minimum": 0,
        "maximum": 9007199254740991
      },
      {
        "name": "period",
        "label": "A seat lasts",
        "value": "quarterly",
        "kind": "choice",
        "choices": {
          "v2.2.19": [
            "daily",
            "monthly",
            "quarterly"
          ],
          "v2.4": [
            "daily",
            "monthly",
            "quarterly",
            "yearly"
          ]
        }
      }
    ]
  },
  "per_server": {
    "title": "per server",
    "one": "server",
    "scansInBrowser": false,
    "items": [
      {
        "id": "servers"
      }
    ],
    "form": [
      {
        "name": "quota",
        "label": "Quota, servers",
        "value": 2,
        "kind": "number",
        "minimum": 0,
        "maximum": 9007199254740991
      }
    ]
  },
  "per_domain": {
    "title": "per domain",
    "one": "domain",
    "scansInBrowser": true,
    "items": [
      {
        "id": "domain"
      }
    ],
    "form": [
      {
        "name": "domain",
        "label": "Licensed domain",
        "value": null,
        "kind": "host"
      }
    ]
  },
  "per_concurrent_device": {
    "title": "per concurrent device",
    "one": "device",
    "scansInBrowser": true,
    "items": [
      {
        "id": "concurrent-devices"
      }
    ],
    "form": [
      {
        "name": "quota",
        "label": "Quota, at once",
        "value": 3,
        "kind": "number",
        "minimum": 0,
        "maximum": 9007199254740991
      },
      {
        "name": "allowance",
        "label": "Exceptions a year",
        "value": null,
        "hint": "1000 times the quota",
        "kind": "number",
        "minimum": 0,
        "maximum": 9007199254740991
      }
    ]
  },
  "per_concurrent_instance": {
    "title": "per concurrent instance",
    "one": "instance",
    "scansInBrowser": false,
    "items": [
      {
        "id": "concurrent-instances"
      }
    ],
    "form": [
      {
        "name": "quota",
        "label": "Quota, at once",
        "value": 10,
        "kind": "number",
        "minimum": 0,
        "maximum": 9007199254740991
      },
      {
        "name": "allowance",
        "label": "Exceptions a year",
        "value": null,
        "hint": "1000 times the quota",
        "kind": "number",
        "minimum": 0,
        "maximum": 9007199254740991
      }
    ]
  }
};
