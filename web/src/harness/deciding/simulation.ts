/** The simulated session of a visit: one clock, many clients, their events. It begins when first needed. */

import { toAnswer } from "../../client/convert/results.ts";
import type { Answer, License } from "../../client/index.ts";
import { many } from "../words/words.ts";
import { VisitClock, type Rate } from "./clock.ts";
import {
  HERE,
  type Loaded,
  type Ran,
  type SavedSession,
  type StepPlayed,
  type StoryTold,
  type TraceEvent,
  CoreSimulation,
} from "./core_simulation.ts";

/** How often the session follows the running clock. */
const TICK_MS = 250;

/** How many of the last events of a loaded session the log shows. */
const MOST_SHOWN = 1000;

/** What the simulation uses of its visit. */
export interface Host {
  /** The open license; its worker runs the simulation. */
  license(): License | undefined;
  document(): string;
  /** The events of this page's license so far, as a trace. */
  trace(): string;
  /** The event with which the page's own client opens its license. */
  opening(): TraceEvent;
  /** Do something while nothing else is decided, so that nothing is lost or counted twice. */
  between<T>(act: () => Promise<T>): Promise<T>;
  /** The simulation decides for the page's own client from now on; `goesOn` if it has all events so far. */
  entered(goesOn: boolean): Promise<void>;
  /** Write an answer into the log; `title` is its event in words. */
  answered(title: string, answer: Answer, client: string): void;
  /** Devices with a rhythm scanned; `answer` is a refusal of one of them, or null. */
  ran(title: string, answer: Answer | null): void;
  /** Time jumped: write it into the log; without an answer, ask for the license's state. */
  moved(title: string, answer: Answer | null): void;
  refresh(): Promise<void>;
  changed(): void;
}

export class Simulation {
  readonly clock = new VisitClock();
  core: CoreSimulation | null = null;
  /** The jump under way, if there is one. */
  jumping: { readonly from: number; readonly to: number } | null = null;
  readonly #host: Host;
  #entering: Promise<CoreSimulation> | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stop = false;
  /** Aborted when the visitor leaves: what began before that does not begin a session after it. */
  #stay = new AbortController();

  constructor(host: Host) {
    this.#host = host;
  }

