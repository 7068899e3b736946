/**
 * Many devices at work over days, under a copy of the license: the core decides for them in the worker, slice
 * by slice, so that frames and questions get in between. The visitor's own session is not touched.
 */

import { toStatus } from "../../client/convert/results.ts";
import type { CoreOperation, ItemStatus, License } from "../../client/index.ts";
import type { Costs } from "./costs.ts";

/** The devices and their rhythm, as the core takes them. */
export interface Cast {
  readonly devices: number;
  readonly days: number;
  /** The scans of a device on a day of work. */
  readonly scans: number;
  /** Origins of pages, machines of server programs. */
  readonly places: number;
  /** Hours of work, in ms of the UTC day. */
  readonly from_ms: number;
  readonly to_ms: number;
  /** Days of work in a week, from Monday on. */
  readonly week: number;
}

/** What is known of a cast at work. */
export interface CastStatus {
  readonly t: number;
  readonly events: number;
  readonly of: number;
  readonly done: boolean;
  readonly begin: number;
  readonly end: number;
  /** The first instants of its days of work. */
  readonly days: readonly number[];
  /** The day whose slots the items have. */
  readonly day: number;
  readonly slot: number;
  readonly uses: Readonly<Record<"ok" | "over" | "refused", number>>;
  /** What a device does: `scan` or `page`. */
  readonly noun: string;
  readonly devices: number;
  /** What each item has recorded over time, by item: [instant, amount] where it changed. */
  readonly samples: Readonly<Record<string, readonly (readonly [at: number, amount: number])[]>>;
  readonly items: readonly ItemStatus[];
  /** What happened, in the core's words. */
  readonly sentences: readonly string[];
}

/** What a cast uses of its visit. */
export interface CastHost {
  license(): License | undefined;
  document(): string;
  key(): string;
  now(): number;
  /** The page's origin. */
  here(): string;
  changed(): void;
}

/** A slice should take so long: frames wait for it. */
const SLICE_MS = 40;
const LEAST_EVENTS = 250;
const MOST_EVENTS = 5_000;
/** How often the pictures follow. */
const FOLLOW_MS = 250;

export class CastWork {
  readonly #host: CastHost;
  /** The license in whose worker it is: with another one it is gone. */
  #license: License | undefined;
  #status: CastStatus | null = null;
  #phase: "none" | "works" | "stopped" | "done" = "none";
  /** The cast whose slices are asked for; another one ends the former. */
  #turn = 0;
  #day: number | null = null;

  constructor(host: CastHost) {
    this.#host = host;
  }

  get phase(): "none" | "works" | "stopped" | "done" {
    return this.#isThere ? this.#phase : "none";
  }

  get status(): CastStatus | null {
    return this.#isThere ? this.#status : null;
  }

  get #isThere(): boolean {
    return this.#license !== undefined && this.#license === this.#host.license();
  }

  /** Let a cast work from its first event to its last. Rejects with the faults of the cast or the license. */
  async begin(cast: Cast): Promise<void> {
    const turn = (this.#turn += 1);
    const { document, key, now, here } = this.#host;
    const fields = { cast, document: document(), key: key(), now: Math.floor(now()), here: here() };
    this.#license = this.#host.license();
    await this.#ask("sim_cast", fields);
    this.#phase = "works";
    this.#status = this.#day = null;
    this.#host.changed();
    await this.#work(turn);
  }

  /** Stop it where it is: its figures stay. */
  stop(): void {
    if (this.#phase === "works") {
      this.#phase = "stopped";
    }
  }

  /** End it: the page shows only the visitor's own session again. */
  end(): void {
    this.#turn += 1;
    if (this.phase !== "none") {
      void this.#ask("sim_cast_end", {}).catch(() => undefined); // its license may be closed meanwhile
    }
    this.#phase = "none";
    this.#status = null;
    this.#host.changed();
  }

  /** Show the slots of a day; a cast whose license was closed meanwhile is gone. */
  async show(day: number): Promise<void> {
    this.#day = day;
    await this.#follow(this.#turn).catch(() => this.end());
  }

  /**
   * What the whole cast would cost by a price file; `told` is called with the part that is done, from 0 to 1.
   * Rejects with the faults of the file.
   */
  async costs(prices: string, edition: string, told: (part: number) => void): Promise<Costs> {
    let found = await this.#ask("sim_cast_costs", { prices, edition, most: LEAST_EVENTS });
    while (found["spans"] === undefined) {
      told((found["events"] as number) / (found["of"] as number));
      found = await this.#ask("sim_cast_costs", { most: LEAST_EVENTS });
    }
    return found as unknown as Costs;
  }

  async #work(turn: number): Promise<void> {
    let most = LEAST_EVENTS;
    let followed = performance.now();
    for (let done = false; !done && this.phase === "works" && turn === this.#turn;) {
      const began = performance.now();
      done = (await this.#ask("sim_cast_run", { most }))["done"] as boolean;
      const took = Math.max(1, performance.now() - began);
      most = Math.min(MOST_EVENTS, Math.max(LEAST_EVENTS, Math.round((most * SLICE_MS) / took)));
      if (!done && performance.now() - followed > FOLLOW_MS) {
        await this.#follow(turn);
        followed = performance.now();
      }
    }
    if (this.phase === "works" && turn === this.#turn) {
      this.#phase = "done";
    }
    if (this.#isThere) {
      await this.#follow(turn);
    }
  }

  async #follow(turn: number): Promise<void> {
    if (turn !== this.#turn) {
      return;
    }
    const told = await this.#ask("sim_cast_status", this.#day === null ? {} : { day: this.#day });
    if (turn === this.#turn) {
      this.#status = { ...(told as unknown as CastStatus), items: toStatus(told).items };
      this.#host.changed();
    }
  }

  #ask(op: string, fields: Readonly<Record<string, unknown>>): Promise<Record<string, unknown>> {
    const license = this.#host.license();
    if (license === undefined) {
      return Promise.reject(new Error("the license is not open yet"));
    }
    return license.call(op as CoreOperation, fields);
  }
}
