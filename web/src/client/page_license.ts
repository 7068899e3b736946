/** The license that a page holds: methods become requests, replies become answers. */
import type { Answer, AnsweredBy, Code, PageModule, ScanResult, Warning } from "./api/answers.ts";
import { ClosedError, LicensimError, revive, type WorkerCrashError } from "./api/errors.ts";
import type { BootStep, LicenseEvents } from "./api/events.ts";
import type { CoreOperation, License } from "./api/license.ts";
import type { OpenOptions } from "./api/options.ts";
import type { FrameOptions, Scanner, ScannerSettings } from "./api/scanner.ts";
import type { Coverage, Explanation, Identity, ScannerWindows, Status } from "./api/status.ts";
import { Connection } from "./connection/connection.ts";
import { demandCodes, plainCode } from "./convert/codes.ts";
import { loadFields } from "./convert/open_options.ts";
import {
  fromAnswer,
  toAnswer,
  toCoverage,
  toIdentity,
  toScanResult,
  toStatus,
  toWindows,
} from "./convert/results.ts";
import { packSettings } from "./convert/scanner_settings.ts";
import { Listeners } from "./listeners.ts";
import { PageTaskRunner } from "./network/page_task_runner.ts";
import { asLocation, folderAddress, pageOrigin, scriptAddress } from "./page/addresses.ts";
import { BootSteps } from "./page/boot_steps.ts";
import { setDocumentState } from "./page/document_state.ts";
import { PageClock } from "./page/page_clock.ts";
import { SlotTimer } from "./page/slot_timer.ts";
import { PageScanner } from "./page_scanner.ts";
import type {
  BootFields,
  Notice,
  Opening,
  UnnumberedRequest,
  WireClient,
  WireAnswer,
  WireEvent,
} from "./protocol/messages.ts";
import { newUuid } from "./protocol/uuid.ts";
import { VERSION } from "./protocol/version.ts";

type Fields = Readonly<Record<string, unknown>>;

/** The license of one worker. */
export class PageLicense implements License {
  readonly ready: Promise<License>;
  readonly #listeners = new Listeners<LicenseEvents>();
  readonly #clock: PageClock;
  readonly #steps: BootSteps;
  readonly #connection: Connection;
  readonly #pageTasks: PageTaskRunner;
  readonly #slotTimer: SlotTimer;
  readonly #opening: WireEvent;
  readonly #boot: Omit<BootFields, "settings">;
  /** The settings of the scanners, merged: they are sent again to a worker that replaces a dead one. */
  readonly #settings = new Map<string, Fields>();
  #answer: Answer | null = null;
  #identity: Identity | null = null;
  #end: LicensimError | null = null;
  #scanners = 0;

