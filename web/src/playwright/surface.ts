/**
 * What a test can call: the table of both kits, as `python -m licensim.testing.surface.typescript` writes it.
 *
 * A unit test checks that it is current.
 */
import type { Page } from "@playwright/test";
import type { ScannerSettings } from "../client/api/scanner.ts";
import type {
  Answer,
  Deployment,
  Edition,
  Instant,
  LicenseDocument,
  OptionName,
  PageModule,
  Profile,
  ProjectFields,
  Reason,
  Remark,
  SdkCall,
  TraceEvent,
  Usage,
  View,
} from "./values.ts";

/** The fields of an item; each option has some of them. */
export interface ItemFields {
  readonly startsAt?: Instant | undefined;
  readonly expiresAt?: Instant | undefined;
  readonly status?: "active" | "revoked" | undefined;
  readonly product?: "barcode_reader" | "web_twain" | "label_recognizer" | undefined;
  readonly quota?: number | undefined;
  readonly deployment?: "browser" | "mobile" | "desktop" | "embedded" | "server" | undefined;
  readonly grace?: number | undefined;
  readonly module?: "core" | "webcam" | "pdfr" | "ocr" | undefined;
  readonly period?: "daily" | "monthly" | "quarterly" | "yearly" | undefined;
  readonly refresh?: "contact" | "authorization" | undefined;
  readonly exempt?: readonly string[] | undefined;
  readonly domain?: string | undefined;
  readonly allowance?: number | undefined;
}

/** What was counted: scans, pages, or pages of a module. */
export interface Amounts {
  readonly scans?: number | undefined;
  readonly pages?: number | undefined;
  readonly core?: number | undefined;
  readonly webcam?: number | undefined;
  readonly pdfr?: number | undefined;
  readonly ocr?: number | undefined;
}

/** What a test may leave behind. */
export type Allowable = "refusals" | "unsent" | "unknown_key" | "console" | "unsimulated" | "all";

/** The options of a test: `test.use({ licensimOptions: { ... } })`. */
export interface Options {
  readonly engine?: "host" | "page" | undefined;
  readonly allow?: Allowable | readonly Allowable[] | undefined;
  readonly license?: LicenseDocument | string | undefined;
  readonly start?: Instant | undefined;
  readonly reports?: "slot" | "immediate" | undefined;
  readonly edition?: Edition | undefined;
  readonly profile?: Profile | undefined;
}

/** A license, its clients and its clock, for one test alone; strict at its end. */
export interface Licensim {
  readonly clock: Clock;
  readonly faults: Faults;
  readonly log: Log;
  /** Add an item to the license: an option's name and its fields. Gives its id. Defaults: in force from the test's first day on, for a year; a client device is a browser. */
  item(option: OptionName, given?: { id?: string | undefined; key?: string | undefined } & ItemFields): string;
  /** Put a whole license document in force: a value, JSON text, or a file's path. */
  license(document: LicenseDocument | string): void;
  /** Set a project's own fields, before or after its items. */
  project(given?: { key?: string | undefined } & ProjectFields): void;
  /** Change fields of an item while the test runs, as a purchase does. */
  change(item: string, given?: ItemFields): void;
  /** Set options for this test, before it opens anything. */
  use(given?: Options): void;
  /** Allow findings of these kinds at this test's end. */
  allow(...names: Allowable[]): void;
  /** A page on any origin, given by any of its URLs. The same arguments give the same client. */
  origin(url: string, given?: { browser?: string | undefined; key?: string | undefined; serverId?: string | undefined; serves?: string | undefined; password?: string | undefined; product?: string | undefined; folder?: string | undefined; server?: string | undefined; path?: string | undefined }): Client;
  /** Another browser, or a private window of one: its storage is its own. */
  browser(name: string): Browser;
  /** A client without a page: `mobile`, `desktop`, `embedded` or `server`. */
  device(deployment: Deployment, given?: { name?: string | undefined; key?: string | undefined; serverId?: string | undefined; serves?: string | undefined; password?: string | undefined; product?: string | undefined }): Client;
  /** The simulator inside a page of the project under test, before it goes to `url`. `inject`: it imports no client. */
  attach(page: Page, given?: { url?: string | undefined; key?: string | undefined; inject?: boolean | undefined }): Promise<Client>;
  /** Play a recorded session, a trace's path or text, under this test's license; gives the answers. */
  replay(trace: string): Promise<Reply[]>;
  /** What each item has recorded as of now, by id; several projects' by key and id. */
  usage(): Promise<Record<string, Usage>>;
  /** The ledger as text, the same for the same session. */
  ledgerText(): Promise<string>;
  /** The session so far as a trace, for `licensim replay`. */
  traceText(): Promise<string>;
  /** Write `trace.jsonl`, `license.json` and `answers.jsonl` into a folder; gives the trace's path. */
  saveTrace(folder: string): Promise<string>;
  /** The errors in the consoles of all pages; uncaught ones begin with `uncaught: `. */
  readonly consoles: string[];
}

