/**
 * The worker's desk: takes requests from the page's port and decides one at a time, in the order of their arrival.
 *
 * It reads no clock and sets no timer: every request carries the page's `now`, and what takes time is an errand.
 */
import { bootPython, demandVersion, type Progress, timed } from "./python_boot.ts";
import { outdated, StorageUnavailable } from "../storage/database.ts";
import type { Door } from "./python_core.ts";
import { EmbeddedWay } from "./embedded_decider.ts";
import { Errands } from "./page_tasks.ts";
import { StorageError, toFailure } from "../api/errors.ts";
import type { Journal } from "../storage/journal.ts";
import { MemoryJournal } from "../storage/memory_journal.ts";
import type { Asked } from "../storage/saved_answers.ts";
import type { BootFields, LoadFields, Notice, Opening, Request, Results, Return, Telling, WireAnswer } from "../protocol/messages.ts";
import { DoorReplica } from "./core_session.ts";
import { Session } from "./session.ts";
import { SharedWay } from "./shared_decider.ts";
import { StoredJournal } from "../storage/stored_journal.ts";
import { Tabs } from "../storage/tab_channel.ts";
import { VERSION } from "../protocol/version.ts";
import type { SessionNews, Way } from "./decider.ts";

const BLOCKED = {
  reason: "STORAGE_BLOCKED",
  text: "another tab of this origin runs an older version of licensim: close it or reload it",
};

/** Serves one page over its port. */
export class Desk {
  readonly #port: MessagePort;
  readonly #errands = new Errands((id, errand) => this.#tell(id, { kind: "errand", errand }));
  #last: Promise<void> = Promise.resolve();
  #session: Session | null = null;
  #page = "";
  #tabs: Tabs | null = null;
  #pokes = 0;
  #notices = 0;

  /** `hasPulse`: this worker holds the lock by which its page learns of its end. */
  constructor(port: MessagePort, hasPulse: boolean) {
    this.#port = port;
    port.onmessage = ({ data }: MessageEvent<Request | Return>) => this.#receive(data);
    this.#tell(0, { kind: "step", step: "worker", at: "end", hasPulse });
  }

  #receive(message: Request | Return): void {
    if (message.kind === "return") {
      this.#errands.done(message.id, message.outcome); // the request under way waits for it
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
      this.#tell(request.id, failure ? { kind: "failure", failure } : { kind: "crash", message: String(error) });
    }
  }

  async #answer(request: Request): Promise<Results[Request["kind"]]> {
    if (request.kind === "boot") {
      this.#session = await this.#boot(request);
      return this.#open(request);
    }
    const session = this.#session!; // without one the page ends this worker
    switch (request.kind) {
      case "frame":
        return this.#once(request, (asked) => session.frame(request, asked));
      case "event":
        return this.#once(request, (asked) => session.event(request.event, request.now, request.at, asked));
      case "call":
        return session.call(request.op, request.fields, request.now);
      case "flush":
        await session.flush(request.now);
        return null;
      case "renew":
        return session.renew(request.now);
      case "close":
        this.#tabs?.close();
        session.close();
        return null;
    }
  }

  /** Decides what the page asks, unless a worker that died has done so. */
  async #once(request: Request, decide: (asked: Asked) => Promise<WireAnswer>): Promise<WireAnswer> {
    const { id, heard, now: at } = request;
    const asked = { page: this.#page, id, heard, at };
    const kept = request.again === true ? await this.#session!.kept(asked) : null;
    return kept ?? decide(asked);
  }

  async #boot(request: Request & { kind: "boot" }): Promise<Session> {
    const { assets, version, load, page } = request;
    this.#page = page;
    demandVersion("worker", VERSION, version, null);
    const progress = this.#progress(request.id);
    const [door, journal] = await Promise.all([
      bootPython(assets, version, progress),
      timed("storage", progress, () => this.#openJournal(journalName(load))),
    ]);
    this.#tabs = new Tabs(journalName(load), () => this.#poked());
    return this.#sessionOf(door, journal, request);
  }

  #sessionOf(door: Door, journal: Journal, boot: BootFields): Session {
    const { load, page } = boot;
    const news: SessionNews = {
      committed: () => this.#committed(),
      replaced: (client) => this.#notify({ kind: "client", client }),
      notify: (notice) => this.#notify(notice),
    };
    const replica = new DoorReplica(door);
    const way: Way =
      load.server === undefined
        ? new EmbeddedWay(replica, journal, news)
        : new SharedWay(replica, journal, this.#errands, load, page, news);
    return new Session(replica, journal, boot, way, news);
  }

  #open({ id, now }: Request): Promise<Opening> {
    return timed("license", this.#progress(id), () => this.#session!.open(now));
  }

  async #openJournal(name: string): Promise<Journal> {
    const news = {
      gone: () => this.#queue(() => this.#quietly(async (session) => session.catchUp())),
      blocked: () => this.#notify({ kind: "warning", warning: BLOCKED }),
      outdated: () => this.#notify({ kind: "failure", failure: toFailure(outdated())! }),
    };
    try {
      return await StoredJournal.open(name, news);
    } catch (error) {
      if (error instanceof StorageUnavailable) {
        return new MemoryJournal(error);
      }
      throw error;
    }
  }

  #committed(): void {
    this.#tabs?.poke();
    this.#queue(() => this.#quietly((session) => session.compact()));
  }

  /** However often the other tabs poke, one look at the journal is enough. */
  #poked(): void {
    this.#pokes += 1;
    if (this.#pokes > 1) {
      return;
    }
    this.#queue(async () => {
      this.#pokes = 0;
      await this.#quietly((session) => session.catchUp());
      this.#notify({ kind: "change" });
    });
  }

  /** Work that nobody asked for: if storage fails, nothing is lost, and the next request meets it again. */
  async #quietly(work: (session: Session) => Promise<void>): Promise<void> {
    if (this.#session === null) {
      return; // still booting: what it will read is up to date
    }
    try {
      await work(this.#session);
    } catch (error) {
      if (!(error instanceof StorageError)) {
        this.#tell(0, { kind: "crash", message: String(error) });
      }
    }
  }

  #progress(id: number): Progress {
    return (step, at) => this.#tell(id, { kind: "step", step, at });
  }

  #notify(notice: Notice): void {
    this.#notices += 1;
    this.#tell(this.#notices, { kind: "notice", notice });
  }

  #tell(id: number, telling: Telling): void {
    this.#port.postMessage({ id, ...telling });
  }
}

/** What a client holds of a shared server lies apart from what the authority in this worker would keep. */
function journalName({ key, server }: LoadFields): string {
  return server === undefined ? key : `\0${key}`;
}
