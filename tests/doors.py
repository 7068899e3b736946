"""A page on the host: the door's operations, a journal, and what the client makes of short replies."""

from __future__ import annotations

import itertools
import json
from typing import Any

from licenses import START
from licensim.hosts import ascii_host, parse_origin
from licensim.page.operations import Operations, framing, perform_text

SEPARATOR = "\x1e"
Wire = dict[str, Any]


class Aborted(Exception):
    """The transaction was aborted: nothing has happened."""


class Door:
    """The two callables that a worker holds."""

    def __init__(self) -> None:
        numbers = itertools.count()
        self.operations = Operations(ascii_host, parse_origin, lambda: f"id-{next(numbers)}")
        self.frame = framing(self.operations)

    def reply(self, op: Any, **fields: Any) -> Wire:
        """What one operation replies: `{"ok": ...}` or `{"error": ...}`."""
        found: Wire = json.loads(perform_text(self.operations, json.dumps({"op": op, **fields})))
        return found

    def call(self, op: str, **fields: Any) -> Wire:
        """What one operation returns, which must be no error."""
        found = self.reply(op, **fields)
        assert "ok" in found, found
        value: Wire = found["ok"]
        return value


class Page:
    """One tab: a session, and a journal that several tabs may share. `quick` frames go the short way."""

    def __init__(
        self, document: Wire | None, journal: list[str], *, quick: bool = True, uuid: str = "u", **fields: Any
    ) -> None:
        self.door, self.journal, self.quick = Door(), journal, quick
        self.known = 0
        self.replies: list[str] = []
        self._full: Wire = {}
        self._still: Wire = {}
        origin = {"scheme": "https", "host": "app.example.com", "port": None}
        load = {"key": "K", "origin": origin, "uuid": uuid, "now": START, **fields}
        text = None if document is None else json.dumps(document)
        self.session = self.call("load", document=text, **load)["session"]

    def call(self, op: str, **fields: Any) -> Wire:
        """One operation on this session."""
        return self.door.call(op, **({} if op == "load" else {"session": self.session}), **fields)

    def event(self, event: Wire, now: int, at: int | None = None, *, abort: bool = False) -> Wire:
        """The answer to an event, made durable where that is needed."""
        instants = {"now": now} if at is None else {"now": now, "at": at}
        reply = self.call("event", event=event, **instants)
        return self._learn(
            reply["answer"] if "answer" in reply else self._transact(abort, event=event, **instants)
        )

    def frame(self, codes: list[str], now: int, at: int, scanner: str = "s", *, abort: bool = False) -> Wire:
        """The full answer to a frame of codes, each `FORMAT|TEXT`, none with the separator in it."""
        if not self.quick:
            parts = [one.split("|", 1) for one in codes]
            found = [{"format": name, "text": text} for name, text in parts]
            return self.event({"type": "frame", "scanner": scanner, "codes": found}, now, at, abort=abort)
        formats = list(dict.fromkeys(one.split("|")[0] for one in codes))
        body = SEPARATOR.join([json.dumps([self.session, scanner, *formats]), *codes])
        text = self.door.frame(f"{now} {at} {body}")
        self.replies.append(text[0])
        if text[0] == "+":
            return self._counted(text, codes, now, at, body, abort=abort)
        if text[0] in "[=":
            return self._repeated(text, codes, at)
        reply = json.loads(text)
        assert "error" not in reply, reply
        return self._learn(
            reply["answer"] if "answer" in reply else self._transact(abort, frame=body, now=now, at=at)
        )

    def _counted(self, text: str, codes: list[str], now: int, at: int, body: str, *, abort: bool) -> Wire:
        counted, used = map(int, text[1:].split())
        if self.known < len(self.journal):  # another tab was faster: the decision is made anew
            self.call("settle", committed=False)
            return self._learn(self._transact(abort, frame=body, now=now, at=at))
        entry = self.call("entry")["entry"]
        self._commit(entry, abort)
        return {
            **self._common(counted, used),
            "at": at,
            "late_ms": 0,
            "unique": pairs(codes),
            "duplicates": [],
        }

    def _repeated(self, text: str, codes: list[str], at: int) -> Wire:
        if text == "=":
            found = [[*one[:3], self._still["at"]] for one in self._still["duplicates"]]
            self._still = {**self._still, "at": at, "late_ms": 0, "duplicates": found}
            return self._still
        used, decided_at, late_ms, last_at, left_ms = json.loads(text)
        found = [[*pair, left_ms, last_at] for pair in pairs(codes)]
        sightings = {"at": decided_at, "late_ms": late_ms, "unique": [], "duplicates": found}
        self._still = {**self._common(0, used), **sightings}
        return self._still

    def _common(self, counted: int, used: int) -> Wire:
        evidence = dict(self._full["evidence"])
        if "used" in evidence:
            evidence |= {"used": used - counted, "adds": counted}
        elif "before" in evidence:
            evidence["before"] = evidence["active"]
        nothing: Wire = {"untrusted": [], "filtered": 0, "warnings": []}
        return {**self._full, **nothing, "counted": counted, "evidence": evidence}

    def _learn(self, answer: Wire) -> Wire:
        if "unique" in answer:
            self._full = answer
        return answer

    def _transact(self, abort: bool, **fields: Any) -> Wire:
        others, self.known = self.journal[self.known :], len(self.journal)
        reply = self.call("transact", entries=others, **fields)
        self._commit(reply["entry"], abort)
        answer: Wire = reply["answer"]
        return answer

    def _commit(self, entry: str | None, abort: bool) -> None:
        self.call("settle", committed=not abort)
        if abort:
            raise Aborted
        if entry is not None:
            self.journal.append(entry)
            self.known += 1

    def catch_up(self) -> None:
        """Take in what other tabs have written."""
        others, self.known = self.journal[self.known :], len(self.journal)
        self.call("catch_up", snapshot=None, entries=others)

    def snapshot(self) -> Any:
        """The whole state, in an order that does not depend on the way to it."""
        return sorted(json.loads(self.call("snapshot")["snapshot"]), key=json.dumps)


def pairs(codes: list[str]) -> list[list[str]]:
    """The distinct codes as [format, text]."""
    return [one.split("|", 1) for one in dict.fromkeys(codes)]
