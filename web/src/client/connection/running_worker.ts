/** One worker that runs: its port, the steps of its boot, and how its death is noticed. */
import type { BootStepName } from "../api/events.ts";
import type { TrustedAddress } from "../api/options.ts";
import type { BootError } from "../api/errors.ts";
import { newUuid } from "../protocol/uuid.ts";
import type { Greeting, Message, Request, Return } from "../protocol/messages.ts";
import { watchPulse } from "../protocol/liveness.ts";
import { spawn } from "./worker_start.ts";

/** What a worker tells of itself. */
export interface RunningNews {
  message(message: Message): void;
  /** It is gone, or of no use any more. Told at most once, and not before the caller has it in hand. */
  lost(what: string): void;
  /** The browser does not start it. As {@link lost}. */
  refused(error: BootError): void;
}

/** Starts a worker at once; what is posted before it runs waits in its port. */
export class RunningWorker {
  readonly #port: MessagePort;
  readonly #pulse = `licensim-worker-${newUuid()}`;
  readonly #news: RunningNews;
  #worker: Worker | null = null;
  /** The boot steps that are under way; null before its first word. */
  #steps: Set<BootStepName> | null = null;
  #isOver = false;

  constructor(script: string | TrustedAddress, news: RunningNews) {
    this.#news = news;
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    port1.onmessage = ({ data }: MessageEvent<Message>) => this.#hear(data);
    this.#start(script, port2);
  }

  /** Whether it never said a word: then something is wrong with its script. */
  get isSilent(): boolean {
    return this.#steps === null;
  }

  /** The boot step that began last, of those that have not ended; null when none is under way. */
  get step(): BootStepName | null {
    return [...(this.#steps ?? (["worker"] as const))].at(-1) ?? null;
  }

  post(message: Request | Return): void {
    this.#port.postMessage(message); // throws for what cannot be cloned
  }

  /** Ends it; nothing more is heard of it. */
  stop(): void {
    this.#isOver = true;
    this.#worker?.terminate();
    this.#port.close();
  }

  #start(script: string | TrustedAddress, port: MessagePort): void {
    try {
      this.#worker = spawn(script);
    } catch (error) {
      queueMicrotask(() => this.#isOver || this.#news.refused(error as BootError));
      return;
    }
    this.#worker.onerror = (event) => this.#lose((event as Partial<ErrorEvent>).message || "its script did not run");
    this.#worker.onmessageerror = () => this.#lose("a message could not be read");
    const greeting: Greeting = { port, pulse: this.#pulse };
    this.#worker.postMessage(greeting, [port]);
  }

  #hear(message: Message): void {
    if (message.kind === "crash") {
      this.#lose(message.message);
      return;
    }
    if (message.kind === "step") {
      this.#track(message);
    }
    this.#news.message(message);
  }

  #track({ step, at, hasPulse }: Message & { readonly kind: "step" }): void {
    this.#steps ??= new Set();
    if (hasPulse === true) {
      // A worker of a page of a file has no lock, though the page could have it: that would look like its death.
      watchPulse(this.#pulse, () => this.#lose("it ended or was killed"));
    }
    this.#steps[at === "begin" ? "add" : "delete"](step);
  }

  #lose(what: string): void {
    if (!this.#isOver) {
      this.#isOver = true;
      this.#news.lost(what);
    }
  }
}
