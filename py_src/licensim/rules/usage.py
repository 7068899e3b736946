"""The usage that a client has not reported yet, kept per slot (NET-4, NET-5)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any

from licensim.rules.authority import Report
from licensim.rules.case import Use
from licensim.rules.timeline import slot_of, slot_starts_at


@dataclass(slots=True)
class Kept:
    """Usage of one slot, use and item; `tried` once it was sent without an acknowledgment."""

    report: Report
    tried: bool = False


class UsageBuffer:
    """Reports that wait for their acknowledgment, in the order in which their usage began.

    `new_id` makes their identifiers: random ones, so that copies of one store never share one (NET-5). What a
    use costs does not depend on how many reports wait.
    """

    __slots__ = ("_filling", "_kept", "_new_id", "_slots", "_untried")

    def __init__(self, new_id: Callable[[], str]) -> None:
        self._new_id = new_id
        self._kept: dict[str, Kept] = {}
        self._untried: dict[str, Kept] = {}
        self._slots: Counter[int] = Counter()  # of the untried ones
        self._filling: dict[tuple[int, str, str], Kept] = {}

    def __bool__(self) -> bool:
        return bool(self._kept)

    def keep_sent(self, use: Use, item: str, now: int, report: str) -> None:
        """Keep usage that was sent under this identifier, its answer lost: a report of its own (NET-5)."""
        sent = Report(report, slot_of(now), now, use.count, use.module, item)
        self._kept[report] = Kept(sent, tried=True)

    def keep(self, use: Use, item: str, now: int) -> None:
        """Add usage to the report of its slot (TIME-3); a report that was sent is never added to."""
        key = (slot_of(now), use.label, item)
        filling = self._filling.get(key)
        if filling is not None and not filling.tried:
            filling.report = replace(filling.report, count=filling.report.count + use.count)
            return
        report = Report(self._new_id(), key[0], now, use.count, use.module, item)
        self._filling[key] = self._kept[report.id] = self._untried[report.id] = Kept(report)
        self._slots[report.slot] += 1

    def is_filling(self, use: Use, item: str, now: int) -> bool:
        """Whether there is a report that such usage would be added to."""
        filling = self._filling.get((slot_of(now), use.label, item))
        return filling is not None and not filling.tried

    def all(self) -> list[Kept]:
        """Everything that waits."""
        return list(self._kept.values())

    def has_ended(self, now: int) -> bool:
        """Whether `ended` has anything."""
        return any(one.report.slot < slot_of(now) for one in self._kept.values())

    def ended(self, now: int) -> list[Kept]:
        """What belongs to slots that have ended at `now`."""
        return [one for one in self._kept.values() if one.report.slot < slot_of(now)]

    def untried(self, now: int) -> list[Kept]:
        """What of `ended` was not tried yet."""
        return [one for one in self._untried.values() if one.report.slot < slot_of(now)]

    def try_all(self, now: int | None = None) -> None:
        """Note that everything is sent, or with `now` what has ended then."""
        trying = list(self._untried.values()) if now is None else self.untried(now)
        for one in trying:
            one.tried = True
            self._forget_untried(one.report)

    def _forget_untried(self, report: Report) -> None:
        if self._untried.pop(report.id, None) is not None:
            self._slots[report.slot] -= 1
            if not self._slots[report.slot]:
                del self._slots[report.slot]

    def acknowledge(self, done: Iterable[Kept]) -> None:
        """Drop what the server has taken."""
        for one in done:
            report = one.report
            self._kept.pop(report.id, None)
            self._forget_untried(report)
            key = (report.slot, report.use.label, report.item or "")
            if self._filling.get(key) is one:
                del self._filling[key]

    def clear(self) -> list[Kept]:
        """Drop everything, and say what it was."""
        gone, self._kept = self._kept, {}
        self._untried.clear()
        self._slots.clear()
        self._filling.clear()
        return list(gone.values())

    def due(self) -> int | None:
        """The end of the oldest slot that was not tried yet; None where nothing waits for its end."""
        return slot_starts_at(min(self._slots) + 1) if self._slots else None

    def to_wire(self) -> dict[str, Any]:
        """The buffer as a JSON object."""
        kept = [[asdict(one.report), one.tried] for one in self._kept.values()]
        return {"kept": kept}

    def restore(self, wire: dict[str, Any]) -> None:
        """Take the state that `to_wire` made.

        To a report that this very buffer has not begun nothing is added: a copy of the store may have it too.
        """
        own = {one.report.id for one in self._filling.values()}
        kept = [Kept(Report(**report), tried) for report, tried in wire["kept"]]
        self._kept = {one.report.id: one for one in kept}
        self._untried = {one.report.id: one for one in kept if not one.tried}
        self._slots = Counter(one.report.slot for one in self._untried.values())
        reports = ((one, one.report) for one in kept if one.report.id in own)
        self._filling = {(r.slot, r.use.label, r.item or ""): one for one, r in reports}
