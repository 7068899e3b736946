/** The page's interface to the core's simulated session: many clients, one time. The core gives every answer. */

import { toAnswer, toScanResult, toStatus, toWindows } from "../../client/convert/results.ts";
import type {
  Answer,
  CodeKey,
  CoreOperation,
  License,
  ScanResult,
  ScannerWindows,
  Status,
} from "../../client/index.ts";
import type { WireAnswer, WireScan } from "../../client/protocol/messages.ts";
import type { VisitClock } from "./clock.ts";

/** A line of a trace without its `t`, in the trace's own spelling. */
export interface TraceEvent {
  readonly type: string;
  readonly client?: string;
  readonly [field: string]: unknown;
}

/** The name of the page's own client in every trace. */
export const HERE = "this-browser";

/** One client of the session. */
export interface SimulatedClient {
  readonly name: string;
  readonly uuid: string;
  readonly key: string;
  readonly deployment: string;
  readonly origin: string | null;
  /** The machine whose seat it takes. */
  readonly server: string;
  /** The machine's kind of server (SRV-1). */
  readonly serves: string;
  readonly license: readonly { readonly item: string; readonly until: number }[];
  /** The end of its seat, by item. */
  readonly seats: Readonly<Record<string, number>>;
  readonly asked: number;
  readonly alive: number;
  readonly idle: number;
  readonly behind_ms: number;
  /** Whether its storage is full. */
  readonly full: boolean;
  /** The client whose storage it copied; null if it copied none. */
  readonly copy_of: string | null;
  readonly every_ms: number | null;
  /** How many scans and pages wait for the network. */
  readonly unsent: number;
}

/** The state of the session. */
export interface SimulationStatus {
  readonly t: number;
  /** The first instant of the day whose slots the items have. */
  readonly day: number;
  readonly slot: number;
  readonly events: number;
  readonly reachable: boolean;
  /** Events that a trace cannot state. */
  readonly unsaid: readonly string[];
  /** Taken seats by item: [instant, seats] for each change. */
  readonly seats: Readonly<Record<string, readonly (readonly [at: number, taken: number])[]>>;
  readonly clients: readonly SimulatedClient[];
}

/** The events that happened while time went on. */
export interface Ran {
  readonly t: number;
  readonly events: number;
  readonly ok: number;
  readonly over: number;
  readonly refused: number;
  readonly refusal: WireAnswer | null;
  readonly done: boolean;
}

/** The result of loading a trace. */
export interface Loaded {
  readonly t: number;
  readonly events: number;
  readonly counted: number;
  /** The last events with their answers. */
  readonly played: StepPlayed;
}

/** A session as the core saves and loads it: trace and acts are all of it, under the license of its beginning. */
export interface SavedSession {
  readonly document: string;
  readonly trace: string;
  readonly acts: readonly unknown[];
}

/** What a session or a story is, before it takes effect. */
export interface Looked {
  readonly options?: readonly string[];
  readonly events?: number;
  readonly clients?: number;
  readonly from?: number | null;
  readonly to?: number | null;
  /** The names of the faults that are active at its end. */
  readonly faults?: readonly string[];
  readonly title?: string;
  readonly question?: string;
  readonly option?: string;
  readonly steps?: number;
}

/** A story that begins. */
export interface StoryTold {
  readonly t: number;
  readonly title: string;
  /** The option that it is about. */
  readonly option: string;
  readonly question: string;
  readonly watch: string;
  readonly captions: readonly string[];
  /** Its license document, with the page's project key. */
  readonly document: string;
}

/** The last events of a step, or of a session that was loaded, with their answers. */
export type StepPlayed = readonly Played[];
export interface Played {
  readonly type: string;
  readonly client: string;
  readonly t: number;
  readonly codes: readonly CodeKey[];
  readonly answer: ScanResult;
}

/** The state after one event of a session. */
export interface PastState {
  readonly status: Status;
  readonly simulated: SimulationStatus;
}

