/** Events that were decided without the page's own scanner, written into the log: of a story, or loaded. */

import { nameOf } from "../deciding/simulation.ts";
import { HERE, type StepPlayed } from "../deciding/core_simulation.ts";
import { marksOf, rememberSightings } from "../feeding/marks.ts";
import type { EventLog } from "../session/event_log.ts";

const DONE: Readonly<Record<string, string>> = {
  open: "opened",
  image: "scanned",
  frame: "showed a code",
  release: "gave its seat back",
  clear_storage: "lost its storage",
  instances: "asked for instances",
  pages: "processed pages",
  settings: "set its scanner",
  pause: "paused its scanner",
  close: "closed its scanner",
  instance: "created or destroyed instances",
};

/** Write the events of a story's step: each is a line of its client. */
export function logStep(events: EventLog, played: StepPlayed): void {
  for (const { type, client, answer, t } of played) {
    events.add("client", titleOf(type, client), answer, client, [], 0, t);
  }
}

/** Write the events of a loaded session: the page's own pictures with their codes, as if it had judged them. */
export function logLoaded(events: EventLog, played: StepPlayed): void {
  const sightings = new Map<string, number>();
  for (const { type, client, answer, codes, t } of played) {
    const isOwnPicture = client === HERE && (type === "frame" || type === "image");
    if (!isOwnPicture) {
      events.add(kindOf(type, client), titleOf(type, client), answer, client, [], 0, t);
    } else if (type === "image" || codes.length > 0) {
      const marks = marksOf(codes, answer, sightings, answer.scannedAt);
      rememberSightings(sightings, marks, answer.scannedAt);
      events.add(type, type === "image" ? "Image" : "", answer, HERE, marks, answer.lateMs, t);
    }
  }
}

function kindOf(type: string, client: string): "client" | "settings" | "pages" {
  return client === HERE && (type === "settings" || type === "pages") ? type : "client";
}

function titleOf(type: string, client: string): string {
  return type === "network" ? "The network changed" : `${nameOf(client)} ${DONE[type] ?? type}`;
}
