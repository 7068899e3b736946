"""The short way of a frame through the door: text compared and answered as text.

A camera shows the same codes frame after frame, and the door is passed thirty times a second. Where the
last decision still holds (`rules.repetition`) and a frame's codes are all duplicates, or all new, the
reply says only what differs from the last full answer to that scanner:

    [counted, used, at, late_ms, last_at, left_ms, entry]

`used` is the item's count after the frame; `last_at` the sighting before and `left_ms` what is left of the
windows, for duplicates; `entry` what must be made durable before the frame is acknowledged, null for
nothing. Anything else returns None and is decided in full.
"""

from __future__ import annotations

import json
from typing import Final

from licensim.page.session import Session
from licensim.rules.forget import Verdict
from licensim.rules.repetition import Standing
from licensim.rules.scanner import Scanner

MAX_FORMATS: Final = 256


class QuickFrames:
    """The frames of one session; `seen` tells it of each frame that was answered in full."""

    __slots__ = ("_codes", "_formats", "_scanner", "_session", "_tail")

    def __init__(self, session: Session) -> None:
        self._session = session
        self._formats: set[str] = set()
        self._tail = ""
        self._scanner: Scanner | None = None
        self._codes: list[str] = []

    def seen(self, codes: list[object]) -> None:
        """A frame passed every check: its formats need none any more."""
        if len(self._formats) < MAX_FORMATS:
            self._formats |= {one.partition("|")[0] for one in codes if isinstance(one, str)}

    def reply(self, text: str) -> str | None:
        """The reply to a frame's text `[session,now,t,"scanner","FORMAT|TEXT",...]`, without spaces."""
        start = text.find('"')
        tail = text[start:]
        if tail != self._tail and not self._read(tail):
            return None
        scanner = self._scanner
        if scanner is None or scanner.filters:
            return None
        try:
            _, now, at = map(int, text[1 : start - 1].split(","))
        except ValueError:
            return None
        standing = self._session.repetition.standing(now)
        if standing is None:
            return None
        verdict = scanner.judge(self._codes, at)
        if verdict.untrusted or (verdict.duplicates and (verdict.new or verdict.last_at is None)):
            return None
        if not self._session.repetition.take(standing, len(verdict.new)):
            return None
        self._session.repeat(scanner, verdict, now, standing)
        return self._reply(standing, scanner, verdict)

    def _read(self, tail: str) -> bool:
        """Take another frame's scanner and codes; False where they need a closer look."""
        self._tail, self._scanner = "", None
        try:
            name, *codes = json.loads(f"[{tail}")
        except ValueError:
            return False
        formats = self._formats
        for code in codes:
            if type(code) is not str or code.partition("|")[0] not in formats:
                return False
        scanner = self._session.edition.scanners.get(name) if type(name) is str else None
        if scanner is None:
            return False
        self._tail, self._scanner, self._codes = tail, scanner, list(dict.fromkeys(codes))
        return True

    def _reply(self, standing: Standing, scanner: Scanner, verdict: Verdict) -> str:
        counted, used = len(verdict.new), self._session.ledger.used(standing.item)
        left, last_at, entry = scanner.window.forget_ms, verdict.at, "null"
        if counted:
            entry = json.dumps(self._session.entry())
        elif verdict.last_at is not None:
            last_at = verdict.last_at
        return f"[{counted},{used},{verdict.at},{verdict.late_ms},{last_at},{left},{entry}]"