/** The usage of one session under each option and edition. */
export interface Compared {
  readonly events: number;
  readonly of: number;
  readonly clients: number;
  readonly options: Readonly<
    Record<
      string,
      {
        readonly unit: string;
        /** The option's products, and which part of each; an empty text means the whole product (OPT-2). */
        readonly products: Readonly<Record<string, string>>;
        /** Why it cannot serve the session; null if it can. */
        readonly why_not: string | null;
        readonly editions: Readonly<Record<string, { readonly use: number; readonly refused: number }>>;
      }
    >
  >;
  readonly differ: {
    readonly code: { readonly format: string; readonly text: string };
    readonly sentence: string;
  } | null;
}

/** How many events of devices with a rhythm are decided in one step, before the page draws again. */
const STEP_EVENTS = 500;

/** One simulated session; the worker has one at a time. */
export class CoreSimulation {
  status: SimulationStatus | null = null;
  readonly #license: License;
  readonly #clock: VisitClock;
  readonly #signal: AbortSignal;
  #day: number | null = null;
  /** The places of the answers in the session, from 1. */
  #lines = new WeakMap<Answer, number>();

  /** It ends when `signal` is aborted. */
  constructor(license: License, clock: VisitClock, signal: AbortSignal) {
    this.#license = license;
    this.#clock = clock;
    this.#signal = signal;
  }

  /** Whether it has ended: its outstanding requests no longer matter, and it moves the clock no more. */
  get isOver(): boolean {
    return this.#signal.aborted;
  }

