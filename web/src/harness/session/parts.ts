/** What a visit is made of, as its parts know each other. */

import type { Shared } from "../deciding/shared.ts";
import type { Simulation } from "../deciding/simulation.ts";
import type { Feeding } from "../feeding/feeding.ts";
import type { Notes } from "./notes.ts";
import type { Running } from "./running.ts";
import type { SessionState } from "./state.ts";

export interface Parts {
  readonly state: SessionState;
  readonly running: Running;
  readonly notes: Notes;
  readonly shared: Shared;
  readonly simulation: Simulation;
  readonly feeding: Feeding;
  /** Asks how the license stands. */
  refresh(): Promise<void>;
}
