/** A shared license server as the page knows it beside its license: what it says of itself, its clock. */

import { nameOf } from "../settings/server_address.ts";

/** The clock of a server, as its `/sim/clock` tells it. */
export interface ServerClock {
  readonly now: number;
  readonly frozen: boolean;
  readonly offset_ms: number;
}

/** A change of it. */
export interface ClockChange {
  readonly advance_ms?: number;
  readonly frozen?: boolean;
  readonly real?: boolean;
}

/** What a server says of itself. */
export interface Description {
  /** Whether this page may move its clock. */
  readonly controls: boolean;
  /** The keys of its projects; none for who may not use its controls. */
  readonly keys: readonly string[];
  readonly clock: ServerClock;
}

const LIMIT_MS = 3000;
/** What a header can carry: no server has a token that none can. */
const SENDABLE = /^[\x20-\x7e]+$/;

/** The server at an address, and what opens its controls to this page. */
export class LicenseServer {
  /** With its slash at the end. */
  readonly address: string;
  readonly #token: () => string;

  constructor(address: string, token: () => string) {
    this.address = address;
    this.#token = token;
  }

  /** As it is called in the page. */
  get name(): string {
    return nameOf(this.address);
  }

  /** What it says of itself; null where nothing answers, or no license server does. */
  async describe(): Promise<Description | null> {
    const told = await this.#ask("server.json", {}).catch(() => null);
    return told?.["serves"] === true ? (told as unknown as Description) : null;
  }

  /** Change its clock; null where it does not let this page, or is not reached. */
  async moveClock(change: ClockChange): Promise<ServerClock | null> {
    const headers = { "Content-Type": "application/json" };
    const told = await this.#ask("sim/clock", {
      method: "POST",
      headers,
      body: JSON.stringify(change),
    }).catch(() => null);
    return told as ServerClock | null;
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
