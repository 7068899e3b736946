/** One visit: the license that runs, what it answered, and what the visitor set. Holds no rule: it asks. */

import type {
  Answer, BootStep, Coverage, Explanation, Identity, License, ScanResult, Scanner, ScannerWindows, Status,
} from "../client/index.ts";
import { ASSETS, loadClient } from "./client_file.ts";
import { Explanations } from "./explanations.ts";
import { Live } from "./live.ts";
import { type Entry, Log, type Mark } from "./log.ts";
import { type Sightings, marksOf, rememberSightings } from "./marks.ts";
import { nextKey, readKey } from "./project_key.ts";
import { type Seen, toCodes } from "./seen.ts";
import {
  type Settings, defaultSettings, describeChange, formatList, licenseDocument, parseSettings, writeSettings,
} from "./settings.ts";

/** Panels redraw at most this often, however many frames there are. */
const REDRAW_MS = 125;

/** What the stage draws: the picture's codes and what became of each. */
export interface Judged {
  readonly seen: Seen;
  readonly marks: readonly Mark[];
  /** The instant at which the picture was judged. */
  readonly at: number;
}

/** Where a source hands its pictures in; a source has a scanner, and with it a memory, of its own (SCAN-6). */
export interface Feed {
  /** Judge a frame; resolves when the next one may come. */
  frame(seen: Seen): Promise<void>;
  /** Judge a still image by itself. */
  image(name: string, seen: Seen): Promise<void>;
}

/** Events: `change` for the panels, a few times a second; `judged` for the stage, for every picture. */
export class Session extends EventTarget {
  phase: "booting" | "ready" | "failed" = "booting";
  error: unknown;
  readonly log = new Log();
  readonly steps: BootStep[] = [];
  settings: Settings;
  key = readKey();
  /** The newest answer of any event, null before the first. */
  answer: Answer | null = null;
  status: Status | null = null;
  identity: Identity | null = null;
  windows: ScannerWindows | null = null;
  /** What is wrong with the settings, by field, in words; empty when all is in force. */
  faults: ReadonlyMap<string, string> = new Map();
  /** The event that the reader looks at; null follows the newest. */
  selected: Entry | null = null;

  readonly #defaults: Settings;
  #license: License | undefined;
  #live = new Live();
  #opening: Promise<void> = Promise.resolve();
  #openedAt = 0;
  #redraw: ReturnType<typeof setTimeout> | undefined;
  #asking = false;
  #stale = false;
  readonly #explanations = new Explanations(() => this.changed());

  constructor() {
    super();
    this.#defaults = defaultSettings(location.hostname);
    this.settings = parseSettings(location.hash, this.#defaults);
  }

  /** Boot and open; the page's state follows. Never rejects: a failure is a phase. */
  start(): Promise<void> {
    return this.#reopen("Opened");
  }

  /** Change what is licensed or how it is simulated; in force from the next event on. */
  async set(change: Partial<Settings>): Promise<void> {
    const before = this.settings;
    this.settings = { ...before, ...change };
    const fragment = writeSettings(this.settings, this.#defaults);
    history.replaceState(null, "", fragment === "" ? location.pathname + location.search : `#${fragment}`);
    const licensed = (["edition", "option", "quota", "domain"] as const).some((f) => this.settings[f] !== before[f]);
    if (licensed) await this.#reopen(describeChange(before, this.settings));
    else await this.#tune(describeChange(before, this.settings));
  }

  /** Begin anew under a new project key: nothing is counted yet; this client stays who it is. */
  async reset(): Promise<void> {
    this.key = nextKey(this.key);
    this.log.clear();
    this.selected = null;
    await this.#reopen("Started over");
  }

  /** Become a new client, as cleared storage would (ID-4). */
  async forget(): Promise<void> {
    if (this.#license === undefined) return;
    this.identity = await this.#license.forget();
    this.#note("open", "This client was forgotten; a new one opened", this.#license.answer);
    await this.#refresh();
  }

  coverage(host: string): Promise<Coverage> {
    if (this.#license === undefined) return Promise.reject(new Error("the license is not open yet"));
    return this.#license.coverage(host);
  }

  /** What a rule or reason means, in the core's words; null while they are on their way. */
  explanation(what: string | null): Explanation | null {
    return this.#explanations.of(what, this.#license);
  }

  /** For a source that begins; what the one before it still hands in is not judged any more. */
  feed(): Feed {
    this.#live.end();
    const live = new Live();
    this.#live = live;
    this.windows = null;
    return { frame: (seen) => this.#frame(live, seen), image: (name, seen) => this.#image(live, name, seen) };
  }

  /** Select an entry of the log, or null to follow the newest. */
  select(entry: Entry | null): void {
    this.selected = entry;
    this.changed();
  }

  /** Write something into the log that is no decision: a source that began or ended. */
  say(title: string): void {
    this.#note("source", title, null);
  }

  /** Tell the panels, soon. */
  changed(): void {
    this.#redraw ??= setTimeout(() => {
      this.#redraw = undefined;
      this.dispatchEvent(new Event("change"));
    }, REDRAW_MS);
  }

  #reopen(title: string): Promise<void> {
    this.#opening = this.#opening.then(() => this.#open(title));
    return this.#opening;
  }

  async #open(title: string): Promise<void> {
    try {
      const { startLicense } = await loadClient();
      const { edition } = this.settings;
      const document = licenseDocument(this.settings, this.key, Date.now());
      const onBoot = (step: BootStep): void => this.#stepped(step);
      const license = startLicense({ key: this.key, document, assets: ASSETS, edition, onBoot });
      const openedAt = performance.now();
      await license.ready;
      await this.#install(license, openedAt, title);
    } catch (error) {
      this.#refusedToOpen(error);
    }
    this.changed();
  }

  async #install(license: License, openedAt: number, title: string): Promise<void> {
    await this.#license?.close();
    this.#license = license;
    this.#openedAt = openedAt;
    this.#live.restart();
    this.phase = "ready";
    this.faults = new Map();
    this.identity = license.identity;
    license.on("change", () => void this.#refresh());
    license.on("error", (error) => this.#failed(error));
    license.on("identity", (identity) => (this.identity = identity));
    this.#note("open", title, license.answer);
    await this.#refresh();
  }

  #stepped(step: BootStep): void {
    if (this.phase !== "booting") return;
    this.steps.push(step);
    this.changed();
  }

  /** A license that could not be opened: malformed while another runs is a fault of the form, else a failure. */
  #refusedToOpen(error: unknown): void {
    const faults = (error as { faults?: readonly { path: string; what: string }[] }).faults;
    if (faults === undefined || this.#license === undefined) return this.#failed(error);
    this.faults = new Map(faults.map(({ path, what }) => [path.split(".").at(-1) ?? path, what]));
    this.changed();
  }

  /** A frame without an answer: its license was closed, its storage failed for once, or it is all over. */
  #undecided(error: unknown): void {
    const { name, reason, message } = error as { name?: string; reason?: string; message?: string };
    if (name === "ClosedError") return;
    if (name === "StorageError" && reason !== "STORAGE_OUTDATED") return this.#note("error", message ?? "", null);
    this.#failed(error);
  }

