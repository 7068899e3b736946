/**
 * What a page programs against: the license, its scanners, what they are given and what they answer.
 *
 * Instants are whole milliseconds since the Unix epoch and end in `At`; durations are milliseconds and end in
 * `Ms`. A denial is an answer, never an exception.
 */
import type { Answer, AnsweredBy, Box, Code, CodeKey, Edition, PageModule, Reports, ScanResult, Verdict, Warning } from "./answers.ts";
import type { LicensimError } from "./errors.ts";

/** What a scanner can be told; null goes back to the default. Changes merge (SCAN-5, SCAN-7, SCAN-8). */
export interface ScannerSettings {
  readonly duplicateForgetTime?: number | null;
  /** Formats to keep; an empty list keeps nothing. */
  readonly formats?: readonly string[] | null;
  /** Keeps codes whose box lies wholly inside. */
  readonly region?: Box | null;
  /** Keeps codes of at least this confidence, 0 to 100. */
  readonly minConfidence?: number | null;
  /** Of the last five frames, in how many a 1D code must be before it counts: 1 to 5. */
  readonly oneDTrustFrames?: number | null;
}

/** Where in the stream a frame lies. */
export interface FrameOptions {
  /**
   * Milliseconds of media time since the license was opened, fractions allowed (SCAN-11): what
   * `requestVideoFrameCallback` calls `mediaTime`, times 1000, or a `DOMHighResTimeStamp`. `VideoFrame.timestamp`
   * is in microseconds: divide it. Left out: the time since opening by the page's clock. The wall clock plays no part;
   * where a test or a simulation moved its clock, `now`, add the jump, or leave the timestamp out.
   */
  readonly timestamp?: number;
}

/** One scanner instance, with a forget memory of its own (SCAN-6). */
export interface Scanner {
  /** Unique within its license. */
  readonly name: string;
  /**
   * Judges the codes of one frame. May be called before the license is ready: frames wait in order.
   *
   * @throws MalformedError for codes or a timestamp that are none
   * @throws StorageError when the decision could not be made durable; nothing was counted
   * @throws WorkerCrashError when two workers died of it
   * @example
   * const { answer, unique, duplicates } = await scanner.frame([{ format: "QRCode", text: "A" }], { timestamp: 0 });
   */
  frame(codes: readonly Code[], options?: FrameOptions): Promise<ScanResult>;
  /** Changes settings from the next frame on; what is not named stays. */
  set(settings: ScannerSettings): Promise<Answer>;
  /** Clears the memory and keeps the settings; the next frame resumes (SCAN-6). */
  pause(): Promise<Answer>;
  /** The same for good manners at the end of a scanner's life. */
  close(): Promise<Answer>;
}

/** Who this client is: ID-1 to ID-4. */
export interface Identity {
  /** As the URL standard serializes it; a page without one is `https://localhost` (ID-3). */
  readonly origin: string;
  /** With its colon, as `location.protocol` has it. */
  readonly protocol: string;
  readonly host: string;
  /** Empty for the scheme's own port, as `location.port` has it. */
  readonly port: string;
  readonly uuid: string;
  /** Whether the UUID, and with it the ledger, outlives this page (ID-5, ID-10). */
  readonly durable: boolean;
  readonly warnings: readonly Warning[];
}

/**
 * One purchased license and how it stands. A shared server tells of its items what a summary has: what it does not
 * tell is null.
 */
export interface ItemStatus {
  readonly id: string;
  readonly option: string;
  readonly startsAt: number | null;
  readonly expiresAt: number | null;
  /** The end of the grace of ITEM-2. */
  readonly worksUntil: number | null;
  /** null for per_domain. */
  readonly quota: number | null;
  /** The last value that is still allowed: the quota with its grace; null where no such limit refuses. */
  readonly cap: number | null;
  /** Scans or pages, for the options that count them. */
  readonly used?: number;
  /** Seats taken now, and the most taken at once, for the options that have them. */
  readonly seats?: number;
  readonly peak?: number;
  /** Until when this client's own seat lasts; null without one. */
  readonly seatUntil: number | null;
  /** The percents of ITEM-4 that were reached. */
  readonly alerts: readonly number[];
  /** What one more use by this client would be answered; with a shared server the worst that anybody was. */
  readonly answer: Verdict;
  readonly reason: string | null;
  readonly rule: string | null;
  readonly evidence: Readonly<Record<string, unknown>>;
  /** The other fields of the item in the document, and what else its option shows. */
  readonly [more: string]: unknown;
}