/** A browser profile: what it stores is its own. */
export interface Browser {
  /** A page in this browser. */
  origin(url: string, given?: { key?: string | undefined; serverId?: string | undefined; serves?: string | undefined; password?: string | undefined; product?: string | undefined; folder?: string | undefined; server?: string | undefined; path?: string | undefined }): Client;
}

/** One page at an origin, or one device. It uses nothing before `open`. */
export interface Client {
  /** Only load the page, for one that asks for its license later: see `waitForLicense`. */
  open(given: { edition?: Edition | undefined; product?: string | undefined; wait: false }): Promise<null>;
  /** See one code in one frame, now. */
  scan(format: string, text: string, given?: { confidence?: number | undefined; box?: readonly [number, number, number, number] | undefined }): Promise<Reply>;
  /** See one frame, now. */
  frame(view: View): Promise<Reply>;
  /** See one frame after another, `fps` a second (30) from now on; the clock moves with them. */
  frames(views: readonly View[], given?: { fps?: number | undefined }): Promise<Replies>;
  /** Change settings of the scanner; null resets one. */
  set(given?: ScannerSettings): Promise<Reply>;
  /** Its name in the log and the trace. */
  readonly name: string;
  /** Its UUID; a page has one from its first `open` on. */
  uuid(): Promise<string>;
  /** Its local license: items, and the instant at which each ends. */
  license(): Promise<[item: string, until: number][]>;
  /** All its answers so far. */
  replies(): Promise<Reply[]>;
  /** Load the page, or start the application: it asks the server. A second call is a reload. */
  open(given?: { edition?: Edition | undefined; product?: string | undefined; wait?: true | undefined }): Promise<Reply>;
  /** Load the page again; the same as `open`. */
  reload(given?: { edition?: Edition | undefined; product?: string | undefined }): Promise<Reply>;
  /** A further scanner, with a memory of its own. */
  scanner(name: string, given?: ScannerSettings): Promise<Scanner>;
  /** Read a still image, without any forget memory. */
  image(view: View, given?: { scanner?: Scanner | undefined }): Promise<Reply>;
  /** Count pages of a module: `core`, `webcam`, `pdfr` or `ocr`. */
  pages(given?: { module?: PageModule | undefined; count?: number | undefined }): Promise<Reply>;
  /** End the local license and free the seat. */
  release(): Promise<Reply>;
  /** Clear the site's data in this browser: from now on it is a new client. */
  clearStorage(): Promise<Reply>;
  /** Ask for instances. */
  instances(ask: number): Promise<Reply>;
  /** Create an instance. */
  createInstance(): Promise<Reply>;
  /** Destroy an instance. */
  destroyInstance(): Promise<Reply>;
  /** How many instances may still be created, -1 where the license must be renewed. */
  idleInstances(): Promise<number>;
  /** Another tab of the same browser at the same origin: the same client, scanners of its own. */
  tab(): Client;
  /** Do any event of a trace now. */
  do(event: TraceEvent): Promise<Reply>;
  /** Wait until its page has asked for its license since the last call; gives the answer to that. */
  waitForLicense(): Promise<Reply>;
  /** Its Playwright page; it has one from its first `open` on. */
  readonly page: Page;
  /** Replaces its page's cameras. */
  readonly camera: Camera;
  /** Answer what its page loads of the vendor's SDK with licensim's stand-in, before `open`. */
  standin(given?: { version?: string | undefined; serviceWorkers?: "allow" | "block" | undefined }): Promise<Sdk>;
}