  /** The core's simulation; the first call starts it with this page's own session. */
  enter(): Promise<CoreSimulation> {
    if (this.#entering !== null) {
      return this.#entering;
    }
    const { signal } = this.#stay;
    const entering = this.#host
      .between(() => this.#begin(signal, this.own(this.#host.trace()), this.clock.now(), true, 0))
      .then(({ core }) => core)
      .catch((error: unknown) => {
        if (this.#entering === entering) {
          this.#entering = null;
        }
        throw error;
      });
    this.#entering = entering;
    return entering;
  }

  /** The core's simulation, if it has begun or is about to begin; null in real time. */
  async begun(): Promise<CoreSimulation | null> {
    await this.#entering?.catch(() => undefined);
    return this.core;
  }

  /** A trace under the license in force. */
  own(trace: string): SavedSession {
    return { document: this.#host.document(), trace, acts: [] };
  }

  /**
   * Begin again with a saved session, at `t` or at its end; time goes on at a speed. Rejects with its faults; then
   * nothing has changed.
   */
  async restore(saved: SavedSession, t: number, rate?: Rate): Promise<Loaded> {
    const { signal } = this.#stay;
    const { core, loaded } = await this.#host.between(() =>
      this.#begin(signal, saved, t, false, MOST_SHOWN, rate),
    );
    this.#entering = Promise.resolve(core);
    return loaded;
  }

  /**
   * Begin again with a story and its first step, under a project key; time stands still between its steps.
   * No frame comes before that step, which opens the page's own client.
   */
  async story(text: string, key: string): Promise<{ readonly told: StoryTold; readonly first: StepPlayed }> {
    const { signal } = this.#stay;
    const { core, told, first } = await this.#host.between(async () => {
      const begun = this.#made(signal);
      const said = await begun.story(text, key, Date.now());
      const opened = await begun.step();
      this.clock.run(0);
      await this.#entered(begun, signal, false);
      return { core: begun, told: said, first: opened };
    });
    this.#entering = Promise.resolve(core);
    return { told, first };
  }

  /** Play the next step of the story. */
  async step(): Promise<StepPlayed> {
    const played = (await this.core?.step()) ?? [];
    await this.#host.refresh();
    return played;
  }

  /** End the simulation: the page is in real time again. */
  leave(): void {
    clearTimeout(this.#timer);
    this.#stay.abort(new DOMException("this simulated session was given up", "ClosedError"));
    this.#stay = new AbortController();
    this.core = this.#entering = this.jumping = null;
    this.clock.reset();
  }

  /** Play an event now; returns its answer. */
  async act(event: TraceEvent, title: string): Promise<Answer> {
    const core = await this.enter();
    const { answer, before } = await core.eventWithSteps(event);
    for (const refused of before) {
      this.#host.answered(`${title} as a copy`, refused, event.client ?? HERE);
    }
    this.#host.answered(title, answer, event.client ?? HERE);
    await this.#host.refresh();
    return answer;
  }

  /** Set the speed of time. */
  async run(rate: Rate): Promise<void> {
    if ((await this.#here()) === null) {
      return;
    }
    this.clock.run(rate);
    this.#host.changed();
    this.#tick();
  }

  /** Move time to an instant; everything that is due before happens on the way. */
  async jump(to: number, title: string): Promise<void> {
    const core = await this.#here();
    if (core === null || this.jumping !== null) {
      return;
    }
    clearTimeout(this.#timer);
    const { rate } = this.clock;
    const from = this.clock.now();
    const jumping = { from, to };
    this.jumping = jumping;
    this.#stop = false;
    this.clock.run(0);
    let ran = nothing(from);
    try {
      while (!ran.done && !this.#stop && this.jumping === jumping) {
        ran = add(ran, await this.#step(core, to));
      }
    } finally {
      if (this.jumping === jumping) {
        this.jumping = null;
        this.clock.run(rate);
      }
    }
    await this.#host.refresh();
    if (this.core !== core) {
      return;
    }
    this.#host.moved(`${title}${saidOf(ran)}`, ran.refusal === null ? null : toAnswer(ran.refusal));
    this.#tick();
  }

  /** Stop the jump under way. */
  halt(): void {
    this.#stop = true;
  }

  /** The session, begun if needed; null if the visitor leaves before it has begun. */
  async #here(): Promise<CoreSimulation | null> {
    const { signal } = this.#stay;
    const core = await this.enter().catch((error: unknown) => {
      if (signal.aborted) {
        return null;
      }
      throw error;
    });
    return signal.aborted ? null : core;
  }

  async #begin(
    signal: AbortSignal,
    saved: SavedSession,
    t: number,
    goesOn: boolean,
    most: number,
    rate?: Rate,
  ): Promise<{ core: CoreSimulation; loaded: Loaded }> {
    const core = this.#made(signal);
    const { document, trace, acts } = saved;
    const loaded = await core.load({ document, trace, acts }, t, this.#host.opening(), most);
    this.clock.run(rate ?? this.clock.rate);
    await this.#entered(core, signal, goesOn);
    this.#tick();
    return { core, loaded };
  }

  /** A session in the open license; throws if the visitor has left since `signal` was taken. A jump ends. */
  #made(signal: AbortSignal): CoreSimulation {
    signal.throwIfAborted();
    this.#stop = true;
    const license = this.#host.license();
    if (license === undefined) {
      throw new Error("the license is not open yet");
    }
    return new CoreSimulation(license, this.clock, signal);
  }

  /** A session that has begun decides from now on, in place of the one before it. */
  async #entered(core: CoreSimulation, signal: AbortSignal, goesOn: boolean): Promise<void> {
    this.core = core;
    await this.#host.entered(goesOn);
    signal.throwIfAborted();
  }

  async #step(core: CoreSimulation, to: number): Promise<Ran> {
    const ran = await core.run(to).catch((error: unknown) => {
      if (!core.isOver) {
        throw error;
      }
      return { ...nothing(to), done: true };
    });
    if (core !== this.core) {
      return ran;
    }
    this.clock.set(ran.t);
    void this.#host.refresh();
    return ran;
  }

  /** Let the simulation follow the clock; if it has too many events to decide in time, the clock waits. */
  #tick(): void {
    clearTimeout(this.#timer);
    if (this.clock.rate === 0) {
      return;
    }
    this.#timer = setTimeout(() => void this.#follow(), TICK_MS);
  }

  async #follow(): Promise<void> {
    const core = this.core;
    if (core === null || this.jumping !== null) {
      return;
    }
    const ran = await core.run(this.clock.now()).catch(() => null);
    if (ran === null || core !== this.core || this.jumping !== null) {
      return;
    }
    if (!ran.done) {
      this.clock.set(ran.t);
    }
    if (ran.events > 0) {
      this.#host.ran(`By themselves${saidOf(ran)}`, ran.refusal === null ? null : toAnswer(ran.refusal));
    }
    await this.#host.refresh();
    this.#tick();
  }
}

const nothing = (t: number): Ran => ({
  t,
  events: 0,
  ok: 0,
  over: 0,
  refused: 0,
  refusal: null,
  done: false,
});

function add(before: Ran, ran: Ran): Ran {
  const sum = (field: "events" | "ok" | "over" | "refused"): number => before[field] + ran[field];
  return {
    ...ran,
    events: sum("events"),
    ok: sum("ok"),
    over: sum("over"),
    refused: sum("refused"),
    refusal: ran.refusal ?? before.refusal,
  };
}

function saidOf({ events, over, refused }: Ran): string {
  if (events === 0) {
    return "";
  }
  const bad = [over > 0 ? `${over} over` : "", refused > 0 ? `${refused} refused` : ""].filter(
    (one) => one !== "",
  );
  return `: ${[many(events, "scan"), ...bad].join(", ")}`;
}

/** The name of a client in the page; the page's own client is "this browser". */
export function nameOf(client: string): string {
  return client === HERE ? "This browser" : client;
}
