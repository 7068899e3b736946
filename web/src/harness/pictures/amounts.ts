/** Amounts in pictures: how far a bar is filled, and how much of a slot is above the quota. */

/** The positions of the bar's zones, in percent: the quota, its grace, and refusal. */
export const QUOTA_AT = 78;
export const CAP_AT = 92;

/** The part of the bar that `used` fills; the zones are stretched so that a grace of 5 % is visible. */
export function fillOf(used: number, quota: number, cap: number): number {
  if (used <= quota) {
    return quota === 0 ? QUOTA_AT : (used / quota) * QUOTA_AT;
  }
  if (used <= cap) {
    return QUOTA_AT + ((used - quota) / (cap - quota)) * (CAP_AT - QUOTA_AT);
  }
  return CAP_AT;
}

/** The slots with more than the quota, each with how much more (CDEV-3). */
export function aboveQuota(
  slots: readonly (readonly [slot: number, count: number])[],
  quota: number,
): (readonly [number, number])[] {
  return slots.filter(([, count]) => count > quota).map(([slot, count]) => [slot, count - quota] as const);
}
