/** The page's own requests to a shared license server: for its description and its clock. */

import { nameOf } from "../settings/server_address.ts";

/** The clock of a server, as its `/sim/clock` returns it. */
export interface ServerClock {
  readonly now: number;
  readonly frozen: boolean;
  readonly offset_ms: number;
}

/** A change of a server's clock. */
export interface ClockChange {
  readonly advance_ms?: number;
  readonly frozen?: boolean;
  readonly real?: boolean;
}

/** A server's description of itself. */
export interface Description {
  /** Whether this page may move its clock. */
  readonly controls: boolean;
  /** The keys of its projects; empty without the right to use its controls. */
  readonly keys: readonly string[];
  readonly clock: ServerClock;
}

const LIMIT_MS = 3000;
/** The texts that a header can carry: any other text is no server's token. */
const SENDABLE = /^[\x20-\x7e]+$/;

/** The server at an address, and the token for its controls. */
export class LicenseServer {
  /** With its slash at the end. */
  readonly address: string;
  readonly #token: () => string;

  constructor(address: string, token: () => string) {
    this.address = address;
    this.#token = token;
  }

  /** Its name in the page. */
  get name(): string {
    return nameOf(this.address);
  }

  /** The server's description; null if no license server answers. */
  async describe(): Promise<Description | null> {
    const reply = await this.#ask("server.json", {}).catch(() => null);
    return reply?.["serves"] === true ? (reply as unknown as Description) : null;
  }

  /** Change its clock; null if this page is not allowed to, or the server is not reached. */
  async moveClock(change: ClockChange): Promise<ServerClock | null> {
    const headers = { "Content-Type": "application/json" };
    const clock = await this.#ask("sim/clock", {
      method: "POST",
      headers,
      body: JSON.stringify(change),
    }).catch(() => null);
    return clock as ServerClock | null;
  }

  async #ask(path: string, init: RequestInit): Promise<Record<string, unknown> | null> {
    const token = this.#token();
    const headers = { ...init.headers, ...(SENDABLE.test(token) && { Authorization: `Bearer ${token}` }) };
    const signal = AbortSignal.timeout(LIMIT_MS);
    const response = await fetch(new URL(path, this.address), {
      ...init,
      headers,
      signal,
      credentials: "omit",
      cache: "no-store",
    });
    return response.ok ? ((await response.json()) as Record<string, unknown>) : null;
  }
}
