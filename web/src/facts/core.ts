/** What the core says of itself, written by `python -m licensim.facts`; a test checks that it is current. */

import type { FaultFacts } from "./fault.ts";
import type { OptionFacts } from "./option.ts";
import type { TermFacts } from "./term.ts";

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
export const EDITION_SINCE = [
  [
    "js-9",
    0,
    0
  ],
  [
    "js-9.6",
    9,
    6
  ],
  [
    "js-10.2.10",
    10,
    0
  ]
] as const;
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
export const MODULE_WORDS = {
  "core": "pages scanned or imported",
  "webcam": "webcam frames",
  "pdfr": "PDF pages",
  "ocr": "pages read by OCR"
};
export const OPTION_NAMES = [
  "per_barcode_scan",
  "per_page",
  "per_client_device",
  "per_server",
  "per_domain",
  "per_concurrent_device",
  "per_concurrent_instance"
] as const;
export const REASONS = [
  "STANDBY",
  "KEY_UNKNOWN",
  "PASSWORD_WRONG",
  "WEBSITE_DOMAIN_MISMATCH",
  "NO_ITEM",
  "DEPLOYMENT_MISMATCH",
  "EXPIRED",
  "NOT_YET_EFFECTIVE",
  "REVOKED",
  "DOMAIN_MISMATCH",
  "QUOTA_EXHAUSTED",
  "SEATS_EXHAUSTED",
  "ALLOWANCE_EXHAUSTED",
  "CLONED",
  "NO_IDLE_INSTANCE",
  "OFFLINE_CACHED",
  "SERVER_UNREACHABLE",
  "INSECURE_CONTEXT",
  "CLOCK_CHANGED",
  "BAD_SIGNATURE",
  "REPORT_EARLY",
  "REPORT_LATE",
  "ORIGIN_MISMATCH",
  "SETTING_REFUSED"
] as const;
export const TERMS = {
  "item": {
    "text": "One license that was bought: what it counts, how much of it, and from when to when.",
    "rule": "ITEM-1"
  },
  "quota": {
    "text": "How much was bought: scans, pages, seats, or how many at the same time.",
    "rule": "ITEM-3"
  },
  "grace": {
    "text": "What is still allowed above the quota, recorded as overuse, before use is refused.",
    "rule": "ITEM-3"
  },
  "rule": {
    "text": "Each decision follows one written rule, which has a name such as this.",
    "rule": "ITEM-6"
  },
  "reason": {
    "text": "The cause of a refusal or a warning, as a fixed word that code can compare.",
    "rule": "ITEM-6"
  },
  "number": {
    "text": "The error number that the vendor documents for this reason, the one you see in your app.",
    "rule": "ITEM-6"
  },
  "seat": {
    "text": "A place that one device or server takes, and keeps until its time ends.",
    "rule": "DEV-1"
  },
  "client": {
    "text": "One browser profile at one origin: another port or a private window is another one.",
    "rule": "ID-1"
  },
  "duplicate": {
    "text": "A code that was seen again too soon: it is not counted a second time.",
    "rule": "SCAN-3"
  },
  "repeats": {
    "text": "For how long a code that stays in view counts only once; an app sets it as duplicateForgetTime.",
    "rule": "SCAN-5"
  },
  "version": {
    "text": "Versions of the JavaScript SDK differ in when a code in view counts again.",
    "rule": "SCAN-3"
  },
  "trust": {
    "text": "How many of the last five frames must show a one-dimensional code before it counts.",
    "rule": "SCAN-8"
  },
  "slot": {
    "text": "One of the 480 windows of three minutes of a day, in which use at the same time is counted.",
    "rule": "TIME-2"
  },
  "exception": {
    "text": "One device or instance more than the quota, in one window of three minutes.",
    "rule": "CDEV-3"
  },
  "allowance": {
    "text": "How many exceptions a year has room for before use is refused.",
    "rule": "CDEV-5"
  }
} as const satisfies Readonly<Record<string, TermFacts>>;
export const SLOT_MS = 180000;
export const SLOTS_PER_DAY = 480;
export const FAULTS = {
  "offline": {
    "id": "unreachable",
    "label": "License server unreachable",
    "begins": "The license server is unreachable",
    "ends": "The license server is back",
    "own": "every client",
    "shared": "this browser"
  },
  "unknown_key": {
    "id": "key",
    "label": "Opened with a key nobody knows",
    "begins": "Opened with an unknown key",
    "ends": "Opened with its own key",
    "own": "this browser",
    "shared": null
  },
  "revoke": {
    "id": "revoked",
    "label": "License revoked",
    "begins": "The license was revoked",
    "ends": "The license is in force again",
    "own": "the license",
    "shared": null
  },
  "clock_back": {
    "id": "clock",
    "label": "This browser's clock a day behind",
    "begins": "This browser's clock was set back by a day",
    "ends": "This browser's clock is right again",
    "own": "this browser",
    "shared": null
  },
  "clone": {
    "id": "cloned",
    "label": "This browser's storage copied to another",
    "begins": "{copy}, with a copy of this browser's storage, opened",
    "ends": "{copy} was cleared",
    "own": "this browser",
    "shared": null
  },
  "storage_full": {
    "id": "full",
    "label": "This browser's storage full",
    "begins": "This browser's storage is full",
    "ends": "This browser's storage has room again",
    "own": "this browser",
    "shared": "this browser"
  },
  "clear_storage": {
    "id": "clear",
    "label": "Clear this browser's storage",
    "begins": "This client was forgotten",
    "ends": null,
    "own": "this browser",
    "shared": "this browser"
  },
  "expire": {
    "id": "expire",
    "label": "Let the license expire for good",
    "begins": "To the end of the license and its grace",
    "ends": null,
    "own": "the license",
    "shared": null
  }
} as const satisfies Readonly<Record<string, FaultFacts>>;
export const OPTIONS: Readonly<Record<string, OptionFacts>> = {
  "per_barcode_scan": {
    "title": "per barcode scan",
    "one": "scan",
    "counts": "Each barcode that is read, once while it stays in view.",
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
    "counts": "Each page that is scanned, imported, rasterized or read by OCR.",
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
    "counts": "Each browser profile at each web origin takes a seat for a while.",
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
    "counts": "Each server takes a seat; the people behind it are not counted.",
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
    "counts": "Any use of one web application under one domain: nothing is counted.",
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
    "counts": "Devices that scan within the same three minutes.",
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
    "counts": "Readers that servers keep ready within the same three minutes.",
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