/** How the license stands at an instant. */
export interface Status {
  /** Empty where a shared server is not reached. */
  readonly items: readonly ItemStatus[];
  readonly client: {
    readonly uuid: string;
    readonly key: string;
    readonly origin: string;
    readonly deployment: string;
    readonly edition: Edition;
    /** The local license: each item with the instant from which it no longer counts. */
    readonly license: readonly { readonly item: string; readonly until: number }[];
    /** Usage that a shared server is still to be told (NET-4). */
    readonly unsent?: readonly (readonly [report: { readonly count: number }, tried: boolean])[];
  };
  readonly reports: Reports;
  /** When something changes without an event, null if nothing does. */
  readonly dueAt: number | null;
}

/** A host against the license: DOM-1 to DOM-6. */
export interface Coverage {
  readonly host: string;
  /** The host as the URL standard serializes it; null when it is none. */
  readonly ascii: string | null;
  /** What is licensed as one: the registrable domain, or the host itself. */
  readonly unit: string | null;
  readonly kind: "registrable" | "exact" | "suffix" | null;
  readonly suffix: string | null;
  /** The list's section that knows the suffix, or the overlay (DOM-2). */
  readonly source: "icann" | "private" | "overlay" | "default" | null;
  readonly items: readonly { readonly id: string; readonly domain: string | null; readonly covered: boolean }[];
  /** Whether the project's website domains admit it. */
  readonly website: boolean;
  readonly answer: Verdict;
  readonly reason: string | null;
  readonly number: number | null;
  readonly rule: string | null;
  readonly text: string;
}

/** What a rule, an option, a reason or a number means. */
export interface Explanation {
  readonly title: string;
  readonly text: string;
  /** Where the rule comes from (SPEC, the letters of its head). */
  readonly source: string;
  readonly example: string | null;
  /** Of an option: for which products it is offered, as a sentence; else empty or left out (OPT-2). */
  readonly offered?: string;
}

/** The memory of one scanner, to be drawn. */
export interface ScannerWindows {
  /** In force, after the edition's clamp. */
  readonly forgetMs: number;
  readonly edition: Edition;
  readonly codes: readonly (CodeKey & {
    /** The sighting from which the window runs. */
    readonly sinceAt: number;
    /** The last instant at which it is a duplicate (SCAN-4). */
    readonly untilAt: number;
  })[];
}

/** The steps of {@link openLicense}, in the order in which they begin. */
export type BootStepName = "worker" | "build" | "storage" | "interpreter" | "package" | "license";

/** A step that is done, by the page's own `performance.now()`. Steps overlap: storage opens beside Python. */
export interface BootStep {
  readonly step: BootStepName;
  /** Since `openLicense` was called. */
  readonly startMs: number;
  readonly ms: number;
}

/** A decision, with what was asked. */
export interface Answered {
  /** The event's type, as a trace has it. */
  readonly type: string;
  readonly scanner: string | null;
  readonly answer: Answer | ScanResult;
  /** The event as a trace has it, without client and t: fields are snake_case. */
  readonly event: Readonly<Record<string, unknown>> & { readonly type: string };
  /** The page's clock when it was asked. */
  readonly now: number;
  /** The frame's instant (SCAN-11); of any other event the page's clock. */
  readonly at: number;
  /** null: neither a server nor a local license could (NET-1). */
  readonly by: AnsweredBy | null;
}

/** What an open license tells without being asked. */
export interface LicenseEvents {
  /** Every decision, with what was asked. */
  readonly answer: Answered;
  /**
   * Usage that was told to the license server after it had happened (NET-4): under `slot` a refusal arrives so, and
   * the item it names is used no more. It belongs to no call.
   */
  readonly report: Answer;
  /**
   * Also at opening: listen through {@link OpenOptions.onWarning} to have those. `WORKER_RESTARTED`: the worker died
   * and was started again. `STORAGE_CLEARED`: this origin's storage was deleted under the open page.
   */
  readonly warning: Warning;
  /** What is no reply to any call: a worker that crashed twice, a newer version in another tab. */
  readonly error: LicensimError;
  /** Another tab of this origin counted something: ask `status()` again. */
  readonly change: undefined;
  /** This client is a new one: it was forgotten, or its storage was cleared. */
  readonly identity: Identity;
}

/** A `TrustedScriptURL`: an address of a script that a Trusted Types policy of the page made. */
export interface TrustedAddress {
  toString(): string;
  toJSON(): string;
}

