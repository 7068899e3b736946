/** What a session costs by a visitor's prices, as the core says it. */

import type { CoreOperation, License } from "../../client/index.ts";

/** For how long a quota is bought. */
export const SPANS = { session: "as it is", month: "a month of it", year: "a year of it" } as const;
export type Span = keyof typeof SPANS;

/** One way to license: an option, or one period of it. */
interface PricedWay {
  readonly name: string;
  readonly option: string;
  readonly cost: number;
  readonly items: readonly { readonly quota: number; readonly sold: number }[];
}

export interface Costs {
  /** So many first events of the session were looked at, of so many. */
  readonly events: number;
  readonly of: number;
  readonly currency: string;
  readonly days: number;
  readonly spans: Readonly<
    Record<
      Span,
      {
        /** The cheapest first. */
        readonly ranking: readonly PricedWay[];
        /** By the way's name: [traffic, cost]. */
        readonly curves: Readonly<Record<string, readonly (readonly [number, number])[]>>;
        readonly sentences: readonly string[];
      }
    >
  >;
  /** What is in no ranking, and why. */
  readonly not_ranked: readonly { readonly name: string; readonly why: string }[];
}

/** Ask for the costs of a trace under a price file and an edition. Rejects with the faults of the file. */
export async function costsOf(
  license: License,
  trace: string,
  prices: string,
  edition: string,
): Promise<Costs> {
  const asked = await license.call("sim_costs" as CoreOperation, { trace, prices, edition });
  return asked as unknown as Costs;
}

/** The price file of the prices that a visitor has typed, of one unit a year by option. */
export function priceFile(currency: string, each: ReadonlyMap<string, number>): string {
  const prices = [...each].map(([option, price]) => ({ option, tiers: [{ from: 0, each: price }] }));
  return JSON.stringify({ currency, prices }, null, 2);
}
