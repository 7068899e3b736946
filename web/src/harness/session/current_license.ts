/** The running parts of a visit: the open license, the judge of the page's scans, and the recorded events. */

import type { License } from "../../client/index.ts";
import type { Judge } from "../deciding/judge.ts";
import { Recorder } from "../deciding/recorder.ts";
import { Decisions } from "./decisions.ts";

export class CurrentLicense {
  license: License | undefined;
  judge: Judge | undefined;
  /** When the license was opened, by `performance.now()`. */
  openedAt = 0;
  readonly recorder = new Recorder();
  readonly decisions = new Decisions();
}