/** How to open a license. An unknown option is refused, so that none is believed to work that does not. */
export interface OpenOptions {
  /** The project's key. */
  readonly key: string;
  /** The folder of licensim's own files, as this page reaches it: absolute, or relative to the page. */
  readonly assets: string | URL;
  /**
   * The address of a shared license server, such as `http://localhost:8765`; relative to the page. Left out: the
   * license is decided in this page.
   */
  readonly server?: string | URL;
  /** The server to ask where that one is not reached (NET-1). */
  readonly standby?: string | URL;
  /** The license document, as a value or as JSON text. Left out: the demo license, key `DEMO-1`. None with a server. */
  readonly document?: object | string;
  /**
   * Further suffixes under which a platform gives each of its tenants a subdomain of its own, as `force.com` does:
   * for a domain license each subdomain is a site of its own (DOM-2). `*.` and `!` as in the Public Suffix List.
   * None with a server, which has its own (`licensim serve --tenant-suffix`).
   */
  readonly tenantSuffixes?: readonly string[];
  /** The project's session password (NET-8). */
  readonly password?: string;
  /**
   * What is opened: `barcode_reader`, `web_twain` or `label_recognizer`; the license is then charged to an item of it,
   * or to one that names none. Left out: to any (OPT-2). Scans and pages are charged by their own product.
   */
  readonly product?: string;
  /** Only `browser` exists in a page (ID-9). */
  readonly deployment?: "browser";
  readonly edition?: Edition;
  /** Overrides the project's own setting, whose default is `immediate`, with a server `slot` (NET-4). */
  readonly reports?: Reports;
  /** The page's clock: milliseconds since the epoch. Default `Date.now`. Called once a message. */
  readonly now?: () => number;
  /**
   * The worker's script, where it is not `worker.js` among the assets: it must be of the page's own origin. A page
   * that requires Trusted Types gives what its policy made for it.
   *
   * @example
   * const policy = trustedTypes.createPolicy("workers", { createScriptURL: (url) => url });
   * openLicense({ ...options, workerURL: policy.createScriptURL("/licensim/worker.js") });
   */
  readonly workerURL?: string | URL | TrustedAddress;
  /** Called when a boot step is done. */
  readonly onBoot?: (step: BootStep) => void;
  /** Called for every warning, those of the opening included. */
  readonly onWarning?: (warning: Warning) => void;
}

/**
 * The core's own operations, for what the methods of {@link License} do not offer. Fields are snake_case.
 *
 * - `hello`: `{version, python, profiles, editions, options}`
 * - `demo`: `{document}`, the demo license
 * - `check` with `document` (JSON text): `{grants, offered}`, in words: what it grants, and for which products its
 *   options are offered
 * - `replay` with `trace` and `document?`, `reports?`, `edition?`: `{answers, summary}`
 * - `network` with `up`: a simulated fault between the client and its authority (NET-1)
 * - `storage` with `full`: a simulated fault, no room in this page's storage; what must be stored then rejects
 */
export type DoorOperation =
  | "hello"
  | "demo"
  | "check"
  | "replay"
  | "network"
  | "storage"
  | "status"
  | "coverage"
  | "explain"
  | "forget";

/** A client with its license, decided in this page or by a shared server. */
export interface License {
  /** Resolves to this license when it is open, or rejects as `openLicense` does. */
  readonly ready: Promise<License>;
  /** What the opening was answered: `refused` is an answer too. Not before {@link ready}. */
  readonly answer: Answer;
  /** Not before {@link ready}. */
  readonly identity: Identity;
  /** The steps of the boot that are done. */
  readonly boot: readonly BootStep[];
  /** How every item stands now. */
  status(): Promise<Status>;
  /** A new scanner. Frames may be given to it at once, ready or not. */
  scanner(settings?: ScannerSettings): Scanner;
  /** Judges a still image: no memory, each stands alone; with a scanner its filters apply (SCAN-6). */
  image(codes: readonly Code[], scanner?: Scanner): Promise<ScanResult>;
  /** Counts pages of a module, at least 1 (PAGE-2, PAGE-4). */
  pages(module: PageModule, count: number): Promise<Answer>;
  /** Ends the local license and frees its seat (SRV-2). */
  release(): Promise<Answer>;
  /**
   * Whether a host, or the host of a URL, is licensed, and by which rule.
   *
   * @throws MalformedError with a shared server, which alone knows that
   */
  coverage(host: string): Promise<Coverage>;
  /**
   * What a rule, option, reason or vendor number means; of an answer what was decided (`title`) and why, with its own
   * figures before and after (`text`).
   */
  explain(what: string | number | Answer): Promise<Explanation>;
  /** The forget memory of each scanner, by its name, at an instant of their frames. */
  windows(options?: FrameOptions): Promise<Readonly<Record<string, ScannerWindows>>>;
  /** Forgets this client's UUID as cleared storage would (ID-4), and opens as a new client; the ledger stays. */
  forget(): Promise<Identity>;
  /** Asks the Python core directly; the result is as the core wrote it. */
  call(op: DoorOperation, fields?: Readonly<Record<string, unknown>>): Promise<Record<string, unknown>>;
  /** Listens; returns what stops it. */
  on<Name extends keyof LicenseEvents>(name: Name, listener: (event: LicenseEvents[Name]) => void): () => void;
  /** Waits for what is being decided, then ends the worker. Later calls reject with ClosedError. */
  close(): Promise<void>;
}
