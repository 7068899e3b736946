/** What a visit is made of, as its parts know each other. */

import type { Shared } from "../deciding/shared.ts";
import type { Simulation } from "../deciding/simulation.ts";
import type { Feeding } from "../feeding/feeding.ts";
import type { CurrentLicense } from "./current_license.ts";
import type { EventLog } from "./event_log.ts";
import type { SessionState } from "./state.ts";

export interface Parts {
  readonly state: SessionState;
  readonly current: CurrentLicense;
  readonly events: EventLog;
  readonly shared: Shared;
  readonly simulation: Simulation;
  readonly feeding: Feeding;
  /** Asks how the license stands. */
  refresh(): Promise<void>;
}
