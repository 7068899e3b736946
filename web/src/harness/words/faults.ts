/** The faults that a visitor orders, and what the log says of them. */

import { FAULTS } from "../../facts/core.ts";
import type { FaultFacts } from "../../facts/fault.ts";

/** The name of a fault that the page offers. */
export type FaultName = keyof typeof FAULTS;

const FACTS: Readonly<Record<FaultName, FaultFacts>> = FAULTS;

/** The faults with what the core says of them, in the order of the panel. */
export const OFFERED = Object.entries(FACTS) as [FaultName, FaultFacts][];

/** What is said when a fault begins, or with `on` false when it ends; `copy` is the copied client, where there is one. */
export function said(name: FaultName, on = true, copy = ""): string {
  const { begins, ends } = FACTS[name];
  return (on ? begins : (ends ?? "")).replace("{copy}", () => copy);
}
