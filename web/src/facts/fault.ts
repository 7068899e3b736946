/** What the core says of a fault that the page offers; see `core.ts`. */

/** Who suffers from a fault. */
export type Sufferer = "every client" | "one client" | "this browser" | "the license";

export interface FaultFacts {
  /** Of its switch. */
  readonly id: string;
  readonly label: string;
  /** What the log says when it begins and ends; `{copy}` is the name of a copied client. One that does not end is a button. */
  readonly begins: string;
  readonly ends: string | null;
  /** Who suffers where the page itself decides. */
  readonly own: Sufferer;
  /** Who suffers where a license server decides; null where it cannot be ordered then. */
  readonly shared: Sufferer | null;
}
