"""Assertions that explain: what was expected, what was found, and the log around the difference."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Any, Protocol

from licensim.rules.answer import NUMBERS, Reason
from licensim.rules.options.case import MODULES
from licensim.rules.words.english import are, many
from licensim.testing.client import Client, demand_client
from licensim.testing.errors import KitError
from licensim.testing.telling.log import Log, LogEntry

USES = {"scans": ("frame", "image"), "pages": ("pages",)}
REASONS = [one.value for one in Reason]
REFUSABLE = [*NUMBERS.values(), *REASONS]


class Evidence(Protocol):
    """The part of the kit that assertions read."""

    log: Log

    def usage(self) -> dict[str, dict[str, Any]]:
        """What each item has recorded."""

    def kept(self) -> str:
        """Keep the trace; return where it is and how to replay it, in words."""


def counted(evidence: Evidence, wanted: dict[str, int], client: Client | None, item: str | None) -> None:
    """See `Licensim.assert_counted`."""
    __tracebackhide__ = True
    demand_client(client)
    items = [name.rpartition("/")[2] for name in evidence.usage()]  # names of several projects have the keys
    if item is not None and item not in items:
        raise KitError(f"there is no item {item!r}; there are: {', '.join(items)}")
    if not wanted:
        raise KitError("what was counted? Give scans, pages, or the pages of a module")
    for use, expected in wanted.items():
        if use not in USES and use not in MODULES:
            raise KitError(f"nothing is counted as {use!r}; there are {', '.join([*USES, *MODULES])}")
        _demand_amount(use, expected)
        entries = [one for one in _of(evidence.log, client, item) if _counts_as(one, use)]
        found = sum(one.counted for one in entries)
        if found != expected:
            at = "" if client is None else f" at {client.name}"
            by = "" if item is None else f" by {item}"
            counted = f"{expected:,} {_noun(use, expected)} to be counted{at}{by}"
            text = f"expected {counted}, but {found:,} {are(found, 'was', 'were')}"
            _fail(evidence, text, _beyond(entries, expected))


def seats(evidence: Evidence, expected: int, item: str | None) -> None:
    """See `Licensim.assert_seats`."""
    __tracebackhide__ = True
    _demand_amount("seats", expected)
    having = {name: one for name, one in evidence.usage().items() if "seats" in one}
    name = _only(having, item, "an item with seats")
    found = having[name]["seats"]
    if found != expected:
        takers = [one for one in evidence.log.replies if _takes_seat(one, name)]
        seats = f"{expected} of {many(having[name]['quota'], 'seat')} of {name}"
        text = f"expected {seats} to be taken, but {found} {are(found)}"
        _fail(evidence, text, takers[expected:] or takers[-1:])


def refused(evidence: Evidence, reason: int | str, client: Client | None, times: int | None) -> None:
    """See `Licensim.assert_refused`; marks the refusals that it finds as looked at."""
    __tracebackhide__ = True
    demand_client(client)
    if times is not None:
        _demand_amount("times", times)
    demand_refusable(reason)
    entries = [one for one in _of(evidence.log, client, None) if one.is_refusal]
    found = [one for one in entries if reason in (one.wire["number"], one.wire["reason"])]
    for entry in found:
        entry.look()
    if len(found) == times:
        return
    if times is None and found:
        evidence.log.awaited.add((reason, None if client is None else client.name))
        return
    at = "" if client is None else f" at {client.name}"
    wanted = "a refusal" if times is None else many(times, "refusal")
    others = ", ".join(sorted({f"{one.wire['reason']} ({one.wire['number']})" for one in entries}))
    rest = f"refusals were with {others}" if others else "nothing was refused"
    there = f"there {are(len(found), 'was', 'were')} {len(found) or 'none'}"
    text = f"expected {wanted} with {reason}{at}, but {there}; {rest}"
    _fail(evidence, text, found or entries)


def no_overuse(evidence: Evidence) -> None:
    """See `Licensim.assert_no_overuse`."""
    __tracebackhide__ = True
    over = [one for one in evidence.log.replies if one.wire["answer"] == "over"]
    overused = [text for name, one in evidence.usage().items() if (text := _overused(name, one))]
    if over or overused:
        answers = f"{many(len(over), 'answer')} {are(len(over))} `over`" if over else "no answer is `over`"
        _fail(evidence, f"expected no overuse, but {'; '.join([*overused, answers])}", over)


def demand_refusable(reason: int | str) -> None:
    """Raise KitError for a reason or number with which nothing is ever refused."""
    if reason not in REFUSABLE:
        raise KitError(
            f"nothing is ever refused with {reason!r}; there are {', '.join(REASONS)}, and their numbers"
        )


def _overused(name: str, usage: dict[str, Any]) -> str:
    quota = usage["quota"] or 0
    if usage.get("exceptions"):
        return f"{name} has {many(usage['exceptions'], 'exception')} this year"
    for amount, words in (("used", ("used", "used")), ("seats", ("seat", "seats"))):
        if usage.get(amount, 0) > quota:
            return f"{name} has {many(usage[amount], *words)} of {quota:,}"
    return ""


def _fail(evidence: Evidence, text: str, entries: Iterable[LogEntry]) -> None:
    __tracebackhide__ = True
    marked = [evidence.log.index_of(one) for one in islice(entries, 3)]
    raise AssertionError(f"{text}\n\n{evidence.log.around(marked)}\n\n{evidence.kept()}")


def _of(log: Log, client: Client | None, item: str | None) -> list[LogEntry]:
    return [
        one
        for one in log.replies
        if (client is None or one.who == client.name) and (item is None or one.wire["item"] == item)
    ]


def _counts_as(entry: LogEntry, use: str) -> bool:
    return entry.kind in USES.get(use, ()) or (entry.event or {}).get("module") == use


def _beyond(entries: list[LogEntry], expected: int) -> list[LogEntry]:
    """Return the entry at which the count became too high; else the last ones that added nothing."""
    total = 0
    for entry in entries:
        total += entry.counted
        if total > expected:
            return [entry]
    return [one for one in entries if not one.counted][-3:]


def _takes_seat(entry: LogEntry, item: str) -> bool:
    return entry.kind == "open" and entry.wire["item"] == item and bool(entry.wire["counted"])


def _demand_amount(name: str, value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise KitError(f"{name} must be a whole number, 0 or more, not {value!r}")


def _only(having: dict[str, Any], item: str | None, what: str) -> str:
    if item is not None and item not in having:
        raise KitError(f"{item!r} is not {what}; there are: {', '.join(having) or 'none'}")
    if item is None and len(having) != 1:
        raise KitError(f"name {what}: there are {', '.join(having) or 'none'}")
    return item or next(iter(having))


def _noun(use: str, count: int) -> str:
    if use not in USES:
        return f"{'page' if count == 1 else 'pages'} of {use}"
    return use.removesuffix("s") if count == 1 else use
