/**
 * The page's end of the wire: ids, replies, and what becomes of both when a worker dies.
 *
 * A crashed worker is started again. What it had not answered is asked again, in order and under the same ids: by
 * those the new worker knows what the dead one has made durable (see `kept.ts`), so that nothing counts twice. What
 * two workers died of is not asked a third time.
 */
import type { BootStepName } from "../api/events.ts";
import type { TrustedAddress } from "../api/options.ts";
import { type LicensimError, revive, WorkerCrashError } from "../api/errors.ts";
import type { Errand, Message, Notice, Opening, Outcome, Question, Request, Results } from "../protocol/messages.ts";
import { type RunningNews, RunningWorker } from "./running_worker.ts";
import { PolicyViolations } from "../page/policy_violations.ts";
import { diagnose } from "./worker_start.ts";

/** A second crash within this time ends everything. */
const CRASH_LOOP_MS = 10_000;

type BootQuestion = Question & { readonly kind: "boot" };

/** What a connection tells besides its replies. */
export interface ConnectionNews {
  step(step: BootStepName, at: "begin" | "end"): void;
  notice(notice: Notice): void;
  /** Does what the worker needs a clock for; does not reject. */
  errand(errand: Errand): Promise<Outcome>;
  /** The worker died and is started again; returns what the new one boots with. */
  crashed(): BootQuestion;
  /** The new worker has opened the license. */
  restarted(opening: Opening, boot: BootQuestion, crash: WorkerCrashError): void;
  /** Nothing can be asked any more; every outstanding and later request is rejected with this. */
  ended(error: LicensimError): void;
}

interface Waiting {
  readonly question: Question;
  readonly resolve: (result: Results[Request["kind"]]) => void;
  readonly reject: (error: LicensimError) => void;
  /** Whether a worker died while it was this one's turn. */
  isSuspect: boolean;
}

/** A worker, the next one when it dies, and the requests that wait for their replies. */
export class Connection {
  readonly #script: string | TrustedAddress;
  readonly #news: ConnectionNews;
  /** In the order of their ids. */
  readonly #waiting = new Map<number, Waiting>();
  readonly #violations = new PolicyViolations();
  #worker: RunningWorker;
  #ids = 0;
  #isOpen = false;
  #crashedAt = Number.NEGATIVE_INFINITY;
  #end: LicensimError | null = null;

  /** Starts the worker at once; requests may be made at once too, they wait in the port. */
  constructor(script: string | TrustedAddress, news: ConnectionNews) {
    this.#script = script;
    this.#news = news;
    news.step("worker", "begin");
    this.#worker = this.#run();
  }

  /** Sends a request; resolves or rejects with its one reply. */
  ask<Kind extends Request["kind"]>(question: Question & { readonly kind: Kind }): Promise<Results[Kind]> {
    if (this.#end) {
      return Promise.reject(this.#end);
    }
    this.#ids += 1;
    const id = this.#ids;
    return new Promise<Results[Kind]>((resolve, reject) => {
      this.#worker.post({ ...question, id, heard: this.#heard(id) });
      const waiting = { question, resolve: resolve as Waiting["resolve"], reject, isSuspect: false };
      this.#waiting.set(id, waiting);
    });
  }

  /** Ends the worker; whatever waits is rejected with `error`. */
  end(error: LicensimError): void {
    if (this.#end) {
      return;
    }
    this.#end = error;
    this.#violations.stop();
    this.#worker.stop();
    for (const { reject } of this.#waiting.values()) {
      reject(error);
    }
    this.#waiting.clear();
    this.#news.ended(error);
  }

  #run(): RunningWorker {
    const news: RunningNews = {
      message: (message) => this.#receive(message, worker),
      lost: (what) => void this.#lost(what, worker),
      refused: (error) => this.end(error),
    };
    const worker = new RunningWorker(this.#script, news);
    return worker;
  }

  /** The newest of the first ids whose replies have all come: what is kept of those, nobody will ask for. */
  #heard(id: number): number {
    const [oldest = id] = this.#waiting.keys();
    return oldest - 1;
  }

  #receive(message: Message, worker: RunningWorker): void {
    switch (message.kind) {
      case "step":
        if (!this.#isOpen) {
          this.#news.step(message.step, message.at);
        }
        return;
      case "notice":
        this.#news.notice(message.notice);
        return;
      case "errand":
        void this.#perform(message.id, message.errand, worker);
        return;
      case "result":
        this.#answer(message.id, message.result);
        return;
      case "failure":
        this.#fail(message.id, revive(message.failure));
        return;
    }
  }

  /** The reply is for the worker that asked: another one knows nothing of it. */
  async #perform(id: number, errand: Errand, worker: RunningWorker): Promise<void> {
    worker.post({ id, kind: "return", outcome: await this.#news.errand(errand) });
  }

  #answer(id: number, result: Results[keyof Results]): void {
    const waiting = this.#take(id);
    this.#isOpen ||= waiting?.question.kind === "boot";
    waiting?.resolve(result);
  }

  #fail(id: number, error: LicensimError): void {
    const waiting = this.#take(id);
    waiting?.reject(error);
    if (waiting?.question.kind === "boot") {
      this.end(error); // nothing answers behind a boot that failed
    }
  }

  #take(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting;
  }

  async #lost(what: string, worker: RunningWorker): Promise<void> {
    const crash = new WorkerCrashError(this.#currentStep(worker), what);
    worker.stop();
    const cause = worker.isSilent ? await diagnose(this.#script, this.#violations) : null;
    if (this.#end) {
      return;
    }
    const now = performance.now();
    const isLoop = now - this.#crashedAt <= CRASH_LOOP_MS;
    this.#crashedAt = now;
    if (worker.isSilent || isLoop) {
      this.end(cause ?? crash);
    } else {
      this.#restart(crash);
    }
  }

  #restart(crash: WorkerCrashError): void {
    const suspect = this.#turn();
    if (suspect?.[1].isSuspect) {
      this.#fail(suspect[0], crash);
    } else if (suspect) {
      suspect[1].isSuspect = true;
    }
    if (this.#end) {
      return; // two workers died of their boot
    }
    const unanswered = [...this.#waiting];
    this.#worker = this.#run();
    const boot = this.#news.crashed();
    if (!unanswered.some(([, { question }]) => question.kind === "boot")) {
      // One that fails has ended everything, and was told so.
      this.ask(boot).then((opening) => this.#news.restarted(opening, boot, crash), () => {});
    }
    for (const [id, { question }] of unanswered) {
      this.#worker.post({ ...question, id, heard: this.#heard(id), again: true });
    }
  }

  /** What the worker is at: its boot, or else what waits longest. */
  #turn(): readonly [id: number, waiting: Waiting] | undefined {
    const all = [...this.#waiting];
    return all.find(([, { question }]) => question.kind === "boot") ?? all[0];
  }

  /** What it was doing: a boot step, or the kind of what waits longest. */
  #currentStep(worker: RunningWorker): string {
    return worker.step ?? this.#turn()?.[1].question.kind ?? "idle";
  }
}