  /**
   * Begin with a saved session, at its end or at `t`, whichever is later; the clock goes on from there. If it does
   * not open the page's own client, `opening` does. Its last `most` events are returned.
   */
  async load(saved: SavedSession, t: number, opening: TraceEvent, most: number): Promise<Loaded> {
    const loaded = await this.#ask("sim_load", { ...saved, t, opening, most });
    this.#set(loaded["t"] as number);
    return { ...(loaded as unknown as Loaded), played: this.#played(loaded) };
  }

  /** Begin a story on the day before `now`, under a project key; its steps come one by one. */
  async story(story: string, key: string, now: number): Promise<StoryTold> {
    const told = (await this.#ask("sim_story", { story, key, now })) as unknown as StoryTold;
    this.#set(told.t);
    return told;
  }

  /** Play the next step of the story; time goes on to its last event. */
  async step(): Promise<StepPlayed> {
    const stepped = await this.#ask("sim_step", {});
    this.#set(stepped["t"] as number);
    return this.#played(stepped);
  }

  /** The place of an answer in the session, from 1; null if it is not of this session. */
  lineOf(answer: Answer): number | null {
    return this.#lines.get(answer) ?? null;
  }

  /** The state after the event of a line; null if it is not wanted any more. */
  async past(line: number, isWanted: () => boolean): Promise<PastState | null> {
    while (!this.isOver && isWanted()) {
      const found = await this.#ask("sim_past", { client: HERE, line, most: STEP_EVENTS });
      if (found["done"] === true) {
        return { status: toStatus(found), simulated: found as unknown as SimulationStatus };
      }
    }
    return null;
  }

  /** Play an event now; returns its answer. */
  async event(event: TraceEvent): Promise<Answer> {
    const reply = await this.#event(event);
    return this.#at(toAnswer(reply["answer"] as WireAnswer), reply);
  }

  /** As `event`, with intermediate answers: a clone is refused before it becomes a new client (ID-8). */
  async eventWithSteps(
    event: TraceEvent,
  ): Promise<{ readonly answer: Answer; readonly before: readonly Answer[] }> {
    const reply = await this.#event(event);
    const { answer, told } = reply;
    return {
      answer: this.#at(toAnswer(answer as WireAnswer), reply),
      before: (told as WireAnswer[]).map(toAnswer),
    };
  }

  /** Play a frame or an image now. */
  async scan(event: TraceEvent): Promise<ScanResult> {
    const reply = await this.#event(event);
    return this.#at(toScanResult(reply["answer"] as WireScan, this.#clock.now()), reply);
  }

  /** Move time towards an instant, at most by one step. */
  async run(t: number): Promise<Ran> {
    return (await this.#ask("sim_run", { t, most: STEP_EVENTS })) as unknown as Ran;
  }

  /** Let a client scan by itself between two hours of the UTC day; null stops it. */
  async rhythm(
    client: string,
    everyMs: number | null,
    hours: readonly [from: number, to: number] = [0, 24],
  ): Promise<void> {
    const [from_ms, to_ms] = hours.map((hour) => hour * 3_600_000);
    await this.#ask("sim_rhythm", { client, every_ms: everyMs, from_ms, to_ms });
  }

  /** Change the license: for the whole session, which is judged again, or from now on. */
  async relicense(document: string, anew: boolean): Promise<void> {
    await this.#ask("sim_license", { document, anew });
    if (anew) {
      this.#lines = new WeakMap(); // the answers so far were others
    }
  }

  /** Set a client's own clock back by `ms`; 0 corrects it. */
  async setBack(client: string, ms: number): Promise<void> {
    await this.#ask("sim_behind", { client, ms });
  }

  /** Make a client's storage full, or usable again. */
  async fill(client: string, full: boolean): Promise<void> {
    await this.#ask("sim_full", { client, full });
  }

  /** Let a client that is not open yet begin with a copy of another client's storage. */
  async copy(client: string, copy: string): Promise<void> {
    await this.#ask("sim_copy", { client, copy });
  }

  /** The whole session. */
  async saved(): Promise<SavedSession> {
    const { document, trace, acts } = (await this.#ask("sim_trace", {})) as unknown as SavedSession;
    return { document, trace, acts };
  }

  /** Choose the day whose slots are returned; null for the clock's day. */
  show(day: number | null): void {
    this.#day = day;
  }

  /** The state of the license for the page's own client. */
  async ask(): Promise<Status> {
    const fields = await this.#ask("sim_status", { client: HERE, day: this.#day });
    this.status = fields as unknown as SimulationStatus;
    return toStatus(fields);
  }

  async windows(): Promise<Readonly<Record<string, ScannerWindows>>> {
    return toWindows(await this.#ask("sim_windows", { client: HERE }));
  }

  #played({ answers }: Readonly<Record<string, unknown>>): StepPlayed {
    const wires = answers as readonly {
      readonly type: string;
      readonly client: string | null;
      readonly t: number;
      readonly line: number;
      readonly codes: readonly CodeKey[];
      readonly answer: WireScan;
    }[];
    return wires.map(({ type, client, t, codes, answer, ...place }) => ({
      type,
      client: client ?? HERE,
      t,
      codes,
      answer: this.#at(toScanResult(answer, t), place),
    }));
  }

  /** An answer, with its place kept. */
  #at<T extends Answer>(answer: T, { line }: { readonly line?: unknown }): T {
    this.#lines.set(answer, line as number);
    return answer;
  }

  #set(t: number): void {
    this.#signal.throwIfAborted();
    this.#clock.set(t);
  }

  #event(event: TraceEvent): Promise<Record<string, unknown>> {
    return this.#ask("sim_event", { event, t: this.#clock.now() });
  }

  async #ask(op: string, fields: Readonly<Record<string, unknown>>): Promise<Record<string, unknown>> {
    try {
      return await this.#license.call(op as CoreOperation, fields);
    } catch (error) {
      throw this.isOver ? this.#signal.reason : error;
    }
  }
}

/** What a session or a story is; rejects with its faults, and nothing has changed. */
export async function lookAt(
  license: License,
  what: SavedSession | { readonly story: string },
): Promise<Looked> {
  return license.call("sim_look" as CoreOperation, { ...what });
}

/** Replay a trace under every option and edition. */
export async function compareTrace(license: License, trace: string): Promise<Compared> {
  return (await license.call("sim_compare" as CoreOperation, { trace })) as unknown as Compared;
}
