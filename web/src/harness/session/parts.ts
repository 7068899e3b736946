/** The parts of a visit, as they know each other. */

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
  /** Asks for the license's state. */
  refresh(): Promise<void>;
}
