/**
 * The queue of requests: takes them from the page's port and serves them one at a time, in the order of
 * arrival.
 *
 * It reads no clock and sets no timer: every request carries the page's `now`, and the page does everything
 * that waits (`page_tasks.ts`).
 */
import { StorageError, toFailure } from "../api/errors.ts";
import type {
  BootFields,
  LoadFields,
  Notice,
  Opening,
  Request,
  Results,
  TaskReply,
  UnnumberedMessage,
  WireAnswer,
} from "../protocol/messages.ts";
import { VERSION } from "../protocol/version.ts";
import { outdated, StorageUnavailable } from "../storage/database.ts";
import type { Journal } from "../storage/journal.ts";
import { MemoryJournal } from "../storage/memory_journal.ts";
import type { PageRequest } from "../storage/saved_answers.ts";
import { StoredJournal } from "../storage/stored_journal.ts";
import { TabChannel } from "../storage/tab_channel.ts";
import { CoreSession } from "./core_session.ts";
import type { Decider, SessionListener } from "./decider.ts";
import { EmbeddedDecider } from "./embedded_decider.ts";
import { PageTasks } from "./page_tasks.ts";
import { bootPython, demandVersion, type BootProgress, timed } from "./python_boot.ts";
import type { PythonCore } from "./python_core.ts";
import { WorkerSession } from "./session.ts";
import { SharedDecider } from "./shared_decider.ts";

const BLOCKED = {
  reason: "STORAGE_BLOCKED",
  text: "another tab of this origin runs an older version of licensim: close it or reload it",
};

/** Serves one page over its port. */
export class RequestQueue {
  readonly #port: MessagePort;
  readonly #pageTasks = new PageTasks((id, task) => this.#tell(id, { kind: "task", task }));
  #last: Promise<void> = Promise.resolve();
  #session: WorkerSession | null = null;
  #page = "";
  #otherTabs: TabChannel | null = null;
  #announced = 0;
  #notices = 0;

  /** `holdsLock`: this worker holds the lock that shows its page that it lives. */
  constructor(port: MessagePort, holdsLock: boolean) {
    this.#port = port;
    port.onmessage = ({ data }: MessageEvent<Request | TaskReply>) => this.#receive(data);
    this.#tell(0, { kind: "step", step: "worker", at: "end", holdsLock });
  }

  #receive(message: Request | TaskReply): void {
    if (message.kind === "task_reply") {
      this.#pageTasks.finish(message.id, message.outcome); // not queued: the request under way waits for it
    } else {
      this.#queue(() => this.#serve(message));
    }
  }

  /** Runs a job when all earlier ones have ended. Jobs do not reject. */
  #queue(job: () => Promise<void>): void {
    this.#last = this.#last.then(job);
  }

  async #serve(request: Request): Promise<void> {
    try {
      this.#tell(request.id, { kind: "result", result: await this.#answer(request) });
    } catch (error) {
      const failure = toFailure(error);
      this.#tell(
        request.id,
        failure ? { kind: "failure", failure } : { kind: "crash", message: String(error) },
      );
    }
  }

  async #answer(request: Request): Promise<Results[Request["kind"]]> {
    if (request.kind === "boot") {
      this.#session = await this.#boot(request);
      return this.#open(request);
    }
    const session = this.#session!; // without a session the page ends this worker
    switch (request.kind) {
      case "event":
        return this.#once(request, (pageRequest) =>
          session.event(request.event, request.now, request.at, pageRequest),
        );
      case "call":
        return session.call(request.op, request.fields, request.now);
      case "flush":
        await session.flush(request.now);
        return null;
      case "renew":
        return session.renew(request.now);
      case "close":
        this.#otherTabs?.close();
        session.close();
        return null;
    }
  }

  /** Decides a request, unless a dead worker has decided it already. */
  async #once(
    request: Request,
    decide: (pageRequest: PageRequest) => Promise<WireAnswer>,
  ): Promise<WireAnswer> {
    const { id, heard, now: at } = request;
    const pageRequest = { page: this.#page, id, heard, at };
    const saved = request.again === true ? await this.#session!.savedAnswer(pageRequest) : null;
    return saved ?? decide(pageRequest);
  }

  async #boot(request: Request & { kind: "boot" }): Promise<WorkerSession> {
    const { assets, version, load, page } = request;
    this.#page = page;
    demandVersion("worker", VERSION, version, null);
    const progress = this.#progress(request.id);
    const [python, journal] = await Promise.all([
      bootPython(assets, version, progress),
      timed("storage", progress, () => this.#openJournal(journalName(load))),
    ]);
    this.#otherTabs = new TabChannel(journalName(load), () => this.#otherTabCommitted());
    return this.#sessionOf(python, journal, request);
  }

  #sessionOf(python: PythonCore, journal: Journal, boot: BootFields): WorkerSession {
    const { load, page } = boot;
    const listener: SessionListener = {
      committed: () => this.#committed(),
      replaced: (client) => this.#notify({ kind: "client", client }),
      notify: (notice) => this.#notify(notice),
    };
    const core = new CoreSession(python);
    const decider: Decider =
      load.server === undefined
        ? new EmbeddedDecider(core, journal, listener)
        : new SharedDecider(core, journal, this.#pageTasks, load, page, listener);
    return new WorkerSession(core, journal, boot, decider, listener);
  }

  #open({ id, now }: Request): Promise<Opening> {
    return timed("license", this.#progress(id), () => this.#session!.open(now));
  }

  async #openJournal(name: string): Promise<Journal> {
    const listener = {
      gone: () => this.#queue(() => this.#quietly(async (session) => session.catchUp())),
      blocked: () => this.#notify({ kind: "warning", warning: BLOCKED }),
      outdated: () => this.#notify({ kind: "failure", failure: toFailure(outdated())! }),
    };
    try {
      return await StoredJournal.open(name, listener);
    } catch (error) {
      if (error instanceof StorageUnavailable) {
        return new MemoryJournal(error);
      }
      throw error;
    }
  }

  #committed(): void {
    this.#otherTabs?.announce();
    this.#queue(() => this.#quietly((session) => session.compact()));
  }

  /** However many commits other tabs make meanwhile, the journal is read once. */
  #otherTabCommitted(): void {
    this.#announced += 1;
    if (this.#announced > 1) {
      return;
    }
    this.#queue(async () => {
      this.#announced = 0;
      await this.#quietly((session) => session.catchUp());
      this.#notify({ kind: "change" });
    });
  }

  /** Does work without a request. If storage fails, nothing is lost: the next request gets the same error. */
  async #quietly(work: (session: WorkerSession) => Promise<void>): Promise<void> {
    if (this.#session === null) {
      return; // still booting: it will read the newest state anyway
    }
    try {
      await work(this.#session);
    } catch (error) {
      if (!(error instanceof StorageError)) {
        this.#tell(0, { kind: "crash", message: String(error) });
      }
    }
  }

  #progress(id: number): BootProgress {
    return (step, at) => this.#tell(id, { kind: "step", step, at });
  }

  #notify(notice: Notice): void {
    this.#notices += 1;
    this.#tell(this.#notices, { kind: "notice", notice });
  }

  #tell(id: number, message: UnnumberedMessage): void {
    this.#port.postMessage({ id, ...message });
  }
}

/** The journal for a shared server is not that of the authority in this worker. */
function journalName({ key, server }: LoadFields): string {
  return server === undefined ? key : `\0${key}`;
}
