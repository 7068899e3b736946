"""Findings that fail a test at its end: facts that the test never looked at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from licensim.rules.answer import Reason
from licensim.rules.timeline import slot_starts_at
from licensim.testing.engines.engine import Unsent
from licensim.testing.errors import UNCAUGHT
from licensim.testing.input.instants import text_of
from licensim.testing.telling.log import Log, LogEntry

MAX_SHOWN: Final = 3


def findings(
    log: Log,
    unsent: Sequence[Unsent],
    console: Sequence[str],
    allow: frozenset[str],
    unsimulated: Sequence[str] = (),
) -> list[str]:
    """Return what is wrong at a test's end, each with the word that would allow it; empty for nothing."""
    thrown = [text for text in console if text.startswith(UNCAUGHT)]
    logged = [text for text in console if not text.startswith(UNCAUGHT)]
    every = (
        ("console", map(_in_console, thrown)),  # first: it may be the cause of the others
        (
            "unsimulated",
            (f"the page uses {one}, which the stand-in does not simulate" for one in unsimulated),
        ),
        ("unknown_key", _unknown_keys(log)),
        ("refusals", _unseen(log)),
        ("unsent", _unsent(unsent)),
        ("console", map(_in_console, logged)),
    )
    return [f"{text}   [allow: {name}]" for name, texts in every if name not in allow for text in _few(texts)]


def listed(found: Sequence[str]) -> str:
    """Return the message that fails a test for findings."""
    lines = "\n".join(f"- {one}" for one in found)
    return f"this test leaves behind what it never looked at:\n{lines}"


def _in_console(text: str) -> str:
    return f"the console of a page has an error: {text}"


def _few(texts: Iterable[str]) -> list[str]:
    """Return the first texts, and how many more there are."""
    listed = list(texts)
    rest = len(listed) - MAX_SHOWN
    return listed if rest <= 0 else [*listed[:MAX_SHOWN], f"and {rest} more like this"]


def _unseen(log: Log) -> Iterator[str]:
    numbers = {id(entry): number for number, entry in enumerate(log.entries, 1)}
    for entry in log.unseen():
        if not _is_unknown_key(entry):
            yield f"a refusal was never looked at: {numbers[id(entry)]} {entry.text}"


def _unknown_keys(log: Log) -> Iterator[str]:
    keys = [one.event.get("key", "") for one in log.replies if _is_unknown_key(one) and one.event]
    for key in dict.fromkeys(keys):
        yield f"no project has the key {key!r}" if key else "no project has the key of a page"


def _is_unknown_key(entry: LogEntry) -> bool:
    return bool(entry.wire["reason"] == Reason.KEY_UNKNOWN)


def _unsent(unsent: Sequence[Unsent]) -> Iterator[str]:
    amounts: Counter[tuple[str, str, int]] = Counter()
    for one in unsent:
        amounts[one.place.who, one.item, one.slot] += one.count
    for (who, item, slot), count in amounts.items():
        since = text_of(slot_starts_at(slot))
        yield f"{count} of {item} were never reported by {who}, used in the slot of {since}"