/** The cameras of one page, which show barcodes of the test. */
export interface Camera {
  /** Show nothing, one code, or several side by side, until something else is shown. */
  show(view: View): Promise<void>;
  /** End the stream; later calls get the browser's own camera. */
  off(): Promise<void>;
}

/** What a page did with its SDK, which the stand-in is. */
export interface Sdk {
  /** The calls of the page, in their order. */
  readonly calls: SdkCall[];
  /** The members that the page used and the stand-in does not simulate. */
  readonly unsimulated: string[];
  /** The vendor's addresses that the page asked for and were not answered. */
  readonly blocked: string[];
  /** The page's own scripts that could answer before the kit. */
  readonly serviceWorkers: string[];
}

/** One scanner of a client, with a forget memory of its own. */
export interface Scanner {
  /** See one code in one frame, now. */
  scan(format: string, text: string, given?: { confidence?: number | undefined; box?: readonly [number, number, number, number] | undefined }): Promise<Reply>;
  /** See one frame, now. */
  frame(view: View): Promise<Reply>;
  /** See one frame after another, `fps` a second (30) from now on; the clock moves with them. */
  frames(views: readonly View[], given?: { fps?: number | undefined }): Promise<Replies>;
  /** Change settings of the scanner; null resets one. */
  set(given?: ScannerSettings): Promise<Reply>;
  /** Its name in the trace. */
  readonly name: string;
  /** Forget what was seen, keep the settings. */
  pause(): Promise<Reply>;
  /** End the scanner; its next frame resumes it. */
  close(): Promise<Reply>;
}

/** The answer to one event. To read a field is to look at the answer. */
export interface Reply {
  /** The answer in words; this is no look at the answer. */
  toString(): string;
  /** `ok`, `over` (allowed, recorded as overuse) or `refused`. */
  readonly answer: Answer;
  /** Why, in capitals; null for a plain `ok` or `over`. */
  readonly reason: Reason | null;
  /** The vendor's number of that reason; null where it has none. */
  readonly number: number | null;
  /** The rule that decided. */
  readonly rule: string;
  /** The item that was charged; of a refusal the one that got furthest. */
  readonly item: string | null;
  /** Scans, pages, seats or instances that this added. */
  readonly counted: number | null;
  /** The facts that the decision rests on, by name. */
  readonly evidence: Record<string, unknown>;
  /** Side remarks, each with `reason` and `text`. */
  readonly warnings: Remark[];
  /** The codes that were counted. */
  readonly unique: [format: string, text: string][];
  /** Codes inside their forget window. */
  readonly duplicates: [format: string, text: string, msLeft: number, seenAt: number][];
  /** 1D codes that were not in enough frames yet. */
  readonly untrusted: [format: string, text: string][];
  /** How many codes the filters removed. */
  readonly filtered: number;
  /** By how much the frame came after a later one, in ms. */
  readonly lateMs: number;
}

/** The answers to several frames, in their order. */
export interface Replies extends ReadonlyArray<Reply> {
  /** The worst of the answers; `ok` if there is none. */
  readonly answer: Answer;
  /** The reason of the first answer that has one. */
  readonly reason: Reason | null;
  /** The number of the first answer that has one. */
  readonly number: number | null;
  /** How many scans all of them counted. */
  readonly counted: number;
  /** The codes that were counted, in their order. */
  readonly unique: [format: string, text: string][];
}

