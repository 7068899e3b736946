/** Connects an opened license to the visit: it judges from then on, and its events are followed. */

import type { License, Warning } from "../../client/index.ts";
import { RecordedLicense } from "../deciding/judge.ts";
import { HERE, type TraceEvent } from "../deciding/core_simulation.ts";
import type { Parts } from "./parts.ts";

/**
 * The event with which this page opens its license; another `key` than the project's is a simulated fault.
 */
export function openingEvent({ state, shared }: Pick<Parts, "state" | "shared">, key?: string): TraceEvent {
  const { edition, project } = state.settings;
  const own = shared.server === null ? state.key : project;
  const origin = state.identity?.origin ?? location.origin;
  return { type: "open", client: HERE, key: key ?? own, deployment: "browser", origin, edition };
}

/** Follow a license from now on, instead of the former one; `opened` is when its opening began. */
export async function followLicense(
  parts: Parts,
  license: License,
  opened: { readonly at: number; readonly since: number },
  title: string,
): Promise<void> {
  const { state, current, events, simulation, feeding } = parts;
  await current.license?.close();
  current.license = license;
  current.judge = new RecordedLicense(license, current.recorder, simulation.clock);
  current.openedAt = opened.since;
  feeding.restart();
  state.phase = "ready";
  if (state.storageFull) {
    events.say("Opened anew: this browser's storage has room again");
  }
  state.storageFull = false;
  state.unstored = null;
  state.identity = license.identity;
  license.on("change", () => void parts.refresh());
  license.on("error", (error) =>
    error.name === "WorkerCrashError" ? events.failed(error) : events.undecided(error),
  );
  license.on("warning", (warning) => warned(parts, license, warning));
  license.on("identity", (identity) => (state.identity = identity));
  license.on("report", (answer) => events.reported(answer));
  current.recorder.add(openingEvent(parts), opened.at);
  events.add("open", title, license.answer);
  await parts.refresh();
}

/** Handle a warning about the page; warnings about an answer are in the answer. */
function warned(parts: Parts, license: License, { reason, text }: Warning): void {
  if (reason === "STORAGE_CLEARED") {
    parts.events.say(text);
  }
  if (reason === "WORKER_RESTARTED") {
    restarted(parts, license, text);
  }
}

/** A new worker goes on from the ledger: the dead worker's own state is lost, also simulated faults. */
function restarted(parts: Parts, license: License, text: string): void {
  const { state, current, events, shared, simulation, feeding } = parts;
  const wasSimulated = simulation.core !== null;
  simulation.leave();
  current.judge = new RecordedLicense(license, current.recorder, simulation.clock);
  feeding.restart();
  state.storageFull = shared.cut = false;
  state.unstored = null;
  current.recorder.add(openingEvent(parts), simulation.clock.now());
  events.say(`${text}${wasSimulated ? "; the simulated session is gone, this is real time" : ""}`);
  events.add("open", "Opened again", license.answer);
  void parts.refresh();
}
