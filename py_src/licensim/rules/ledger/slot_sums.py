"""The activity in each slot of an item, and the exceptions that follow (CDEV-3, CDEV-5, CINST-6)."""

from __future__ import annotations

from licensim.rules.ledger.slot_tally import SlotTally


class SlotSums:
    """The sum of each slot of each item."""

    def __init__(self) -> None:
        self._sums: dict[str, dict[int, int]] = {}
        self._above: dict[str, dict[int, SlotTally]] = {}

    def follow(self, item: str, slot: int, old: int, new: int) -> None:
        """Record that the sum of a slot has changed from `old` to `new`."""
        self._sums.setdefault(item, {})[slot] = new
        for limit, tally in self._above.get(item, {}).items():
            tally.add(slot, max(0, new - limit) - max(0, old - limit))

    def of(self, item: str, slot: int) -> int:
        """The sum of one slot, 0 for a slot without activity."""
        return self._sums.get(item, {}).get(slot, 0)

    def slots(self, item: str) -> dict[int, int]:
        """Every slot with activity and its sum, in the order of time."""
        sums = self._sums.get(item, {})
        return {slot: sums[slot] for slot in sorted(sums) if sums[slot]}

    def exceptions(self, item: str, limit: int, first: int, before: int) -> int:
        """The sum of `max(0, sum - limit)` over the slots `first <= slot < before` (CDEV-3)."""
        tallies = self._above.setdefault(item, {})
        tally = tallies.get(limit)
        if tally is None:
            tally = tallies[limit] = SlotTally()
            for slot, amount in self._sums.get(item, {}).items():
                tally.add(slot, max(0, amount - limit))
        return tally.between(first, before)
