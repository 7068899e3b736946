/** Does the worker's page tasks: requests to a license server, timed by the page's clock. */
import type { FetchOutcome, PageTask, TaskOutcome } from "../protocol/messages.ts";
import { FetchDiagnosis, NOT_A_SERVER } from "./fetch_diagnosis.ts";
import { replyText } from "./reply_text.ts";

/** Does the tasks for which the worker has no clock. */
export class PageTaskRunner {
  readonly #now: () => number;
  readonly #diagnosis = new FetchDiagnosis();

  constructor(now: () => number) {
    this.#now = now;
  }

  async run(task: PageTask): Promise<TaskOutcome> {
    if (task.kind === "fetch") {
      return this.#fetch(task);
    }
    await new Promise((resolve) => setTimeout(resolve, task.ms));
    return this.#now();
  }

  stop(): void {
    this.#diagnosis.stop();
  }

  async #fetch({ url, body, limitMs }: PageTask & { kind: "fetch" }): Promise<FetchOutcome> {
    const startedAt = performance.now();
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(), limitMs);
    const found = await this.#ask(url, body, deadline.signal);
    clearTimeout(timer);
    const elapsed = Math.ceil(performance.now() - startedAt);
    return { ...found, elapsedMs: deadline.signal.aborted ? Math.max(elapsed, limitMs) : elapsed };
  }

  async #ask(url: string, body: unknown, signal: AbortSignal): Promise<Omit<FetchOutcome, "elapsedMs">> {
    try {
      const response = await fetch(url, { ...request(body), signal });
      this.#diagnosis.reached(url);
      const { status } = response;
      const text = await replyText(response);
      return { status, text, cause: isStrange(status, text) ? NOT_A_SERVER : null };
    } catch {
      const cause = signal.aborted ? null : await this.#diagnosis.reasonOf(url, signal);
      return { status: null, text: null, cause };
    }
  }
}

/** Whether the reply is an error that no license server sends; the core judges every other reply. */
function isStrange(status: number, text: string): boolean {
  if (status === 200 || (status >= 400 && status < 500)) {
    return false;
  }
  try {
    return typeof JSON.parse(text) !== "object";
  } catch {
    return true;
  }
}

function request(body: unknown): RequestInit {
  const common: RequestInit = { credentials: "omit", cache: "no-store", redirect: "error" };
  return body === null
    ? common
    : {
        ...common,
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(body),
      };
}