  #failed(error: unknown): void {
    if (this.phase === "failed") return;
    this.phase = "failed";
    this.error = error;
    this.#note("error", error instanceof Error ? error.message : String(error), null);
  }

  /** The scanner's settings alone: no license need be opened for them. */
  async #tune(title: string): Promise<void> {
    await this.#opening;
    if (this.#live.scanner === undefined) return this.changed();
    await this.#apply(this.#live.scanner, title);
  }

  async #apply(scanner: Scanner, title: string): Promise<void> {
    const { forgetMs, trustFrames, formats } = this.settings;
    const settings = { duplicateForgetTime: forgetMs, oneDTrustFrames: trustFrames, formats: formatList(formats) };
    const answer = await scanner.set(settings);
    const said = answer.answer === "refused" ? (answer.reason ?? "refused") : answer.warnings.map((w) => w.text).join("; ");
    this.faults = said === "" ? new Map() : new Map([["duplicate_forget_time", said]]);
    this.#note("settings", title, answer);
    await this.#refresh();
  }

  /** The license and the source's scanner; null when the source is over or nothing can be judged. */
  async #ready(live: Live): Promise<{ license: License; scanner: Scanner } | null> {
    await this.#opening;
    const license = this.#license;
    if (license === undefined || this.phase !== "ready" || live !== this.#live) return null;
    const scanner = await live.begin(license, (begun) => this.#apply(begun, "Scanner started"));
    return live === this.#live ? { license, scanner } : null;
  }

  async #frame(live: Live, seen: Seen): Promise<void> {
    try {
      const ready = await this.#ready(live);
      if (ready === null) return;
      const timestamp = live.place(seen, performance.now() - this.#openedAt);
      const result = await ready.scanner.frame(toCodes(seen), { timestamp });
      this.#judged(seen, result, "frame", "", live.sightings);
    } catch (error) {
      this.#undecided(error);
    }
  }

  async #image(live: Live, name: string, seen: Seen): Promise<void> {
    const ready = await this.#ready(live);
    if (ready === null) return;
    this.#judged(seen, await ready.license.image(toCodes(seen), ready.scanner), "image", name, new Map());
  }

  #judged(seen: Seen, result: ScanResult, kind: "frame" | "image", title: string, sightings: Sightings): void {
    const at = result.scannedAt;
    const marks = marksOf(seen.codes, result, sightings, at);
    rememberSightings(sightings, marks, at);
    this.answer = result;
    if (marks.length > 0 || kind === "image") this.#note(kind, title, result, marks, result.lateMs);
    if ((result.counted ?? 0) > 0 || this.status === null || marks.length > 0) void this.#refresh();
    const judged: Judged = { seen, marks, at };
    this.dispatchEvent(new CustomEvent("judged", { detail: judged }));
  }

  #note(kind: Entry["kind"], title: string, answer: Answer | null, marks: readonly Mark[] = [], lateMs = 0): void {
    if (answer !== null && kind !== "settings") this.answer = answer;
    this.log.add({
      at: Date.now(),
      kind,
      title,
      answer: answer?.answer ?? null,
      reason: answer?.reason ?? null,
      number: answer?.number ?? null,
      rule: answer?.rule ?? null,
      item: answer?.item ?? null,
      counted: answer?.counted ?? null,
      marks,
      lateMs,
      forgetMs: this.windows?.forgetMs ?? this.settings.forgetMs,
      edition: this.settings.edition,
      warnings: answer?.warnings.map((warning) => warning.text) ?? [],
    });
    this.changed();
  }

  /** Ask how the license stands; what is asked while a question is open is asked once more after it. */
  async #refresh(): Promise<void> {
    this.#stale = true;
    if (this.#asking) return;
    this.#asking = true;
    while (this.#stale && this.#license !== undefined) {
      this.#stale = false;
      await this.#ask(this.#license).catch(() => undefined); // closed meanwhile: its successor is asked next
      await new Promise((resolve) => setTimeout(resolve, REDRAW_MS));
    }
    this.#asking = false;
  }

  async #ask(license: License): Promise<void> {
    const { scanner, mediaMs } = this.#live;
    const [status, windows] = await Promise.all([license.status(), license.windows({ timestamp: mediaMs })]);
    this.status = status;
    this.windows = scanner === undefined ? null : (windows[scanner.name] ?? null);
    this.changed();
  }
}
