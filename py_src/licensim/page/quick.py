"""The short way of a frame through the door: text compared and answered as text.

A camera shows the same codes frame after frame, and the door is passed thirty times a second. Where the
last decision still holds (`rules.repetition`) the reply says only what differs from the last full answer
to that scanner:

- `+COUNTED USED`: all codes are new, and the item counts them; `entry` must be made durable before the
  frame is acknowledged
- `[used, at, late_ms, last_at, left_ms]`: all are duplicates, seen in the frame before at `last_at`
- `=`: the very frame before once more, at its own instant; all are duplicates

`used` is the item's count after the frame, `left_ms` what is left of the windows. Anything else is decided
in full.
"""

from __future__ import annotations

from typing import Any, Final

from licensim.page.session import Session
from licensim.rules.client.licensee import CLOCK_TOLERANCE_MS
from licensim.rules.client.repetition import Standing
from licensim.rules.client.scanner import Scanner
from licensim.rules.input.fault import Fault, Malformed
from licensim.rules.input.json_text import read_json
from licensim.rules.ledger.memory import NEVER

SEPARATOR: Final = "\x1e"
MAX_HEADS: Final = 64


def read_text(body: str) -> list[Any]:
    """A frame's body as `[session, scanner, code, ...]`.

    It is that very array as JSON; or, where no code has the separator in it and all are plain, the JSON array
    `[session, scanner, FORMAT, ...]` of the formats, and after a separator each `FORMAT|TEXT`. Raises
    Malformed for anything else.
    """
    head, *codes = body.split(SEPARATOR)
    frame = read_json(head)
    if not isinstance(frame, list) or len(frame) < 2 or type(frame[0]) is not int:
        raise Malformed((Fault("frame", "must be [session, scanner, code, ...]"),))
    return [*frame[:2], *codes] if codes else frame


class Still:
    """A camera that shows one frame again and again; one of a worker, for the last frame's session."""

    __slots__ = ("_edition", "_keys", "_ledger", "_since", "_until", "_version", "_window", "body")

    def __init__(self) -> None:
        self.body = ""

    def keep(self, session: Session, standing: Standing, scanner: Scanner, keys: list[str]) -> None:
        """What the next frame of the text `body` needs not ask again."""
        self._ledger, self._edition, self._window = session.ledger, session.edition, scanner.window
        self._keys, self._version = keys, session.ledger.version
        self._since, self._until = standing.since, standing.until

    def again(self, now: int, at: int) -> bool:
        """Take the frame of `body` in once more; False, and nothing changed, where it must be read."""
        if self._version != self._ledger.version or not self._since <= now < self._until:
            return False
        if now < self._edition.latest - CLOCK_TOLERANCE_MS:
            return False
        if not self._window.again(self._keys, at):
            return False
        self._edition.latest = now
        return True


class QuickFrames:
    """The frames of one session; `seen` tells it of each one that was answered in full."""

    __slots__ = ("_heads", "_session", "_still")

    def __init__(self, session: Session, still: Still) -> None:
        self._session = session
        self._still = still
        self._heads: dict[str, Scanner] = {}

    def seen(self, body: str, scanner: Scanner) -> None:
        """A frame passed every check: one with the same scanner and formats needs none any more."""
        head, separator, _ = body.partition(SEPARATOR)
        if separator and not scanner.filters and len(self._heads) < MAX_HEADS:
            self._heads[head] = scanner

    def forget(self) -> None:
        """Scanners have changed: check every frame anew."""
        self._heads.clear()
        self._still.body = ""

    def reply(self, now: int, at: int, body: str) -> str | None:
        """The reply to a frame; None where it must be decided in full, and then nothing has changed."""
        head, *codes = body.split(SEPARATOR)
        scanner = self._heads.get(head)
        ledger, standing = self._session.ledger, self._session.repetition.kept
        if scanner is None or standing is None or standing.stamp != ledger.stamp:
            return None
        used = ledger.used(standing.item)
        if used >= standing.below or not standing.since <= now < standing.until:
            return None
        if now < self._session.edition.latest - CLOCK_TOLERANCE_MS:
            return None
        keys = codes if len(set(codes)) == len(codes) else list(dict.fromkeys(codes))
        if not scanner.window.all_new(keys, at):
            short = self._duplicates(standing, scanner, keys, now, at)
            if short is None:
                return None
            self._still.body = body if keys else ""
            return f"[{used},{short}]"
        used += len(keys)
        if used > standing.most or standing.most >= NEVER:  # an item without a count needs no entry
            return None
        ledger.add_used(standing.item, len(keys))
        self._session.await_settling(scanner, keys, now, at)
        return f"+{len(keys)} {used}"

    def _duplicates(
        self, standing: Standing, scanner: Scanner, keys: list[str], now: int, at: int
    ) -> str | None:
        """A frame whose codes were all in the frame before; what its reply says of the sightings."""
        window, verdict = scanner.window, scanner.judge(keys, at)
        if verdict.new or verdict.untrusted or verdict.last_at is None:
            return None
        if standing.answer.answer == "refused":
            return None
        self._session.edition.repeat(scanner, verdict, now, granted=True)
        self._still.keep(self._session, standing, scanner, keys)
        return f"{verdict.at},{verdict.late_ms},{verdict.last_at},{window.forget_ms}"
