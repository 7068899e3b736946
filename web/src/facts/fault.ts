/** The fields of a fault that the page offers; see `core.ts`. */

/** The target of a fault. */
export type Sufferer = "every client" | "one client" | "this browser" | "the license";

export interface FaultFacts {
  /** The id of its switch in the page. */
  readonly id: string;
  readonly label: string;
  /** The log's words when it begins and ends; `{copy}` is a copied client. Without an end it is a button. */
  readonly begins: string;
  readonly ends: string | null;
  /** The target if the page itself decides. */
  readonly own: Sufferer;
  /** The target if a license server decides; null if the page does not offer the fault then. */
  readonly shared: Sufferer | null;
}
