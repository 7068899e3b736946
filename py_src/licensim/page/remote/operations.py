"""The operations of the page if the authority is a shared server: by name, JSON values in and out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any, Final

from licensim.page.remote.session import RemoteSession, StepReply
from licensim.page.status import windows
from licensim.page.wire import answer_value, opening_of, read_event
from licensim.rules.answer import Answer
from licensim.rules.input.fault import Fault, Malformed
from licensim.rules.options.case import ClientIdentity
from licensim.transport.remote import Fetch, Fetched, RemoteError, read_reply
from licensim.transport.reply_fields import USAGE

Fields = dict[str, Any]


class RemoteOperations:
    """The sessions of one worker that talk to a shared server, by number.

    The page first tries an event (`event`). If the reply is `{"ask": true}`, it takes the lock and begins the
    event (`begin`). Each further reply is a step, `{"fetch": {...}}` or `{"verify": {...}}`, whose result the
    page sends with `resume`, until a reply has an `answer`. If a reply has an `entry`, the page writes it to
    the journal together with the `uuid`, and calls `settle`, before it performs the step. The last reply has
    the instant of the next `flush`.
    """

    def __init__(self, new_id: Callable[[], str]) -> None:
        self._new_id = new_id
        self.sessions: dict[int, RemoteSession] = {}
        self._events: dict[int, Fields] = {}
        self._by_name: dict[str, Callable[[RemoteSession, Fields], Fields]] = {
            "catch_up": self._catch_up,
            "event": self._event,
            "begin": self._begin,
            "flush": self._flush,
            "trust": self._trust,
            "resume": self._resume,
            "settle": self._settle,
            "snapshot": lambda session, _: {"snapshot": session.snapshot()},
            "status": self._status,
            "network": self._network,
            "forget": lambda session, fields: windows(session.half, _instant(fields)),
            "coverage": self._coverage,
        }

    def load(self, number: int, client: ClientIdentity, fields: Fields) -> None:
        """Make a session; `fields` are those of the door's `load`, with `server` and perhaps `standby`."""
        opening = opening_of(fields)
        has_standby = fields.get("standby") is not None
        session = RemoteSession(client, opening, self._new_id, fields.get("reports"), has_standby)
        self.sessions[number] = session

    def serves(self, fields: Fields) -> bool:
        """Whether an operation is for one of these sessions."""
        return fields.get("session") in self.sessions and fields.get("op") in self._by_name

    def perform(self, fields: Fields) -> Fields:
        """Perform one operation. Raises LicensimError for invalid input."""
        return self._by_name[fields["op"]](self.sessions[fields["session"]], fields)

    def _catch_up(self, session: RemoteSession, fields: Fields) -> Fields:
        session.catch_up(fields.get("snapshot"), fields.get("entries", []), fields.get("reset", False))
        return {}

    def _event(self, session: RemoteSession, fields: Fields) -> Fields:
        event = _read(session, fields)
        answer = session.try_event(event, fields["now"], _instant(fields))
        return {"ask": True} if answer is None else {"answer": _shown(session, event, answer)}

    def _begin(self, session: RemoteSession, fields: Fields) -> Fields:
        now, event = fields["now"], _read(session, fields)
        self._events[fields["session"]] = event
        reply = session.begin(event, now, _instant(fields), fields.get("entries", []), fields.get("report"))
        return self._reply(session, fields, reply)

    def _flush(self, session: RemoteSession, fields: Fields) -> Fields:
        return self._reply(session, fields, session.flush(fields["now"], fields.get("entries", [])))

    def _trust(self, session: RemoteSession, fields: Fields) -> Fields:
        return self._reply(session, fields, session.trust(fields.get("entries", [])))

    def _resume(self, session: RemoteSession, fields: Fields) -> Fields:
        try:
            return self._reply(session, fields, session.resume(_result(fields)))
        except RemoteError:
            session.abandon()
            raise

    def _settle(self, session: RemoteSession, fields: Fields) -> Fields:
        session.settle(fields["committed"])
        return {"uuid": session.client.uuid}

    def _network(self, session: RemoteSession, fields: Fields) -> Fields:
        session.reachable = fields["up"]
        return {}

    def _status(self, session: RemoteSession, fields: Fields) -> Fields:
        half, client, now = session.half, session.client, fields["now"]
        origin = None if client.origin is None else client.origin.text
        return {
            "items": _items(fields.get("usage"), session),
            "client": {
                "uuid": client.uuid,
                "key": client.key,
                "origin": origin,
                "deployment": client.deployment,
                "edition": half.edition.name,
                "license": [{"item": one.item, "until": one.until} for one in half.listings],
                "unsent": half.unsent.to_wire()["kept"],
            },
            "reports": half.reports,
            "state": half.state,
            "idle_instances": half.idle_instances(now),
            "due": session.due(now),
        }

    def _coverage(self, session: RemoteSession, fields: Fields) -> Fields:
        raise Malformed((Fault("host", "only the license server knows what is licensed"),))

    def _reply(self, session: RemoteSession, fields: Fields, reply: StepReply) -> Fields:
        value: Fields = {"entry": reply.entry, "uuid": session.client.uuid}
        if reply.step is not None:
            return value | {"fetch" if isinstance(reply.step, Fetch) else "verify": asdict(reply.step)}
        event = self._events.pop(fields["session"], {})
        if reply.answer is not None:
            value["answer"] = _shown(session, event, reply.answer)
        notices = [one.to_wire() for one in reply.notices]
        return value | {"notices": notices, "flush_at": session.half.due()}


ONLY_ON_SERVER: Final = dict.fromkeys(("starts_at", "expires_at", "works_until", "cap", "reason", "rule"))
"""Fields of an item that only the authority knows."""


def _items(usage: str | None, session: RemoteSession) -> list[Fields]:
    """The items with the server's figures (`GET /v1/projects/{key}/usage`) and this client's license.

    Raises ReplyError.
    """
    if usage is None:
        return []
    ends = {one.item: one.until for one in session.half.listings}
    return [
        {
            "id": name,
            **ONLY_ON_SERVER,
            "evidence": {},
            **item,
            "seat_until": ends.get(name) if "seats" in item else None,
        }
        for name, item in read_reply(USAGE, usage)["items"].items()
    ]


def _read(session: RemoteSession, fields: Fields) -> Fields:
    return read_event(fields.get("event"), fields["now"], session.opening)


def _result(fields: Fields) -> Any:
    """The result of a step: `{"fetched": {elapsed_ms, status, text}}` or `{"verified": true or false}`."""
    if "verified" in fields:
        return fields["verified"] is True
    fetched = fields.get("fetched")
    if not isinstance(fetched, dict):
        raise Malformed((Fault("fetched", "missing, and verified too"),))
    return Fetched(fetched["elapsed_ms"], fetched.get("status"), fetched.get("text"))


def _shown(session: RemoteSession, event: Fields, answer: Answer) -> Fields:
    name = event.get("scanner")
    scanner = None if name is None else session.half.scanner(name)
    answer.warnings += session.formats.look_at(event)
    shown = answer_value(answer, event.get("codes", []), scanner)
    return {**shown, "by": session.answered_by(answer)}


def _instant(fields: Fields) -> int:
    """The frame time `at` of SCAN-11 where it is given, else the wall clock's `now`."""
    instant: int = fields["at"] if "at" in fields else fields["now"]
    return instant
