/** The faults that a visitor can start, and the log's words for them. */

import { FAULTS } from "../../facts/core.ts";
import type { FaultFacts } from "../../facts/fault.ts";

/** The name of a fault that the page offers. */
export type FaultName = keyof typeof FAULTS;

const FACTS: Readonly<Record<FaultName, FaultFacts>> = FAULTS;

/** The faults with their facts from the core, in the order of the panel. */
export const OFFERED = Object.entries(FACTS) as [FaultName, FaultFacts][];

/**
 * The log's words when a fault begins, or with `on` false when it ends; `copy` is the copied client, if any.
 */
export function logText(name: FaultName, on = true, copy = ""): string {
  const { begins, ends } = FACTS[name];
  return (on ? begins : (ends ?? "")).replace("{copy}", () => copy);
}
