/** The page's end of errands: requests to a license server, by the page's own clock. */
import type { Errand, Outcome, Reached } from "../protocol/messages.ts";
import { replyText } from "./reply_text.ts";
import { NOT_A_SERVER, Trouble } from "./fetch_diagnosis.ts";

/** Does what the worker cannot: it has no clock. */
export class Network {
  readonly #now: () => number;
  readonly #trouble = new Trouble();

  constructor(now: () => number) {
    this.#now = now;
  }

  async run(errand: Errand): Promise<Outcome> {
    if (errand.kind === "fetch") {
      return this.#fetch(errand);
    }
    await new Promise((resolve) => setTimeout(resolve, errand.ms));
    return this.#now();
  }

  stop(): void {
    this.#trouble.stop();
  }

  async #fetch({ url, body, limitMs }: Errand & { kind: "fetch" }): Promise<Reached> {
    const startedAt = performance.now();
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(), limitMs);
    const found = await this.#ask(url, body, deadline.signal);
    clearTimeout(timer);
    const elapsed = Math.ceil(performance.now() - startedAt);
    return { ...found, elapsedMs: deadline.signal.aborted ? Math.max(elapsed, limitMs) : elapsed };
  }

  async #ask(url: string, body: unknown, signal: AbortSignal): Promise<Omit<Reached, "elapsedMs">> {
    try {
      const response = await fetch(url, { ...request(body), signal });
      this.#trouble.reached(url);
      const { status } = response;
      const text = await replyText(response);
      return { status, text, trouble: isStrange(status, text) ? NOT_A_SERVER : null };
    } catch {
      const trouble = signal.aborted ? null : await this.#trouble.why(url, signal);
      return { status: null, text: null, trouble };
    }
  }
}

/** Whether something else says that it failed; what it says beside an answer or a refusal, the core judges. */
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
    : { ...common, method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
}
