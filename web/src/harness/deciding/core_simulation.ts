/** The page's interface to the core's simulated session: many clients, one time. The core gives every answer. */

import { toAnswer, toScanResult, toStatus, toWindows } from "../../client/convert/results.ts";
import type {
  Answer,
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

/** The last answers of a step. */
export type StepPlayed = readonly {
  readonly type: string;
  readonly client: string;
  readonly answer: Answer;
}[];

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
  /** Whether it has ended: its outstanding requests no longer matter. */
  isOver = false;
  status: SimulationStatus | null = null;
  readonly #license: License;
  readonly #clock: VisitClock;
  #day: number | null = null;

  constructor(license: License, clock: VisitClock) {
    this.#license = license;
    this.#clock = clock;
  }

  /**
   * Begin with a trace, at its end or at `t`, whichever is later; the clock goes on from there. If the trace
   * does not open the page's own client, `opening` does.
   */
  async load(document: string, trace: string, t: number, opening: TraceEvent): Promise<Loaded> {
    const loaded = await this.#ask("sim_load", { document, trace, t, opening });
    this.#clock.set(loaded["t"] as number);
    return loaded as unknown as Loaded;
  }

  /** Begin a story on the day before `now`, under a project key; its steps come one by one. */
  async story(story: string, key: string, now: number): Promise<StoryTold> {
    const told = (await this.#ask("sim_story", { story, key, now })) as unknown as StoryTold;
    this.#clock.set(told.t);
    return told;
  }

  /** Play the next step of the story; time goes on to its last event. */
  async step(): Promise<StepPlayed> {
    const { t, answers } = (await this.#ask("sim_step", {})) as unknown as {
      readonly t: number;
      readonly answers: readonly { type: string; client: string | null; answer: WireAnswer }[];
    };
    this.#clock.set(t);
    return answers.map(({ type, client, answer }) => ({
      type,
      client: client ?? HERE,
      answer: toAnswer(answer),
    }));
  }

  /** Play an event now; returns its answer. */
  async event(event: TraceEvent): Promise<Answer> {
    return toAnswer((await this.#event(event))["answer"] as WireAnswer);
  }

  /** As `event`, with intermediate answers: a clone is refused before it becomes a new client (ID-8). */
  async eventWithSteps(
    event: TraceEvent,
  ): Promise<{ readonly answer: Answer; readonly before: readonly Answer[] }> {
    const { answer, told } = await this.#event(event);
    return { answer: toAnswer(answer as WireAnswer), before: (told as WireAnswer[]).map(toAnswer) };
  }

  /** Play a frame or an image now. */
  async scan(event: TraceEvent): Promise<ScanResult> {
    const wire = (await this.#event(event))["answer"] as WireScan;
    return toScanResult(wire, this.#clock.now());
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

  async trace(): Promise<string> {
    return (await this.#ask("sim_trace", {}))["trace"] as string;
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

  #event(event: TraceEvent): Promise<Record<string, unknown>> {
    return this.#ask("sim_event", { event, t: this.#clock.now() });
  }

  async #ask(op: string, fields: Readonly<Record<string, unknown>>): Promise<Record<string, unknown>> {
    try {
      return await this.#license.call(op as CoreOperation, fields);
    } catch (error) {
      throw this.isOver ? new DOMException("this simulated session was given up", "ClosedError") : error;
    }
  }
}

/** Replay a trace under every option and edition. */
export async function compareTrace(license: License, trace: string): Promise<Compared> {
  return (await license.call("sim_compare" as CoreOperation, { trace })) as unknown as Compared;
}
