/** One worker that runs: its port, the steps of its boot, and how its death is noticed. */
import type { BootError } from "../api/errors.ts";
import type { BootStepName } from "../api/events.ts";
import type { TrustedAddress } from "../api/options.ts";
import { watchLivenessLock } from "../protocol/liveness.ts";
import type { Handshake, Message, Request, TaskReply } from "../protocol/messages.ts";
import { newUuid } from "../protocol/uuid.ts";
import { startWorker } from "./worker_start.ts";

/** What a running worker calls. */
export interface WorkerListener {
  message(message: Message): void;
  /** The worker is gone or unusable. Called at most once, and never from within the constructor. */
  lost(what: string): void;
  /** The browser does not start the worker. Called as {@link lost} is. */
  refused(error: BootError): void;
}

/** Starts a worker at once; messages that are posted before it runs wait in its port. */
export class RunningWorker {
  readonly #port: MessagePort;
  readonly #livenessLock = `licensim-worker-${newUuid()}`;
  readonly #listener: WorkerListener;
  #worker: Worker | null = null;
  /** The boot steps that are under way; null before its first message. */
  #steps: Set<BootStepName> | null = null;
  #isOver = false;

  constructor(script: string | TrustedAddress, listener: WorkerListener) {
    this.#listener = listener;
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    port1.onmessage = ({ data }: MessageEvent<Message>) => this.#hear(data);
    this.#start(script, port2);
  }

  /** Whether it has sent no message: then something is wrong with its script. */
  get isSilent(): boolean {
    return this.#steps === null;
  }

  /** The boot step that began last, of those that have not ended; null when none is under way. */
  get step(): BootStepName | null {
    return [...(this.#steps ?? (["worker"] as const))].at(-1) ?? null;
  }

  post(message: Request | TaskReply): void {
    this.#port.postMessage(message); // throws for what cannot be cloned
  }

  /** Ends the worker; it calls nothing more. */
  stop(): void {
    this.#isOver = true;
    this.#worker?.terminate();
    this.#port.close();
  }

  #start(script: string | TrustedAddress, port: MessagePort): void {
    try {
      this.#worker = startWorker(script);
    } catch (error) {
      queueMicrotask(() => this.#isOver || this.#listener.refused(error as BootError));
      return;
    }
    this.#worker.onerror = (event) =>
      this.#lose((event as Partial<ErrorEvent>).message || "its script did not run");
    this.#worker.onmessageerror = () => this.#lose("a message could not be read");
    const handshake: Handshake = { port, livenessLock: this.#livenessLock };
    this.#worker.postMessage(handshake, [port]);
  }

  #hear(message: Message): void {
    if (message.kind === "crash") {
      this.#lose(message.message);
      return;
    }
    if (message.kind === "step") {
      this.#track(message);
    }
    this.#listener.message(message);
  }

  #track({ step, at, holdsLock }: Message & { readonly kind: "step" }): void {
    this.#steps ??= new Set();
    if (holdsLock === true) {
      // The worker of a page opened as a file has no lock. The page could take that lock, as if the worker
      // had died.
      watchLivenessLock(this.#livenessLock, () => this.#lose("it ended or was killed"));
    }
    this.#steps[at === "begin" ? "add" : "delete"](step);
  }

  #lose(what: string): void {
    if (!this.#isOver) {
      this.#isOver = true;
      this.#listener.lost(what);
    }
  }
}
