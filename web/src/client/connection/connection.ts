/**
 * The page's end of the wire: request ids, replies, and what happens to both when a worker dies.
 *
 * A crashed worker is started again. Its unanswered requests are sent again, in order and with the same ids.
 * By the ids the new worker finds the decisions that the dead one made durable (see `saved_answers.ts`), so
 * nothing counts twice. A request during which two workers died is not sent a third time.
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

/** A second crash within this time ends the connection. */
const CRASH_LOOP_MS = 10_000;

type BootRequest = UnnumberedRequest & { readonly kind: "boot" };

/** What a connection calls, besides its replies. */
export interface ConnectionListener {
  step(step: BootStepName, at: "begin" | "end"): void;
  notice(notice: Notice): void;
  /** Does a task for which the worker has no clock; does not reject. */
  task(task: PageTask): Promise<TaskOutcome>;
  /** The worker died and is started again; returns the boot request for the new one. */
  crashed(): BootRequest;
  /** The new worker has opened the license. */
  restarted(opening: Opening, boot: BootRequest, crash: WorkerCrashError): void;
  /** The connection has ended; every outstanding and later request is rejected with this. */
  ended(error: LicensimError): void;
}

interface Waiting {
  readonly request: UnnumberedRequest;
  readonly resolve: (result: Results[Request["kind"]]) => void;
  readonly reject: (error: LicensimError) => void;
  /** Whether a worker died while it processed this request. */
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

  /** Ends the worker; waiting requests are rejected with `error`. */
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

  /** The replies to all ids up to this one have come: their saved answers are no longer needed. */
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
        return; // RunningWorker has handled it: it ends this worker
    }
  }

  /** Sends the outcome to the worker that asked, even if another one runs by then. */
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
      this.end(error); // after a failed boot nothing can answer
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
      return; // two workers died during their boot
    }
    const unanswered = [...this.#waiting];
    this.#worker = this.#run();
    const boot = this.#listener.crashed();
    if (!unanswered.some(([, { request }]) => request.kind === "boot")) {
      // A boot that fails has ended the connection already.
      this.ask(boot).then(
        (opening) => this.#listener.restarted(opening, boot, crash),
        () => {},
      );
    }
    for (const [id, { request }] of unanswered) {
      this.#worker.post({ ...request, id, heard: this.#heard(id), again: true });
    }
  }

  /** The request that the worker processes: its boot, or else the oldest request. */
  #current(): readonly [id: number, waiting: Waiting] | undefined {
    const all = [...this.#waiting];
    return all.find(([, { request }]) => request.kind === "boot") ?? all[0];
  }

  /** What the worker was doing: a boot step, or the kind of the oldest request. */
  #currentStep(worker: RunningWorker): string {
    return worker.step ?? this.#current()?.[1].request.kind ?? "idle";
  }
}
