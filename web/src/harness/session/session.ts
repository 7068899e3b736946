/** One visit: the license that runs, what it answered, and what the visitor set. Holds no rule: it asks. */

import type {
  Answer, BootStep, Coverage, Explanation, Identity, License, OpenOptions, PageModule, ScanResult, ScannerWindows, Status, Warning,
} from "../../client/index.ts";
import { Asker } from "./asker.ts";
import { Changing } from "./changing.ts";
import { ASSETS, loadClient } from "../deciding/client_file.ts";
import { Decisions } from "./decisions.ts";
import { Explanations } from "./explanations.ts";
import { type Feed, Feeding, type Judged } from "../feeding/feeding.ts";
import { type Judge, RecordedLicense, SimulatedLicense } from "../deciding/judge.ts";
import { licenseDocument } from "../settings/license_document.ts";
import { type Entry, Log, type Mark, entryOf } from "../words/log.ts";
import { nextKey, readKey } from "../settings/project_key.ts";
import { Recorder } from "../deciding/recorder.ts";
import { describeChange, keepInAddress, parseSettings } from "../settings/address.ts";
import { type Settings, type Terms, defaultSettings, sameTerms, termsOf, withDefaultTerms } from "../settings/settings.ts";
import { Shared } from "../deciding/shared.ts";
import { Simulation } from "../deciding/simulation.ts";
import { type LicenseFault, byField, failureOf, faultsOf, isOfStorage, moreOf } from "../words/license_faults.ts";
import { standingOf } from "../words/standing.ts";
import { many } from "../words/words.ts";
import { type Compared, type Loaded, type TraceEvent, HERE, compareTrace } from "../deciding/world.ts";

/** Panels redraw at most this often, however many frames there are. */
const REDRAW_MS = 125;
/** How often a server is asked how the license stands, however much is used here. */
const SERVER_MS = 1000;

/** What a license is made of: a document that was written by hand, or where that is null the form. */
interface Licensing {
  readonly document: string | null;
  readonly form: Terms;
}

/** Events: `change` for the panels, a few times a second; `judged` for the stage, for every picture. */
export class Session extends Changing {
  phase: "booting" | "ready" | "failed" = "booting";
  error: unknown;
  readonly log = new Log();
  readonly steps: BootStep[] = [];
  settings: Settings;
  key = readKey();
  /** The newest answer of any event, null before the first. */
  answer: Answer | null = null;
  /** Who got that answer: the page's own client, or another of the simulation. */
  answered = HERE;
  /** Why the newest event was not decided: it could not be stored, and did not happen. Null when one was decided since. */
  unstored: { readonly reason: string; readonly message: string } | null = null;
  /** Whether this browser's storage has no room, as a fault. */
  storageFull = false;
  status: Status | null = null;
  identity: Identity | null = null;
  windows: ScannerWindows | null = null;
  /** What is wrong with the license of the form, or the one that was written by hand; empty when it is in force. */
  faultList: readonly LicenseFault[] = [];
  /** How many faults of the license there are besides. */
  moreFaults = 0;
  /** The event that the reader looks at; null follows the newest. */
  selected: Entry | null = null;
  /** What is wrong with the address that this page was opened with, each in words; the default is in force instead. */
  addressFaults: readonly string[];
  readonly simulation = new Simulation({
    license: () => this.#license,
    document: () => this.documentText(),
    trace: () => this.#recorder.toString(),
    opening: () => this.opening(),
    between: (act) => this.#decisions.between(act),
    entered: (goesOn) => this.#entered(goesOn),
    told: (title, answer, client) => this.#note("client", title, answer, client),
    ran: (title, answer) => this.#note("rhythm", title, answer, "A device"),
    moved: (title, answer) => this.#note("time", title, answer ?? standingOf(this.status), answer === null ? HERE : "A device"),
    refresh: () => this.refresh(),
    changed: () => this.changed(),
  });

  readonly shared = new Shared({
    clock: () => this.simulation.clock,
    timeMoved: (title) => this.#timeMoved(title),
    refresh: () => this.refresh(),
    changed: () => this.changed(),
  });

  readonly #feeding = new Feeding({
    judge: () => (this.phase === "ready" ? (this.#judge ?? null) : null),
    decide: (act) => this.#decisions.decide(act),
    settings: () => this.settings,
    sinceOpen: () => performance.now() - this.#openedAt,
    tuned: (title, answer) => this.#tuned(title, answer),
    judged: (kind, title, result, judged) => this.#judged(kind, title, result, judged),
    undecided: (error) => this.#undecided(error),
  });

