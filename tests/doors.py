"""A page on the host: the door's operations, and a journal."""

from __future__ import annotations

import itertools
import json
from typing import Any

from licenses import START
from licensim.hosts import ascii_host, parse_origin
from licensim.page.operations import Operations, perform_text

Wire = dict[str, Any]


class Aborted(Exception):
    """The transaction was aborted; nothing was changed."""


class Door:
    """The door's callable, as a worker calls it."""

    def __init__(self) -> None:
        numbers = itertools.count()
        self.operations = Operations(ascii_host, parse_origin, lambda: f"id-{next(numbers)}")

    def reply(self, op: Any, **fields: Any) -> Wire:
        """The reply of one operation: `{"ok": ...}` or `{"error": ...}`."""
        found: Wire = json.loads(perform_text(self.operations, json.dumps({"op": op, **fields})))
        return found

    def call(self, op: str, **fields: Any) -> Wire:
        """The result of one operation; fails on an error."""
        found = self.reply(op, **fields)
        assert "ok" in found, found
        value: Wire = found["ok"]
        return value


class Page:
    """One tab: a session, and a journal that several tabs may share."""

    def __init__(self, document: Wire | None, journal: list[str], uuid: str = "u", **fields: Any) -> None:
        self.door, self.journal = Door(), journal
        self.known = 0
        origin = {"scheme": "https", "host": "app.example.com", "port": None}
        load = {"key": "K", "origin": origin, "uuid": uuid, "now": START, **fields}
        text = None if document is None else json.dumps(document)
        self.session = self.call("load", document=text, **load)["session"]

    def call(self, op: str, **fields: Any) -> Wire:
        """One operation on this session."""
        return self.door.call(op, **({} if op == "load" else {"session": self.session}), **fields)

    def event(self, event: Wire, now: int, at: int | None = None, *, abort: bool = False) -> Wire:
        """The answer to an event, made durable if needed."""
        question = {"event": event, "now": now} | ({} if at is None else {"at": at})
        reply = self.call("decide", **question)
        if reply["entry"] is not None and self.known < len(self.journal):
            self.call("settle", committed=False)  # another tab was faster: decide again
            self.catch_up()
            reply = self.call("decide", **question)
        if reply["entry"] is not None:
            self.call("settle", committed=not abort)
            if abort:
                raise Aborted
            self.journal.append(reply["entry"])
            self.known += 1
        answer: Wire = reply["answer"]
        return answer

    def frame(self, codes: list[str], now: int, at: int, scanner: str = "s", *, abort: bool = False) -> Wire:
        """The answer to a frame of codes, each `FORMAT|TEXT`."""
        pairs = [one.split("|", 1) for one in codes]
        found = [{"format": name, "text": text} for name, text in pairs]
        return self.event({"type": "frame", "scanner": scanner, "codes": found}, now, at, abort=abort)

    def catch_up(self) -> None:
        """Read the entries of other tabs."""
        others, self.known = self.journal[self.known :], len(self.journal)
        self.call("catch_up", snapshot=None, entries=others)

    def snapshot(self) -> Any:
        """The whole state, in an order that does not depend on its history."""
        return sorted(json.loads(self.call("snapshot")["snapshot"]), key=json.dumps)
