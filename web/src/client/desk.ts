/**
 * The worker's desk: takes requests from the page's port and decides one at a time, in the order of their arrival.
 *
 * It reads no clock and sets no timer: every request carries the page's `now`, and what takes time is an errand.
 */
import { bootPython, demandVersion, type Progress, timed } from "./boot.ts";
import { outdated, StorageUnavailable } from "./database.ts";
import type { Door } from "./door.ts";
import { EmbeddedWay } from "./embedded.ts";
import { Errands } from "./errands.ts";
import { StorageError, toFailure } from "./errors.ts";
import { type Journal, MemoryJournal } from "./journal.ts";
import type { LoadFields, Notice, Opening, Request, Results, Return, Telling } from "./protocol.ts";
import { DoorReplica } from "./replica.ts";
import { Session } from "./session.ts";
import { SharedWay } from "./shared.ts";
import { StoredJournal } from "./stored.ts";
import { Tabs } from "./tabs.ts";
import { VERSION } from "./version.ts";
import type { SessionNews, Way } from "./way.ts";

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
  #tabs: Tabs | null = null;
  #pokes = 0;
  #notices = 0;

  constructor(port: MessagePort) {
    this.#port = port;
    port.onmessage = ({ data }: MessageEvent<Request | Return>) => this.#receive(data);
    this.#tell(0, { kind: "step", step: "worker", at: "end" });
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
        return session.frame(request);
      case "event":
        return session.event(request.event, request.now, request.at);
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

  async #boot(request: Request & { kind: "boot" }): Promise<Session> {
    const { assets, version, load } = request;
    demandVersion("worker", VERSION, version, null);
    const progress = this.#progress(request.id);
    const [door, journal] = await Promise.all([
      bootPython(assets, version, progress),
      timed("storage", progress, () => this.#openJournal(journalName(load))),
    ]);
    this.#tabs = new Tabs(journalName(load), () => this.#poked());
    return this.#sessionOf(door, journal, load);
  }

  #sessionOf(door: Door, journal: Journal, load: LoadFields): Session {
    const news: SessionNews = {
      committed: () => this.#committed(),
      replaced: (client) => this.#notify({ kind: "client", client }),
      notify: (notice) => this.#notify(notice),
    };
    const replica = new DoorReplica(door);
    const way: Way =
      load.server === undefined
        ? new EmbeddedWay(replica, journal, news)
        : new SharedWay(replica, journal, this.#errands, load, news);
    return new Session(replica, journal, load, way, news);
  }

  #open({ id, now }: Request): Promise<Opening> {
    return timed("license", this.#progress(id), () => this.#session!.open(now));
  }

  async #openJournal(name: string): Promise<Journal> {
    const news = {
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
    try {
      await work(this.#session!);
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
