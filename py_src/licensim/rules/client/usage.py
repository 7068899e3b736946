"""The usage that a client has not reported yet, kept per slot (NET-4, NET-5)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any, Final, NoReturn

from licensim.rules.authority.requests import Report
from licensim.rules.options.case import Use
from licensim.rules.timeline import slot_of, slot_starts_at


@dataclass(frozen=True, slots=True)
class Kept:
    """Usage of one slot, use and item; `tried` once it was sent without an acknowledgment."""

    report: Report
    tried: bool = False

    def to_wire(self) -> list[Any]:
        """`report` and `tried` as JSON values."""
        report = self.report
        fields = {
            "id": report.id,
            "slot": report.slot,
            "at": report.at,
            "count": report.count,
            "module": report.module,
            "item": report.item,
        }
        return [fields, self.tried]


class UsageBuffer:
    """Reports that wait for their acknowledgment, in the order in which their usage began.

    `new_id` makes their identifiers: random ones, so that copies of one store never share one (NET-5). The
    cost of a use does not depend on how many reports wait: each is turned into JSON values once.
    """

    __slots__ = ("_filling", "_kept", "_new_id", "_slots", "_untried", "_wires")

    _kept: dict[str, Kept]
    _wires: dict[str, list[Any]]
    _untried: dict[str, Kept]
    _slots: Counter[int]  # untried reports by slot
    _filling: dict[tuple[int, str, str], str]

    def __init__(self, new_id: Callable[[], str]) -> None:
        self._new_id = new_id
        self._take(({}, {}, {}, Counter(), {}))

    def __bool__(self) -> bool:
        return bool(self._kept)

    def keep_sent(self, use: Use, item: str, now: int, report: str) -> None:
        """Keep usage that was sent under this identifier and not answered, as its own report (NET-5)."""
        self._put(Kept(Report(report, slot_of(now), now, use.count, use.module, item), tried=True))

    def keep(self, use: Use, item: str, now: int) -> None:
        """Add usage to the report of its slot (TIME-3); a report that was sent is never added to."""
        key = (slot_of(now), use.label, item)
        filling = self._untried.get(self._filling.get(key, ""))
        if filling is not None:
            self._put(Kept(replace(filling.report, count=filling.report.count + use.count)))
            return
        report = Report(self._new_id(), key[0], now, use.count, use.module, item)
        self._filling[key] = report.id
        self._put(Kept(report))

    def _put(self, kept: Kept) -> None:
        report = kept.report
        self._kept[report.id], self._wires[report.id] = kept, kept.to_wire()
        if kept.tried:
            self._forget_untried(report)
        else:
            self._slots[report.slot] += report.id not in self._untried
            self._untried[report.id] = kept

    def is_filling(self, use: Use, item: str, now: int) -> bool:
        """Whether there is a report to which such usage would be added."""
        return self._filling.get((slot_of(now), use.label, item), "") in self._untried

    def all(self) -> list[Kept]:
        """All waiting reports."""
        return list(self._kept.values())

    def has_ended(self, now: int) -> bool:
        """Whether `ended` has anything."""
        return any(one.report.slot < slot_of(now) for one in self._kept.values())

    def ended(self, now: int) -> list[Kept]:
        """The reports of slots that have ended at `now`."""
        return [one for one in self._kept.values() if one.report.slot < slot_of(now)]

    def untried(self, now: int) -> list[Kept]:
        """The reports of `ended` that were not tried yet."""
        return [one for one in self._untried.values() if one.report.slot < slot_of(now)]

    def try_all(self, now: int | None = None) -> None:
        """Mark all reports as tried, or with `now` those of slots that have ended then."""
        trying = list(self._untried.values()) if now is None else self.untried(now)
        for one in trying:
            self._put(Kept(one.report, tried=True))

    def _forget_untried(self, report: Report) -> None:
        if self._untried.pop(report.id, None) is not None:
            self._slots[report.slot] -= 1
            if not self._slots[report.slot]:
                del self._slots[report.slot]

    def acknowledge(self, done: Iterable[Kept]) -> None:
        """Drop the reports that the server has accepted."""
        for one in done:
            report = one.report
            self._kept.pop(report.id, None)
            self._wires.pop(report.id, None)
            self._forget_untried(report)
            key = (report.slot, report.use.label, report.item or "")
            if self._filling.get(key) == report.id:
                del self._filling[key]

    def clear(self) -> list[Kept]:
        """Drop all reports and return them."""
        gone = self.all()
        self._take(({}, {}, {}, Counter(), {}))
        return gone

    def due(self) -> int | None:
        """The end of the oldest slot that was not tried yet; None where nothing waits for its end."""
        return slot_starts_at(min(self._slots) + 1) if self._slots else None

    def copy(self) -> tuple[Any, ...]:
        """The present state, for `put_back`."""
        state = (self._kept, self._wires, self._untried, self._slots, self._filling)
        return tuple(one.copy() for one in state)

    def put_back(self, copy: tuple[Any, ...]) -> None:
        """Restore the state of a copy; the copy stays unchanged."""
        self._take(tuple(one.copy() for one in copy))

    def _take(self, state: tuple[Any, ...]) -> None:
        self._kept, self._wires, self._untried, self._slots, self._filling = state

    def to_wire(self) -> dict[str, Any]:
        """The buffer as a JSON object."""
        return {"kept": list(self._wires.values())}

    def restore(self, wire: dict[str, Any]) -> None:
        """Load the state that `to_wire` returned.

        Nothing is added to reports that this buffer has not begun: a copy of the store may have them, too.
        """
        own = set(self._filling.values())
        self.clear()
        for report, tried in wire["kept"]:
            self._put(Kept(Report(**report), tried))
        mine = (one.report for one in self._kept.values() if one.report.id in own)
        self._filling = {(r.slot, r.use.label, r.item or ""): r.id for r in mine}


def _no_id() -> NoReturn:
    raise AssertionError("nothing is ever kept here")


NOTHING: Final = UsageBuffer(_no_id)
"""The one empty buffer of all clients without usage to send: of many clients, most never have any."""
