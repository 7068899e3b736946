/**
 * The page's end of the wire: ids, replies, and what becomes of both when a worker dies.
 *
 * A crashed worker is started again. What it had not answered is asked again, in order and under the same ids: by
 * those the new worker knows what the dead one has made durable (see `saved_answers.ts`), so that nothing counts twice. What
 * two workers died of is not asked a third time.
 */
import { type LicensimError, revive, WorkerCrashError } from "../api/errors.ts";
import type { BootStepName } from "../api/events.ts";
import type { TrustedAddress } from "../api/options.ts";
import { PolicyViolations } from "../page/policy_violations.ts";
import type {
  Message,
  Notice,
  Opening,
  PageTask,
  Request,
  Results,
  TaskOutcome,
  UnnumberedRequest,
} from "../protocol/messages.ts";
import { RunningWorker, type WorkerListener } from "./running_worker.ts";
import { diagnoseStart } from "./worker_start.ts";

/** A second crash within this time ends everything. */
const CRASH_LOOP_MS = 10_000;

type BootRequest = UnnumberedRequest & { readonly kind: "boot" };

/** What a connection tells besides its replies. */
export interface ConnectionListener {
  step(step: BootStepName, at: "begin" | "end"): void;
  notice(notice: Notice): void;
  /** Does what the worker needs a clock for; does not reject. */
  task(task: PageTask): Promise<TaskOutcome>;
  /** The worker died and is started again; returns what the new one boots with. */
  crashed(): BootRequest;
  /** The new worker has opened the license. */
  restarted(opening: Opening, boot: BootRequest, crash: WorkerCrashError): void;
  /** Nothing can be asked any more; every outstanding and later request is rejected with this. */
  ended(error: LicensimError): void;
}

interface Waiting {
  readonly request: UnnumberedRequest;
  readonly resolve: (result: Results[Request["kind"]]) => void;
  readonly reject: (error: LicensimError) => void;
  /** Whether a worker died while it was this one's turn. */
  isSuspect: boolean;
}

/** A worker, the next one when it dies, and the requests that wait for their replies. */
export class Connection {
  readonly #script: string | TrustedAddress;
  readonly #listener: ConnectionListener;
  /** In the order of their ids. */
  readonly #waiting = new Map<number, Waiting>();
  readonly #violations = new PolicyViolations();
  #worker: RunningWorker;
  #ids = 0;
  #isOpen = false;
  #crashedAt = Number.NEGATIVE_INFINITY;
  #end: LicensimError | null = null;

  /** Starts the worker at once; requests may be made at once too, they wait in the port. */
  constructor(script: string | TrustedAddress, listener: ConnectionListener) {
    this.#script = script;
    this.#listener = listener;
    listener.step("worker", "begin");
    this.#worker = this.#run();
  }

  /** Sends a request; resolves or rejects with its one reply. */
  ask<Kind extends Request["kind"]>(
    request: UnnumberedRequest & { readonly kind: Kind },
  ): Promise<Results[Kind]> {
    if (this.#end) {
      return Promise.reject(this.#end);
    }
    this.#ids += 1;
    const id = this.#ids;
    return new Promise<Results[Kind]>((resolve, reject) => {
      this.#worker.post({ ...request, id, heard: this.#heard(id) });
      const waiting = { request, resolve: resolve as Waiting["resolve"], reject, isSuspect: false };
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
    this.#listener.ended(error);
  }

  #run(): RunningWorker {
    const listener: WorkerListener = {
      message: (message) => this.#receive(message, worker),
      lost: (what) => void this.#lost(what, worker),
      refused: (error) => this.end(error),
    };
    const worker = new RunningWorker(this.#script, listener);
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
          this.#listener.step(message.step, message.at);
        }
        return;
      case "notice":
        this.#listener.notice(message.notice);
        return;
      case "task":
        void this.#perform(message.id, message.task, worker);
        return;
      case "result":
        this.#answer(message.id, message.result);
        return;
      case "failure":
        this.#fail(message.id, revive(message.failure));
        return;
      case "crash":
        return; // its worker, which hears it first, ends
    }
  }

  /** The reply is for the worker that asked: another one knows nothing of it. */
  async #perform(id: number, task: PageTask, worker: RunningWorker): Promise<void> {
    worker.post({ id, kind: "task_reply", outcome: await this.#listener.task(task) });
  }

  #answer(id: number, result: Results[keyof Results]): void {
    const waiting = this.#take(id);
    this.#isOpen ||= waiting?.request.kind === "boot";
    waiting?.resolve(result);
  }

  #fail(id: number, error: LicensimError): void {
    const waiting = this.#take(id);
    waiting?.reject(error);
    if (waiting?.request.kind === "boot") {
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
    const cause = worker.isSilent ? await diagnoseStart(this.#script, this.#violations) : null;
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
    const suspect = this.#current();
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
    const boot = this.#listener.crashed();
    if (!unanswered.some(([, { request }]) => request.kind === "boot")) {
      // One that fails has ended everything, and was told so.
      this.ask(boot).then(
        (opening) => this.#listener.restarted(opening, boot, crash),
        () => {},
      );
    }
    for (const [id, { request }] of unanswered) {
      this.#worker.post({ ...request, id, heard: this.#heard(id), again: true });
    }
  }

  /** What the worker is at: its boot, or else what waits longest. */
  #current(): readonly [id: number, waiting: Waiting] | undefined {
    const all = [...this.#waiting];
    return all.find(([, { request }]) => request.kind === "boot") ?? all[0];
  }

  /** What it was doing: a boot step, or the kind of what waits longest. */
  #currentStep(worker: RunningWorker): string {
    return worker.step ?? this.#current()?.[1].request.kind ?? "idle";
  }
}
