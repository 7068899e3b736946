/**
 * Decisions of a shared license server. The Python core returns each next step. Its entry is written to the
 * journal before the step is done, so that a lost request or reply can be repeated (ID-8, NET-5).
 */
import type { Warning } from "../api/answers.ts";
import type { LoadFields, WireAnswer, WireScan } from "../protocol/messages.ts";
import type { Journal } from "../storage/journal.ts";
import type { PageRequest } from "../storage/saved_answers.ts";
import { AskLock } from "./ask_lock.ts";
import type { CoreSession } from "./core_session.ts";
import { type CoreFields, type Decider, type SessionListener, UsageNotices } from "./decider.ts";
import type { PageTasks } from "./page_tasks.ts";
import { type Signed, verify } from "./signature.ts";

/** The core's next step; without fetch and verify it is the last one. */
interface CoreStep {
  readonly entry: string | null;
  readonly uuid: string;
  readonly fetch?: { place: "main" | "standby"; path: string; body: unknown; limit_ms: number };
  readonly verify?: Signed;
  readonly answer?: WireScan;
  readonly notices?: readonly WireAnswer[];
  readonly flush_at?: number | null;
}

const UNREACHED = ["SERVER_UNREACHABLE", "OFFLINE_CACHED", "CLOCK_CHANGED"];
const USAGE_LIMIT_MS = 3000;

/** Asks the license server through the page; only one tab of the origin asks at a time. */
export class SharedDecider implements Decider {
  readonly #core: CoreSession;
  readonly #journal: Journal;
  readonly #pageTasks: PageTasks;
  readonly #load: LoadFields;
  readonly #listener: SessionListener;
  readonly #askLock: AskLock;
  readonly #usage: UsageNotices;
  /** Why the servers could not be reached during the current event. */
  #causes: Warning[] = [];
  /** Whether the simulated network is down. */
  #isCut = false;
  /** Whether the server does not know the project: then it has no usage to send. */
  #isUnknown = false;

  /** `load` has the servers' addresses, `page` is this page's unique name. */
  constructor(
    core: CoreSession,
    journal: Journal,
    pageTasks: PageTasks,
    load: LoadFields,
    page: string,
    listener: SessionListener,
  ) {
    this.#core = core;
    this.#journal = journal;
    this.#pageTasks = pageTasks;
    this.#load = load;
    this.#listener = listener;
    this.#askLock = new AskLock(journal, pageTasks, page);
    this.#usage = new UsageNotices(listener);
  }

  /** Checks the signature of the journal's local license before it is used (NET-7). */
  async begin(now: number): Promise<void> {
    if (this.#isCut) {
      await this.#cut(true);
    }
    await this.#perform("trust", { now }, null);
  }

  async decide(fields: CoreFields, request: PageRequest | null): Promise<WireScan> {
    const { answer: atOnce } = this.#core.call("event", fields) as { answer?: WireScan };
    if (atOnce !== undefined) {
      return atOnce;
    }
    // If it is sent again after a crash, it has the same identifier: the server counts it once (NET-5).
    const report = request && { report: `${request.page}:${request.id}` };
    const answer = await this.#perform("begin", { ...fields, ...report }, request);
    this.#isUnknown = answer.reason === "KEY_UNKNOWN";
    const causes = UNREACHED.includes(answer.reason ?? "") ? this.#causes : [];
    return causes.length > 0 ? { ...answer, warnings: [...answer.warnings, ...causes] } : answer;
  }

  async flush(now: number): Promise<void> {
    this.#usage.sending();
    await this.#perform("flush", { now }, null);
  }

  async call(op: string, fields: CoreFields): Promise<Record<string, unknown>> {
    if (op === "network") {
      return this.#cut(fields["up"] !== true);
    }
    return this.#core.call(op, op === "status" ? { ...fields, usage: await this.#askUsage() } : fields);
  }

  /** Cuts the network off, or back on: a simulated fault, which stays for a new client of this page. */
  async #cut(isCut: boolean): Promise<Record<string, unknown>> {
    this.#isCut = isCut;
    return this.#core.call("network", { up: !isCut });
  }

  /** The usage of the items from the server; null if it sends none. */
  async #askUsage(): Promise<string | null> {
    if (this.#isCut || this.#isUnknown) {
      return null;
    }
    const url = `${this.#address("main")}v1/projects/${encodeURIComponent(this.#load.key)}/usage`;
    const { status, text } = await this.#pageTasks.fetch(url, null, USAGE_LIMIT_MS);
    return status === 200 ? text : null;
  }

  async #perform(op: string, fields: CoreFields, request: PageRequest | null): Promise<WireScan> {
    const {
      answer,
      notices = [],
      flush_at = null,
    } = await this.#askLock.hold(fields["now"] as number, async () => {
      await this.#journal.catchUp(this.#core);
      return this.#stepByStep(op, fields, request);
    });
    this.#usage.tell(notices, flush_at);
    return answer!;
  }

  async #stepByStep(op: string, fields: CoreFields, request: PageRequest | null): Promise<CoreStep> {
    this.#causes = [];
    let next = await this.#step(op, { ...fields, entries: [] }, request);
    while (next.fetch || next.verify) {
      const result = next.fetch
        ? { fetched: await this.#fetch(next.fetch) }
        : { verified: await this.#verify(next.verify!) };
      next = await this.#step("resume", result, request);
    }
    return next;
  }

  /** Does one step of the core, and stores its entry. */
  async #step(op: string, fields: CoreFields, request: PageRequest | null): Promise<CoreStep> {
    const next = this.#core.call(op, fields) as unknown as CoreStep;
    const isNew = next.uuid !== this.#core.uuid;
    if (next.entry === null && !isNew) {
      return next;
    }
    this.#core.unsettled = true;
    try {
      await this.#journal.append(
        next.entry,
        next.uuid,
        request && next.answer ? { request, answer: next.answer } : null,
      );
    } catch (error) {
      this.#core.settle(false);
      throw error;
    }
    this.#core.settle(true);
    this.#listener.committed();
    if (isNew) {
      this.#become(next.uuid);
    }
    return next;
  }

  #become(uuid: string): void {
    this.#core.rename(uuid);
    this.#listener.replaced({ uuid, durable: this.#journal.durable, warnings: [] });
  }

  async #fetch({
    place,
    path,
    body,
    limit_ms,
  }: NonNullable<CoreStep["fetch"]>): Promise<Record<string, unknown>> {
    const url = this.#address(place) + path.slice(1);
    const { elapsedMs, status, text, cause } = await this.#pageTasks.fetch(url, body, limit_ms);
    if (cause !== null && !this.#causes.some(({ reason }) => reason === cause.reason)) {
      this.#causes.push(cause);
    }
    return { elapsed_ms: elapsedMs, status, text };
  }

  #address(place: "main" | "standby"): string {
    return (place === "standby" ? this.#load.standby : undefined) ?? this.#load.server!;
  }

  async #verify(signed: Signed): Promise<boolean> {
    return (await verify(signed)) ?? (this.#core.call("verify", { ...signed })["verified"] as boolean);
  }
}
