/** The page's end of the wire: ids, replies, and the death of the worker. */
import type { BootStepName } from "./api.ts";
import { BootError, type LicensimError, revive, WorkerCrashError } from "./errors.ts";
import type { Errand, Greeting, Message, Notice, Outcome, Question, Request, Results, Return } from "./protocol.ts";
import { newUuid } from "./identity.ts";
import { watchPulse } from "./pulse.ts";
import { diagnose, spawn, Violations } from "./spawn.ts";

/** What a connection tells besides its replies. */
export interface ConnectionNews {
  step(step: BootStepName, at: "begin" | "end"): void;
  notice(notice: Notice): void;
  /** Does what the worker needs a clock for; does not reject. */
  errand(errand: Errand): Promise<Outcome>;
  /** Nothing can be asked any more; every outstanding and later request is rejected with this. */
  ended(error: LicensimError): void;
}

interface Waiting {
  readonly kind: Request["kind"];
  readonly resolve: (result: Results[Request["kind"]]) => void;
  readonly reject: (error: LicensimError) => void;
}

/** One worker, and the requests that wait for its replies. */
export class Connection {
  readonly #url: string;
  readonly #news: ConnectionNews;
  readonly #port: MessagePort;
  readonly #waiting = new Map<number, Waiting>();
  readonly #violations = new Violations();
  readonly #pulse = `licensim-worker-${newUuid()}`;
  #worker: Worker | null = null;
  #ids = 0;
  /** The boot steps that are under way; null when the worker never said a word. */
  #steps: Set<BootStepName> | null = null;
  #lost = false;
  #end: LicensimError | null = null;

  /** Starts the worker at once; requests may be made at once too, they wait in the port. */
  constructor(url: string, news: ConnectionNews) {
    this.#url = url;
    this.#news = news;
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    port1.onmessage = ({ data }: MessageEvent<Message>) => this.#receive(data);
    news.step("worker", "begin");
    this.#start(port2);
  }

  /** Sends a request; resolves or rejects with its one reply. */
  ask<Kind extends Request["kind"]>(question: Question & { readonly kind: Kind }): Promise<Results[Kind]> {
    if (this.#end) {
      return Promise.reject(this.#end);
    }
    this.#ids += 1;
    const id = this.#ids;
    return new Promise<Results[Kind]>((resolve, reject) => {
      this.#port.postMessage({ id, ...question }); // throws for what cannot be cloned
      this.#waiting.set(id, { kind: question.kind, resolve: resolve as Waiting["resolve"], reject });
    });
  }

  /** Ends the worker; whatever waits is rejected with `error`. */
  end(error: LicensimError): void {
    if (this.#end) {
      return;
    }
    this.#end = error;
    this.#violations.stop();
    this.#worker?.terminate();
    this.#port.close();
    for (const { reject } of this.#waiting.values()) {
      reject(error);
    }
    this.#waiting.clear();
    this.#news.ended(error);
  }

  #start(port: MessagePort): void {
    try {
      this.#worker = spawn(this.#url);
    } catch (error) {
      // Not before the caller has this connection in hand.
      queueMicrotask(() => this.end(error as BootError));
      return;
    }
    this.#worker.onerror = (event) => this.#lose((event as Partial<ErrorEvent>).message || "its script did not run");
    this.#worker.onmessageerror = () => this.#lose("a message could not be read");
    const greeting: Greeting = { port, pulse: this.#pulse };
    this.#worker.postMessage(greeting, [port]);
  }

  #receive(message: Message): void {
    switch (message.kind) {
      case "step":
        this.#track(message.step, message.at);
        return;
      case "notice":
        this.#news.notice(message.notice);
        return;
      case "errand":
        void this.#run(message.id, message.errand);
        return;
      case "crash":
        this.#lose(message.message);
        return;
      case "result":
        this.#take(message.id)?.resolve(message.result);
        return;
      case "failure":
        this.#fail(message.id, revive(message.failure));
        return;
    }
  }

  async #run(id: number, errand: Errand): Promise<void> {
    const reply: Return = { id, kind: "return", outcome: await this.#news.errand(errand) };
    this.#port.postMessage(reply);
  }

  #track(step: BootStepName, at: "begin" | "end"): void {
    if (this.#steps === null) {
      this.#steps = new Set();
      watchPulse(this.#pulse, () => this.#lose("it ended or was killed"));
    }
    this.#steps[at === "begin" ? "add" : "delete"](step);
    this.#news.step(step, at);
  }

  #fail(id: number, error: LicensimError): void {
    const waiting = this.#take(id);
    waiting?.reject(error);
    if (waiting?.kind === "boot") {
      this.end(error); // nothing answers behind a boot that failed
    }
  }

  #take(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting;
  }

  async #lose(what: string): Promise<void> {
    if (this.#lost || this.#end) {
      return;
    }
    this.#lost = true;
    const step = this.#currentStep();
    const cause = this.#steps === null ? await diagnose(this.#url, this.#violations) : null;
    this.end(cause ?? new WorkerCrashError(step, what));
  }

  /** The step that began last, of those that have not ended; after the boot, what waits longest. */
  #currentStep(): string {
    const [oldest] = this.#waiting.values();
    return [...(this.#steps ?? ["worker"])].at(-1) ?? oldest?.kind ?? "idle";
  }
}
