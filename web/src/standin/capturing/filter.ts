/** `MultiFrameResultCrossFilter`: which codes of a decided picture the receivers get. It decides nothing itself. */
import type { Found } from "../decoding/decoder_protocol.ts";
import type { Decision } from "../licensing/refusal.ts";
import { demand } from "../start/errors.ts";
import { ITEM_TYPES } from "./enums.ts";
import { keyOf } from "./results.ts";

/** `"barcode"`, or bits of `EnumCapturedResultItemType`. */
type ItemType = string | number;

const FORGET_MS = 3000;

/** The settings of a filter. */
interface FilterState {
  deduplicates: boolean;
  verifies: boolean;
  forgetMs: number;
}

/** The settings of a filter, and the callback for their changes. */
export let filterOf: (filter: MultiFrameResultCrossFilter) => {
  readonly state: FilterState;
  listen(changed: () => void): void;
};

/** A filter of generation 10 and later. */
export class MultiFrameResultCrossFilter {
  readonly #state: FilterState = { deduplicates: false, verifies: false, forgetMs: FORGET_MS };
  readonly #changed = new Set<() => void>();

  static {
    filterOf = (filter) => ({ state: filter.#state, listen: (changed) => void filter.#changed.add(changed) });
  }

  enableResultCrossVerification(type: ItemType, enabled: boolean): void {
    if (isBarcode("enableResultCrossVerification", type)) {
      this.#set({ verifies: enabled });
    }
  }

  isResultCrossVerificationEnabled(type: ItemType): boolean {
    return isBarcode("isResultCrossVerificationEnabled", type) && this.#state.verifies;
  }

  enableResultDeduplication(type: ItemType, enabled: boolean): void {
    if (isBarcode("enableResultDeduplication", type)) {
      this.#set({ deduplicates: enabled });
    }
  }

  isResultDeduplicationEnabled(type: ItemType): boolean {
    return isBarcode("isResultDeduplicationEnabled", type) && this.#state.deduplicates;
  }

  setDuplicateForgetTime(type: ItemType, ms: number): void {
    demand(
      Number.isFinite(ms),
      "MultiFrameResultCrossFilter.setDuplicateForgetTime(type, ms)",
      "milliseconds",
      ms,
    );
    if (isBarcode("setDuplicateForgetTime", type)) {
      this.#set({ forgetMs: ms });
    }
  }

  /** The value as it was set; the rules clamp it when they use it (SCAN-5). */
  getDuplicateForgetTime(type: ItemType): number {
    return isBarcode("getDuplicateForgetTime", type) ? this.#state.forgetMs : 0;
  }

  #set(changes: Partial<FilterState>): void {
    Object.assign(this.#state, changes);
    for (const changed of this.#changed) {
      changed();
    }
  }
}

function isBarcode(member: string, type: ItemType): boolean {
  const is = typeof type === "string" || Number.isInteger(type);
  demand(
    is,
    `MultiFrameResultCrossFilter.${member}(type)`,
    '"barcode" or bits of EnumCapturedResultItemType',
    type,
  );
  return typeof type === "string" ? type === "barcode" : (type & ITEM_TYPES.CRIT_BARCODE) !== 0;
}

/** The codes of a picture that receivers get. */
export function seenBy(
  filter: MultiFrameResultCrossFilter | null,
  found: readonly Found[],
  answer: Decision,
): Found[] {
  const { deduplicates, verifies } =
    filter === null ? { deduplicates: false, verifies: false } : filterOf(filter).state;
  const shown = [
    ...answer.unique,
    ...(deduplicates ? [] : answer.duplicates),
    ...(deduplicates || verifies ? [] : answer.untrusted),
  ];
  const keys = new Set(shown.map(keyOf));
  // Equal codes of one picture are one scan (SCAN-2), and one item.
  return found.filter((one) => keys.delete(keyOf(one)));
}