/** The one clock of a test. It stands still until it is moved. */
export interface Clock {
  /** Move forward by a duration, and do everything that is due until then. */
  advance(given?: { days?: number | undefined; hours?: number | undefined; minutes?: number | undefined; seconds?: number | undefined; ms?: number | undefined }): Promise<void>;
  /** Move forward to an instant: milliseconds, ISO 8601 text, or a Date. */
  set(when: Instant): Promise<void>;
  /** Move to the next instant at which anything changes by itself; null, without a move, for never. */
  advanceToDue(): Promise<number | null>;
  /** Go like a real clock from now on. */
  run(): Promise<void>;
  /** Stand still, as at the beginning of a test. */
  freeze(): Promise<void>;
  /** The present instant, in milliseconds since the epoch. */
  readonly now: number;
  /** The present instant as UTC date and time. */
  readonly text: string;
  /** Whether it goes like a real clock. */
  readonly running: boolean;
}

/** Simulated faults. Each lasts until its `end`, or until the test ends. */
export interface Faults {
  /** Nobody reaches the license server. */
  offline(): Promise<Fault>;
  /** The server refuses what it is asked, and decides nothing. */
  refuse(given?: { number?: Reason | number | undefined; times?: number | null | undefined }): Promise<Fault>;
  /** Answers come late. */
  delay(ms: number, given?: { times?: number | null | undefined }): Promise<Fault>;
  /** The request is decided, and its answer gets lost: the connection closes. */
  loseAnswer(given?: { times?: number | null | undefined }): Promise<Fault>;
  /** Items are revoked (113). */
  revoke(given?: { item?: string | undefined }): Promise<Fault>;
  /** A client's clock is behind the server's. */
  clockBack(given?: { client?: Client | undefined; hours?: number | undefined; minutes?: number | undefined; seconds?: number | undefined }): Promise<Fault>;
  /** What a client has stored is copied into another browser. */
  clone(given?: { client?: Client | undefined }): Promise<Client>;
  /** No browser can store anything: `StorageFullError`, and nothing was counted. */
  storageFull(): Promise<Fault>;
  /** Items have expired (111). */
  expire(given?: { item?: string | undefined; inGrace?: boolean | undefined }): Promise<Fault>;
  /** End all faults. */
  end(): Promise<void>;
}

/** A fault that has begun. `await using` ends it with its block. */
export interface Fault {
  [Symbol.asyncDispose](): Promise<void>;
  /** End the fault. */
  end(): Promise<void>;
}

/** The session in words. */
export interface Log {
  /** The session in words. */
  text(): string;
}

