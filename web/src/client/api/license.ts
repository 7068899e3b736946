/**
 * The license that a page holds, and its methods.
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
 * - `check` with `document` (JSON text): `{grants, offered}`, in words: the document's grants, and the
 *   products for which its options are offered
 * - `replay` with `trace` and `document?`, `reports?`, `edition?`: `{answers, summary}`
 * - `network` with `up`: a simulated fault between the client and its authority (NET-1)
 * - `storage` with `full`: a simulated fault: this page's storage is full, and calls that must store
 *   something reject
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
  /** The answer to the opening; it may be `refused`. Throws before {@link ready}. */
  readonly answer: Answer;
  /** Throws before {@link ready}. */
  readonly identity: Identity;
  /** The steps of the boot that are done. */
  readonly boot: readonly BootStep[];
  /** The state of every item now. */
  status(): Promise<Status>;
  /** A new scanner. Frames may be given to it at once, ready or not. */
  scanner(settings?: ScannerSettings): Scanner;
  /** Judges a still image by itself, without a memory. If a scanner is given, its filters apply (SCAN-6). */
  image(codes: readonly Code[], scanner?: Scanner): Promise<ScanResult>;
  /** Counts pages of a module, at least 1 (PAGE-2, PAGE-4). */
  pages(module: PageModule, count: number): Promise<Answer>;
  /** Ends the local license and frees its seat (SRV-2). */
  release(): Promise<Answer>;
  /**
   * Whether a host, or the host of a URL, is licensed, and by which rule.
   *
   * @throws MalformedError with a shared server: only the server knows the covered hosts
   */
  coverage(host: string): Promise<Coverage>;
  /**
   * The meaning of a rule, option, reason or vendor number. For an answer: the decision (`title`) and why it
   * was made, with its own figures before and after (`text`), and in plain words (`plain`), which tell times
   * from the instant `at`, by default from now.
   */
  explain(what: string | number | Answer, at?: number): Promise<Explanation>;
  /** The forget memory of each scanner, by its name, at an instant of its frames. */
  windows(options?: FrameOptions): Promise<Readonly<Record<string, ScannerWindows>>>;
  /** Forgets the client's UUID, like cleared storage (ID-4), and opens as a new client; the ledger stays. */
  forget(): Promise<Identity>;
  /** Calls the Python core directly; returns its result unchanged. */
  call(op: CoreOperation, fields?: Readonly<Record<string, unknown>>): Promise<Record<string, unknown>>;
  /** Adds a listener; returns the function that removes it. */
  on<Name extends keyof LicenseEvents>(
    name: Name,
    listener: (event: LicenseEvents[Name]) => void,
  ): () => void;
  /** Waits for the decisions under way, then ends the worker. Later calls reject with ClosedError. */
  close(): Promise<void>;
}
