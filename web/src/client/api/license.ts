/**
 * The license that a page holds, and what it can be asked.
 *
 * Instants are whole milliseconds since the Unix epoch and end in `At`; durations are milliseconds and end in
 * `Ms`. A denial is an answer, never an exception.
 */
import type { Answer, Code, PageModule, ScanResult } from "./answers.ts";
import type { BootStep, LicenseEvents } from "./events.ts";
import type { FrameOptions, Scanner, ScannerSettings } from "./scanner.ts";
import type { Coverage, Explanation, Identity, ScannerWindows, Status } from "./status.ts";

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
export type CoreOperation =
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
  call(op: CoreOperation, fields?: Readonly<Record<string, unknown>>): Promise<Record<string, unknown>>;
  /** Listens; returns what stops it. */
  on<Name extends keyof LicenseEvents>(
    name: Name,
    listener: (event: LicenseEvents[Name]) => void,
  ): () => void;
  /** Waits for what is being decided, then ends the worker. Later calls reject with ClosedError. */
  close(): Promise<void>;
}
