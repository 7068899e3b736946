/** What feeding uses of its visit, and what it reports to it. */

import type { Answer, Identity, ScanResult } from "../../client/index.ts";
import type { Judge } from "../deciding/judge.ts";
import type { Settings } from "../settings/settings.ts";
import type { Mark } from "../words/log.ts";
import type { Seen } from "./seen.ts";

/** What the stage draws: the picture's codes and the result for each. */
export interface Judged {
  /** Null if an app has seen it: the app draws it itself. */
  readonly seen: Seen | null;
  readonly marks: readonly Mark[];
  /** The instant at which the picture was judged. */
  readonly at: number;
}

/** What feeding uses of its visit. */
export interface FeedingHost {
  /** The judge; null while nothing can be judged. */
  judge(): Judge | null;
  /** Do a decision, as soon as a license is open. */
  decide<T>(act: () => Promise<T>): Promise<T>;
  /** Whether the source is held: a frame that was still on its way is not judged. */
  held(): boolean;
  settings(): Settings;
  /** Open the license again, as a page load of an app; returns the answer. */
  open(): Promise<Answer>;
  identity(): Identity;
  /** Milliseconds since the license was opened. */
  sinceOpen(): number;
  /** The scanner has got its settings. */
  tuned(title: string, answer: Answer): Promise<void>;
  judged(kind: "frame" | "image", title: string, result: ScanResult, judged: Judged): void;
  /** A frame got no answer. */
  undecided(error: unknown): void;
}