  readonly #defaults: Settings;
  /** What the edition says to the scanner's settings; empty when they are in force as they are. */
  #tuning = "";
  /** What the license in force is made of. */
  #inForce: Licensing;
  readonly #recorder = new Recorder();
  #license: License | undefined;
  #judge: Judge | undefined;
  readonly #decisions = new Decisions();
  #openedAt = 0;
  readonly #asker = new Asker(() => (this.shared.server === null ? REDRAW_MS : SERVER_MS), () => this.#ask());
  readonly #explanations = new Explanations(() => this.changed());

  constructor() {
    super(REDRAW_MS);
    this.#defaults = defaultSettings(location.hostname);
    const { settings, faults } = parseSettings(location.hash, this.#defaults);
    this.settings = settings;
    this.addressFaults = faults;
    this.#inForce = { document: null, form: termsOf(settings) };
  }

  /** What is wrong with the settings, by field, in words; empty when all is in force. */
  get faults(): ReadonlyMap<string, string> {
    const faults = new Map(byField(this.faultList));
    return this.#tuning === "" ? faults : faults.set("duplicate_forget_time", this.#tuning);
  }

  /** A license document that was written by hand, in force instead of the form's; null for the form. */
  get document(): string | null {
    return this.#inForce.document;
  }

  /** Boot and open; the page's state follows. Never rejects: a failure is a phase. */
  start(): Promise<void> {
    this.shared.choose(this.settings);
    return this.#reopen("Opened");
  }

  /** Have a license server decide, or with an empty address this page itself. */
  async connect(change: Partial<Settings>): Promise<void> {
    this.simulation.leave();
    this.settings = { ...this.settings, ...change };
    this.#keep();
    this.shared.choose(this.settings);
    this.#recorder.clear();
    this.#judge = undefined; // what the license before says from here on is of another one
    Object.assign(this, { answer: null, status: null, selected: null, unstored: null });
    await this.#reopen(this.settings.server === "" ? "This page decides" : "A license server decides");
  }

  /** Change what is licensed or how it is simulated; in force from the next event on. */
  async set(change: Partial<Settings>): Promise<void> {
    const before = this.settings;
    this.settings = { ...before, ...change };
    this.#keep();
    this.changed(); // sources wait from now on where the option has no use for frames
    const title = describeChange(before, this.settings);
    if (!sameTerms(this.settings, before)) await this.license(null, title);
    else if (this.settings.edition !== before.edition) await this.#reload(title);
    else await this.#tune(title);
  }

  /** Put a license in force: a document, or null for the form's. Simulated, the session so far is judged by it anew. */
  async license(document: string | null, title: string, anew = true): Promise<void> {
    const licensing = { document, form: document === null ? termsOf(this.settings) : this.#inForce.form };
    const world = await this.simulation.begun();
    if (world === null) return await this.#reopen(title, licensing);
    try {
      await world.relicense(this.documentText(licensing), anew);
      if (this.storageFull) await world.fill(HERE, true); // judged anew, the session has no faults
      this.#accept(licensing);
      await this.moved(title);
    } catch (error) {
      this.#refusedToOpen(error);
    }
  }

  /** A license document as JSON text; that in force, if no other is given. */
  documentText({ document, form } = this.#inForce): string {
    return document ?? JSON.stringify(licenseDocument(form, this.key, Date.now()), null, 2);
  }

  /** Begin anew in real time under a new project key: nothing is counted yet; this client stays who it is. */
  async reset(): Promise<void> {
    this.simulation.leave();
    this.#inForce = { ...this.#inForce, document: null };
    this.key = nextKey(this.key);
    this.log.clear();
    this.#recorder.clear();
    this.selected = null;
    await this.#reopen("Started over");
  }

  /** Be in real time again, with what this browser has really used: the simulated session is given up. */
  async realTime(): Promise<void> {
    this.simulation.leave();
    this.selected = null;
    await this.#reopen("Back in real time: what was simulated is gone");
  }

  /** Become a new client, as cleared storage would (ID-4). */
  async forget(): Promise<void> {
    if (this.#license === undefined) return;
    if ((await this.simulation.begun()) !== null) {
      await this.simulation.act({ type: "clear_storage", client: HERE }, "This client was forgotten");
      return this.#reload("A new one opened");
    }
    try {
      this.identity = await this.#license.forget();
    } catch (error) {
      return this.#undecided(error);
    }
    this.#recorder.add({ type: "clear_storage", client: HERE }, this.simulation.clock.now());
    this.#recorder.follow(this.opening());
    this.#note("open", "This client was forgotten; a new one opened", this.#license.answer);
    await this.refresh();
  }

  /** Leave no room in this browser's storage, or room again: what must be stored then is not counted. */
  async fillStorage(full: boolean): Promise<void> {
    const world = await this.simulation.begun();
    await (world === null ? this.#license?.call("storage", { full }) : world.fill(HERE, full));
    this.storageFull = full;
    if (!full) this.unstored = null;
    await this.refresh();
    this.say(full ? "This browser's storage is full" : "This browser's storage has room again");
  }

  /** Cut this browser off from its license server, as a fault. */
  async cut(cut: boolean): Promise<void> {
    await this.#license?.call("network", { up: !cut });
    this.shared.cut = cut;
    this.say(cut ? "The license server is unreachable" : "The license server is back");
    await this.refresh();
  }

  /** Copy this browser's storage into another one, which opens; then this one asks, and is the second to do so (ID-8). */
  async copyStorage(copy: string): Promise<void> {
    const world = await this.simulation.enter();
    await world.copy(HERE, copy);
    await this.simulation.act({ ...this.opening(), client: copy }, `${copy}, with a copy of this browser's storage, opened`);
    await this.#reload("This browser opened");
  }

  /** Pages of a module that succeeded (PAGE-4). */
  async pages(module: PageModule, count: number, title: string): Promise<Answer | null> {
    const decided = this.#decisions.decide(() => this.#judge?.pages(module, count) ?? Promise.resolve(null));
    const answer = await decided.catch((error: unknown) => {
      this.#undecided(error);
      throw error;
    });
    if (answer === null) return null;
    this.#note("pages", title, answer);
    await this.refresh();
    return answer;
  }

  /** The session so far as a trace, JSON lines. */
  async trace(): Promise<string> {
    return (await this.simulation.world?.trace()) ?? this.#recorder.toString();
  }

  /** Take a recorded session in the place of this one: it goes on after it. Rejects with its faults. */
  async loadTrace(trace: string): Promise<Loaded> {
    if (trace.trim() === "") throw new Error("It is empty: there is no event in it.");
    const loaded = await this.simulation.load(trace);
    this.log.clear();
    this.selected = null;
    await this.moved(`A session of ${many(loaded.events, "event")} was loaded`);
    return loaded;
  }

  /** What this session would use under each option and edition. */
  async compare(): Promise<Compared | null> {
    return this.#license === undefined ? null : compareTrace(this.#license, await this.trace());
  }

  /** The license stands otherwise without an event: say so, and how it stands. */
  async moved(title: string): Promise<void> {
    await this.refresh();
    this.#note("time", title, standingOf(this.status));
  }

  /** The event with which this page opens its license; `key` other than the project's own is a fault. */
  opening(key = this.shared.server === null ? this.key : this.settings.project): TraceEvent {
    const { edition } = this.settings;
    return { type: "open", client: HERE, key, deployment: "browser", origin: this.identity?.origin ?? location.origin, edition };
  }

  coverage(host: string): Promise<Coverage> {
    if (this.#license === undefined) return Promise.reject(new Error("the license is not open yet"));
    return this.#license.coverage(host);
  }

  /** What a rule or reason means, in the core's words; null while they are on their way. */
  explanation(what: string | null): Explanation | null {
    return this.#explanations.of(what, this.#license);
  }

  /** An answer in the core's words, with its figures; null while they are on their way. */
  words(answer: Answer): Explanation | null {
    return this.#explanations.ofAnswer(answer, this.#license);
  }

  /** For a source that begins; what the one before it still hands in is not judged any more. */
  feed(): Feed {
    this.windows = null;
    return this.#feeding.begin();
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

  /** Ask how the license stands. */
  refresh(): Promise<void> {
    return this.#asker.ask();
  }

  /** The server's clock is another one: the license of this page follows, and what it is told stands anew. */
  async #timeMoved(title: string): Promise<void> {
    this.#feeding.restart();
    await this.refresh();
    this.#note("time", title, null);
  }

  /** Load the page anew, as its license sees it: under another edition, or as another client. */
  async #reload(title: string): Promise<void> {
    if ((await this.simulation.begun()) === null) return this.#reopen(title);
    this.#feeding.restart();
    await this.simulation.act(this.opening(), title).catch((error: unknown) => this.#undecided(error));
  }

  /** Open the license anew: the one in force, if no other is given. */
  #reopen(title: string, licensing?: Licensing): Promise<void> {
    // A frame that waits for a license server is given up with its license.
    return this.#decisions.atOnce(() => this.#open(title, licensing));
  }

  async #open(title: string, licensing?: Licensing): Promise<void> {
    // What was typed and refused is not kept: the form shows what is in force again.
    if (licensing === undefined) this.settings = { ...this.settings, ...this.#inForce.form };
    const opening = licensing ?? this.#inForce;
    try {
      const { startLicense } = await loadClient();
      const onBoot = (step: BootStep): void => this.#stepped(step);
      const { edition } = this.settings;
      await this.shared.greet();
      const opened = { at: this.simulation.clock.now(), since: performance.now() };
      const license = startLicense({ ...this.#licensed(opening), assets: ASSETS, edition, onBoot });
      if (this.shared.server !== null) this.shared.follow(license);
      await license.ready;
      this.#accept(opening);
      await this.#install(license, opened, title);
      this.shared.opened();
    } catch (error) {
      if (this.shared.server !== null) return this.#decideHere(error);
      if (this.#license === undefined && faultsOf(error) !== null) return this.#openDefault(title, faultsOf(error) ?? []);
      this.#refusedToOpen(error);
    }
    this.changed();
  }

  /** No license can be made of the address: its default is licensed instead, and what was wrong is said. */
  async #openDefault(title: string, faults: readonly LicenseFault[]): Promise<void> {
    const before = this.settings;
    this.settings = withDefaultTerms(before, this.#defaults);
    this.#inForce = { document: null, form: termsOf(this.settings) };
    this.addressFaults = [...this.addressFaults, ...[...byField(faults)].map(([field, what]) => `${field} ${what}`)];
    if (sameTerms(this.settings, before)) this.#failed(new Error(this.addressFaults.join("\n")));
    else await this.#open(title);
  }

  /** These terms are in force from now on, and can be opened again: the address may name them. */
  #accept(licensing: Licensing): void {
    this.#inForce = licensing;
    this.#faulty([]);
    if (this.phase === "ready") this.#keep();
  }

  /** Keep the settings in the address, but for terms that are not in force: nobody could open it again. */
  #keep(): void {
    this.addressFaults = [];
    keepInAddress({ ...this.settings, ...this.#inForce.form }, this.#defaults);
  }

  /** What a license is opened with, by who decides. */
  #licensed(licensing: Licensing): Omit<OpenOptions, "assets"> {
    const { shared } = this;
    return shared.server === null ? { key: this.key, document: this.documentText(licensing) } : shared.options(this.settings);
  }

  /** No license is to be had of the server that was chosen: this page decides, and says why. */
  async #decideHere(error: unknown): Promise<void> {
    const failure = error instanceof Error ? error.message : String(error);
    this.#note("error", failure, null);
    this.settings = { ...this.settings, server: "" };
    if (this.phase === "ready") this.#keep();
    this.shared.choose(this.settings);
    this.shared.failure = failure;
    this.shared.isOfStorage = isOfStorage(error);
    this.steps.length = 0;
    await this.#open("This page decides");
  }

  async #install(license: License, opened: { readonly at: number; readonly since: number }, title: string): Promise<void> {
    await this.#license?.close();
    this.#license = license;
    this.#judge = new RecordedLicense(license, this.#recorder, this.simulation.clock);
    this.#openedAt = opened.since;
    this.#feeding.restart();
    this.phase = "ready";
    if (this.storageFull) this.say("Opened anew: this browser's storage has room again");
    this.storageFull = false;
    this.unstored = null;
    this.identity = license.identity;
    license.on("change", () => void this.refresh());
    license.on("error", (error) => (error.name === "WorkerCrashError" ? this.#failed(error) : this.#undecided(error)));
    license.on("warning", (warning) => this.#warned(license, warning));
    license.on("identity", (identity) => (this.identity = identity));
    license.on("report", (answer) => this.#reported(answer));
    this.#recorder.add(this.opening(), opened.at);
    this.#note("open", title, license.answer);
    await this.refresh();
  }

  /** What a license tells of its page; what it tells of an answer is in the answer. */
  #warned(license: License, { reason, text }: Warning): void {
    if (reason === "STORAGE_CLEARED") this.say(text);
    if (reason === "WORKER_RESTARTED") this.#restarted(license, text);
  }

  /** The worker died and another goes on from the ledger: what lived in it alone is gone, simulated faults too. */
  #restarted(license: License, text: string): void {
    const wasSimulated = this.simulation.world !== null;
    this.simulation.leave();
    this.#judge = new RecordedLicense(license, this.#recorder, this.simulation.clock);
    this.#feeding.restart();
    this.storageFull = this.shared.cut = false;
    this.unstored = null;
    this.#recorder.add(this.opening(), this.simulation.clock.now());
    this.say(`${text}${wasSimulated ? "; the simulated session is gone, this is real time" : ""}`);
    this.#note("open", "Opened again", license.answer);
    void this.refresh();
  }

  /** From here on the simulation judges; where it `goesOn` from what was seen, the source's scanner does too. */
  async #entered(goesOn: boolean): Promise<void> {
    const { world } = this.simulation;
    if (world === null) return;
    const judge = new SimulatedLicense(world);
    if (this.storageFull) await world.fill(HERE, true);
    if (goesOn && this.#recorder.whole) this.#feeding.goOn(judge);
    else this.#feeding.restart();
    this.#judge = judge;
    await this.refresh();
  }

  async #ask(): Promise<void> {
    const judge = this.#judge;
    if (judge === undefined) return;
    const { scanner, mediaMs } = this.#feeding.live;
    const [status, windows] = await Promise.all([judge.status(), judge.windows({ timestamp: mediaMs })]);
    if (judge !== this.#judge) return;
    // A client whose key nobody knows sees no items: what was there before is still what is licensed.
    this.status = this.shared.told(status, this.status);
    this.windows = scanner === undefined ? null : (windows[scanner.name] ?? null);
    this.changed();
  }

  /** Usage that was told to the server later belongs to no event (NET-4). */
  #reported(answer: Answer): void {
    this.#note("report", `Usage told to the server${answer.item === null ? "" : `, ${answer.item}`}`, answer);
    void this.refresh();
  }

  #stepped(step: BootStep): void {
    if (this.phase !== "booting") return;
    this.steps.push(step);
    this.changed();
  }

  /** A license that could not be opened: malformed while another runs is a fault of the form, else a failure. */
  #refusedToOpen(error: unknown): void {
    const faults = faultsOf(error);
    if (faults === null || this.#license === undefined) return this.#failed(error);
    this.#faulty(faults, moreOf(error));
  }

  #faulty(faults: readonly LicenseFault[], more = 0): void {
    Object.assign(this, { faultList: faults, moreFaults: more });
    this.changed();
  }

  /** A frame without an answer: its license was closed, its storage failed for once, or it is all over. */
  #undecided(error: unknown): void {
    const kind = failureOf(error);
    if (kind === "passing") {
      const { reason = "", message } = error as Error & { reason?: string };
      this.unstored = { reason, message };
      this.#note("error", message, null);
    } else if (kind === "final") this.#failed(error);
  }

  #failed(error: unknown): void {
    if (this.phase === "failed") return;
    this.phase = "failed";
    this.error = error;
    this.#note("error", error instanceof Error ? error.message : String(error), null);
  }

  /** The scanner's settings alone: no license need be opened for them. */
  async #tune(title: string): Promise<void> {
    if (!(await this.#decisions.decide(() => this.#feeding.tune(title)))) this.changed();
  }

  /** What an edition says to a scanner's settings is shown beside the field. */
  async #tuned(title: string, answer: Answer): Promise<void> {
    this.#tuning = answer.answer === "refused" ? (answer.reason ?? "refused") : answer.warnings.map((w) => w.text).join("; ");
    this.#note("settings", title, answer);
    await this.refresh();
  }

  #judged(kind: "frame" | "image", title: string, result: ScanResult, judged: Judged): void {
    const { marks } = judged;
    if (this.#judge !== undefined) Object.assign(this, { answer: result, answered: HERE, unstored: null });
    if (marks.length > 0) this.shared.take(result); // what shows no code asks nobody
    if (marks.length > 0 || kind === "image") this.#note(kind, title, result, HERE, marks, result.lateMs);
    if ((result.counted ?? 0) > 0 || this.status === null || marks.length > 0) void this.refresh();
    this.dispatchEvent(new CustomEvent("judged", { detail: judged }));
  }

  #note(kind: Entry["kind"], title: string, answer: Answer | null, client = HERE, marks: readonly Mark[] = [], lateMs = 0): void {
    const decides = answer !== null && this.#judge !== undefined && kind !== "settings" && kind !== "report";
    if (decides) {
      Object.assign(this, { answer, answered: client, unstored: null });
      this.shared.take(answer);
    }
    const by = decides && this.shared.server !== null ? this.shared.inWords(this.shared.by, this.settings) : "";
    const { edition } = this.settings;
    const forgetMs = this.windows?.forgetMs ?? this.settings.forgetMs;
    const entry = this.log.add(entryOf(kind, title, answer, { at: this.simulation.clock.now(), marks, lateMs, forgetMs, edition, by }));
    if (answer !== null) this.log.keepAnswer(entry, answer);
    this.changed();
  }
}