  /** The options must have been checked. */
  constructor(options: OpenOptions) {
    setDocumentState("booting");
    const assets = folderAddress(options.assets);
    const load = loadFields(options);
    this.#clock = new PageClock(options.now ?? Date.now);
    this.#pageTasks = new PageTaskRunner(() => this.#clock.now());
    this.#slotTimer = new SlotTimer(
      () => this.#clock.now(),
      () => this.#flush(),
    );
    const { key, deployment, origin, product, edition } = { ...load, origin: asLocation(load.origin).origin };
    this.#opening = {
      type: "open",
      key,
      deployment,
      origin,
      ...(product && { product }),
      ...(edition && { edition }),
    };
    this.#steps = new BootSteps((step) => options.onBoot?.(step));
    if (options.onWarning) {
      this.on("warning", options.onWarning);
    }
    this.#boot = { assets, version: VERSION, load, page: newUuid() };
    this.#connection = new Connection(scriptAddress(options.workerURL ?? `${assets}worker.js`), {
      step: (step, at) => this.#steps.mark(step, at),
      notice: (notice) => this.#noticed(notice),
      task: (task) => this.#pageTasks.run(task),
      crashed: () => {
        setDocumentState("booting");
        return this.#booting();
      },
      restarted: (opening, { now }, crash) => this.#restarted(opening, now, crash),
      ended: (error) => this.#ended(error),
    });
    const request = this.#booting();
    this.ready = this.#connection.ask(request).then((opening) => {
      this.#opened(opening, request.now);
      return this;
    });
  }

  get answer(): Answer {
    return this.#answer ?? notReady();
  }

  get identity(): Identity {
    return this.#identity ?? notReady();
  }

  get boot(): readonly BootStep[] {
    return this.#steps.steps;
  }

  async status(): Promise<Status> {
    return toStatus(await this.call("status"));
  }

  scanner(settings?: ScannerSettings): Scanner {
    this.#scanners += 1;
    const scanner = new PageScanner(`scanner-${this.#scanners}`, {
      scan: (event, mediaMs) => this.#scan(event, mediaMs),
      event: (event, mediaMs) => this.#event(event, mediaMs),
    });
    if (settings) {
      packSettings(settings); // throws here for malformed settings
      scanner.set(settings).catch((error: LicensimError) => this.#failed(error));
    }
    return scanner;
  }

  async image(codes: readonly Code[], scanner?: Scanner): Promise<ScanResult> {
    demandCodes(codes);
    return this.#scan({
      type: "image",
      codes: codes.map(plainCode),
      ...(scanner && { scanner: scanner.name }),
    });
  }

  pages(module: PageModule, count: number): Promise<Answer> {
    return this.#event({ type: "pages", module, count });
  }

  release(): Promise<Answer> {
    return this.#event({ type: "release" });
  }

  async coverage(host: string): Promise<Coverage> {
    return toCoverage(await this.call("coverage", { host }));
  }

  async explain(what: string | number | Answer, at = this.#now()): Promise<Explanation> {
    const fields = typeof what === "object" ? { answer: fromAnswer(what), at } : { term: what };
    return (await this.call("explain", fields)) as unknown as Explanation;
  }

  async windows({ timestamp }: FrameOptions = {}): Promise<Readonly<Record<string, ScannerWindows>>> {
    const at = this.#clock.ofFrame(timestamp, this.#clock.now());
    return toWindows(await this.call("forget", { at }));
  }

  async forget(): Promise<Identity> {
    const now = this.#now();
    this.#opened(await this.#connection.ask({ kind: "renew", now }), now);
    this.#listeners.emit("identity", this.identity);
    return this.identity;
  }

  call(op: CoreOperation, fields: Fields = {}): Promise<Record<string, unknown>> {
    return this.#connection.ask({ kind: "call", now: this.#now(), op, fields });
  }

  on<Name extends keyof LicenseEvents>(
    name: Name,
    listener: (event: LicenseEvents[Name]) => void,
  ): () => void {
    return this.#listeners.on(name, listener);
  }

  async close(): Promise<void> {
    this.#slotTimer.set(null);
    await this.#connection.ask({ kind: "close", now: this.#clock.now() });
    this.#connection.end(new ClosedError());
  }

  async #scan(event: WireEvent, mediaMs?: number): Promise<ScanResult> {
    const now = this.#now();
    const at = this.#clock.ofFrame(mediaMs, now);
    const wire = await this.#connection.ask({ kind: "event", now, at, event });
    return this.#emitAnswer(event, now, at, wire, toScanResult(wire, at));
  }

  async #event(event: WireEvent, mediaMs?: number): Promise<Answer> {
    const now = this.#now();
    const at = this.#clock.ofFrame(mediaMs, now);
    const wire = await this.#connection.ask({ kind: "event", now, at, event });
    if (event.type === "settings" && wire.answer !== "refused") {
      this.#remember(event);
    }
    return this.#emitAnswer(event, now, at, wire, toAnswer(wire));
  }

  #remember({ type, scanner, ...fields }: WireEvent): void {
    const name = scanner as string;
    this.#settings.set(name, { ...this.#settings.get(name), ...fields });
  }

  #booting(): UnnumberedRequest & { readonly kind: "boot" } {
    return { kind: "boot", now: this.#clock.now(), ...this.#boot, settings: [...this.#settings] };
  }

  /** After a crash: the ledger and the client come from storage; the worker's own state is new. */
  #restarted(opening: Opening, now: number, { message }: WorkerCrashError): void {
    const before = this.#identity?.uuid;
    this.#opened(opening, now);
    if (this.identity.uuid !== before) {
      this.#listeners.emit("identity", this.identity);
    }
    const text = `${message}; it was started again and goes on from the ledger, and scanners have forgotten what they saw`;
    this.#warn([{ reason: "WORKER_RESTARTED", text }]);
  }

  /** The page's clock, for a message that is about to be sent; usage that is due is sent first. */
  #now(): number {
    const now = this.#clock.now();
    this.#slotTimer.pass(now);
    return now;
  }

  #flush(): void {
    const flushed = this.#connection.ask({ kind: "flush", now: this.#clock.now() });
    flushed.catch((error: LicensimError) => this.#failed(error));
  }

  #emitAnswer<Kind extends Answer>(
    event: WireEvent,
    now: number,
    at: number,
    wire: WireAnswer,
    answer: Kind,
  ): Kind {
    this.#warn(answer.warnings);
    const scanner = (event["scanner"] as string | undefined) ?? null;
    this.#listeners.emit("answer", {
      type: event.type,
      scanner,
      answer,
      event,
      now,
      at,
      by: whoAnswered(wire),
    });
    return answer;
  }

  #opened({ client, answer }: Opening, now: number): void {
    this.#become(client);
    this.#answer = this.#emitAnswer(this.#opening, now, now, answer, toAnswer(answer));
    setDocumentState("ready");
  }

  #become(client: WireClient): void {
    this.#identity = toIdentity(client, pageOrigin());
    this.#warn(client.warnings);
  }

  #noticed(notice: Notice): void {
    switch (notice.kind) {
      case "change":
        this.#listeners.emit("change", undefined);
        return;
      case "client":
        this.#become(notice.client);
        this.#listeners.emit("identity", this.identity);
        return;
      case "report":
        this.#listeners.emit("report", toAnswer(notice.answer));
        return;
      case "flush":
        this.#slotTimer.set(notice.at);
        return;
      case "warning":
        this.#warn([notice.warning]);
        return;
      case "failure":
        this.#ended(revive(notice.failure));
        return;
    }
  }

  #warn(warnings: readonly Warning[]): void {
    for (const warning of warnings) {
      this.#listeners.emit("warning", warning);
    }
  }

  #ended(error: LicensimError): void {
    this.#end = error;
    this.#pageTasks.stop();
    this.#slotTimer.set(null);
    if (!(error instanceof ClosedError)) {
      setDocumentState("failed");
      this.#listeners.emit("error", error);
    }
  }

  /** Emits the error of a request whose result is not awaited; `#ended` has already emitted the final one. */
  #failed(error: LicensimError): void {
    if (error !== this.#end) {
      this.#listeners.emit("error", error);
    }
  }
}

function whoAnswered({ by = "embedded" }: WireAnswer): AnsweredBy | null {
  return by;
}

function notReady(): never {
  throw new LicensimError("NOT_READY", "this license is not open yet: await its `ready`");
}