/** How each name is called: how many arguments come first (null: all), whether it is awaited. */
export const NAMES = {
  "licensim": {
    "item": {
      "first": 1,
      "reads": false,
      "atOnce": true
    },
    "license": {
      "first": 1,
      "reads": false,
      "atOnce": true
    },
    "project": {
      "first": 0,
      "reads": false,
      "atOnce": true
    },
    "change": {
      "first": 1,
      "reads": false,
      "atOnce": true
    },
    "use": {
      "first": 0,
      "reads": false,
      "atOnce": true
    },
    "allow": {
      "first": null,
      "reads": false,
      "atOnce": true
    },
    "origin": {
      "first": 1,
      "reads": false,
      "atOnce": true
    },
    "browser": {
      "first": 1,
      "reads": false,
      "atOnce": true
    },
    "device": {
      "first": 1,
      "reads": false,
      "atOnce": true
    },
    "attach": {
      "first": 1,
      "reads": false,
      "atOnce": false
    },
    "replay": {
      "first": 1,
      "reads": false,
      "atOnce": false
    },
    "usage": {
      "first": 0,
      "reads": false,
      "atOnce": false
    },
    "ledgerText": {
      "first": 0,
      "reads": false,
      "atOnce": false
    },
    "traceText": {
      "first": 0,
      "reads": false,
      "atOnce": false
    },
    "saveTrace": {
      "first": 1,
      "reads": false,
      "atOnce": false
    },
    "consoles": {
      "first": 0,
      "reads": true,
      "atOnce": true
    }
  },
  "browser": {
    "origin": {
      "first": 1,
      "reads": false,
      "atOnce": true
    }
  },
  "expect(licensim)": {
    "toHaveCounted": {
      "first": 0,
      "reads": false,
      "atOnce": false
    },
    "toHaveSeats": {
      "first": 1,
      "reads": false,
      "atOnce": false
    },
    "toHaveRefused": {
      "first": 1,
      "reads": false,
      "atOnce": false
    },
    "toHaveNoOveruse": {
      "first": 0,
      "reads": false,
      "atOnce": false
    }
  },
  "log": {
    "text": {
      "first": 0,
      "reads": false,
      "atOnce": true
    }
  },
  "client": {
    "scan": {
      "first": 2,
      "reads": false,
      "atOnce": false
    },
    "frame": {
      "first": 1,
      "reads": false,
      "atOnce": false
    },
    "frames": {
      "first": 1,
      "reads": false,
      "atOnce": false
    },
    "set": {
      "first": 0,
      "reads": false,
      "atOnce": false
    },
    "name": {
      "first": 0,
      "reads": true,
      "atOnce": true
    },
    "uuid": {
      "first": 0,
      "reads": true,
      "atOnce": false
    },
    "license": {
      "first": 0,
      "reads": true,
      "atOnce": false
    },
    "replies": {
      "first": 0,
      "reads": true,
      "atOnce": false
    },
    "open": {
      "first": 0,
      "reads": false,
      "atOnce": false
    },
    "reload": {
      "first": 0,
      "reads": false,
      "atOnce": false
    },
    "scanner": {
      "first": 1,
      "reads": false,
      "atOnce": false
    },
    "image": {
      "first": 1,
      "reads": false,
      "atOnce": false
    },
    "pages": {
      "first": 0,
      "reads": false,
      "atOnce": false
    },
    "release": {
      "first": 0,
      "reads": false,
      "atOnce": false
    },
    "clearStorage": {
      "first": 0,
      "reads": false,
      "atOnce": false
    },
    "instances": {
      "first": 1,
      "reads": false,
      "atOnce": false
    },
    "createInstance": {
      "first": 0,
      "reads": false,
      "atOnce": false
    },
    "destroyInstance": {
      "first": 0,
      "reads": false,
      "atOnce": false
    },
    "idleInstances": {
      "first": 0,
      "reads": false,
      "atOnce": false
    },
    "tab": {
      "first": 0,
      "reads": false,
      "atOnce": true
    },
    "do": {
      "first": 1,
      "reads": false,
      "atOnce": false
    },
    "waitForLicense": {
      "first": 0,
      "reads": false,
      "atOnce": false
    },
    "page": {
      "first": 0,
      "reads": true,
      "atOnce": true
    },
    "camera": {
      "first": 0,
      "reads": true,
      "atOnce": true
    },
    "standin": {
      "first": 0,
      "reads": false,
      "atOnce": false
    }
  },
  "scanner": {
    "scan": {
      "first": 2,
      "reads": false,
      "atOnce": false
    },
    "frame": {
      "first": 1,
      "reads": false,
      "atOnce": false
    },
    "frames": {
      "first": 1,
      "reads": false,
      "atOnce": false
    },
    "set": {
      "first": 0,
      "reads": false,
      "atOnce": false
    },
    "name": {
      "first": 0,
      "reads": true,
      "atOnce": true
    },
    "pause": {
      "first": 0,
      "reads": false,
      "atOnce": false
    },
    "close": {
      "first": 0,
      "reads": false,
      "atOnce": false
    }
  },
  "camera": {
    "show": {
      "first": 1,
      "reads": false,
      "atOnce": false
    },
    "off": {
      "first": 0,
      "reads": false,
      "atOnce": false
    }
  },
  "sdk": {
    "calls": {
      "first": 0,
      "reads": true,
      "atOnce": true
    },
    "unsimulated": {
      "first": 0,
      "reads": true,
      "atOnce": true
    },
    "blocked": {
      "first": 0,
      "reads": true,
      "atOnce": true
    },
    "serviceWorkers": {
      "first": 0,
      "reads": true,
      "atOnce": true
    }
  },
  "reply": {
    "answer": {
      "first": 0,
      "reads": true,
      "atOnce": true
    },
    "reason": {
      "first": 0,
      "reads": true,
      "atOnce": true
    },
    "number": {
      "first": 0,
      "reads": true,
      "atOnce": true
    },
    "rule": {
      "first": 0,
      "reads": true,
      "atOnce": true
    },
    "item": {
      "first": 0,
      "reads": true,
      "atOnce": true
    },
    "counted": {
      "first": 0,
      "reads": true,
      "atOnce": true
    },
    "evidence": {
      "first": 0,
      "reads": true,
      "atOnce": true
    },
    "warnings": {
      "first": 0,
      "reads": true,
      "atOnce": true
    },
    "unique": {
      "first": 0,
      "reads": true,
      "atOnce": true
    },
    "duplicates": {
      "first": 0,
      "reads": true,
      "atOnce": true
    },
    "untrusted": {
      "first": 0,
      "reads": true,
      "atOnce": true
    },
    "filtered": {
      "first": 0,
      "reads": true,
      "atOnce": true
    },
    "lateMs": {
      "first": 0,
      "reads": true,
      "atOnce": true
    }
  },
  "replies": {
    "answer": {
      "first": 0,
      "reads": true,
      "atOnce": true
    },
    "reason": {
      "first": 0,
      "reads": true,
      "atOnce": true
    },
    "number": {
      "first": 0,
      "reads": true,
      "atOnce": true
    },
    "counted": {
      "first": 0,
      "reads": true,
      "atOnce": true
    },
    "unique": {
      "first": 0,
      "reads": true,
      "atOnce": true
    }
  },
  "clock": {
    "advance": {
      "first": 0,
      "reads": false,
      "atOnce": false
    },
    "set": {
      "first": 1,
      "reads": false,
      "atOnce": false
    },
    "advanceToDue": {
      "first": 0,
      "reads": false,
      "atOnce": false
    },
    "run": {
      "first": 0,
      "reads": false,
      "atOnce": false
    },
    "freeze": {
      "first": 0,
      "reads": false,
      "atOnce": false
    },
    "now": {
      "first": 0,
      "reads": true,
      "atOnce": true
    },
    "text": {
      "first": 0,
      "reads": true,
      "atOnce": true
    },
    "running": {
      "first": 0,
      "reads": true,
      "atOnce": true
    }
  },
  "faults": {
    "offline": {
      "first": 0,
      "reads": false,
      "atOnce": false
    },
    "refuse": {
      "first": 0,
      "reads": false,
      "atOnce": false
    },
    "delay": {
      "first": 1,
      "reads": false,
      "atOnce": false
    },
    "loseAnswer": {
      "first": 0,
      "reads": false,
      "atOnce": false
    },
    "revoke": {
      "first": 0,
      "reads": false,
      "atOnce": false
    },
    "clockBack": {
      "first": 0,
      "reads": false,
      "atOnce": false
    },
    "clone": {
      "first": 0,
      "reads": false,
      "atOnce": false
    },
    "storageFull": {
      "first": 0,
      "reads": false,
      "atOnce": false
    },
    "expire": {
      "first": 0,
      "reads": false,
      "atOnce": false
    },
    "end": {
      "first": 0,
      "reads": false,
      "atOnce": false
    }
  },
  "fault": {
    "end": {
      "first": 0,
      "reads": false,
      "atOnce": false
    }
  }
} as const;

/** The messages for mistakes that Python does not see. */
export const MISTAKES = {
  "notAwaited": "this test ends and has not awaited `{call}`: write `await` before it",
  "promise": "{matcher} takes an answer, and was given a promise: expect(await ...).{matcher}()",
  "noAnswer": "{matcher} takes an answer of the kit, as `await client.open()` gives it, not {value}",
  "noKit": "{matcher} takes the fixture, as in `await expect(licensim).{matcher}(...)`, not {value}",
  "ended": "{call} was called after its test had ended"
} as const;
