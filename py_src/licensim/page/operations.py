"""The operations that the page can call, by name: one method an operation, JSON values in and out.

Modules that no boot needs are imported at first use: each costs a page some milliseconds.
"""

# ruff: noqa: PLC0415

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from licensim.page.operation_fields import checked
from licensim.page.questions import Questions
from licensim.page.session import PageSession
from licensim.page.status import status, windows
from licensim.page.wire import answer_value, opening_of, read_event
from licensim.rules.answer import Answer, LicensimError
from licensim.rules.input.fault import Fault, Malformed
from licensim.rules.input.json_text import read_json
from licensim.rules.options.case import ClientIdentity
from licensim.rules.origins.origin import FALLBACK, OPAQUE_ORIGIN, Origin
from licensim.rules.origins.site import add_tenants

if TYPE_CHECKING:
    from licensim.page.remote.operations import RemoteOperations
    from licensim.page.simulation.operations import SimulatedOperations
    from licensim.sessions.trace import ParseOrigin

Fields = dict[str, Any]
AsciiHost = Callable[[str], str | None]


class Operations:
    """The sessions of one worker, and their operations.

    `ascii_host`, `parse_origin` and `new_id` are functions of the page.
    """

    def __init__(self, ascii_host: AsciiHost, parse_origin: ParseOrigin, new_id: Callable[[], str]) -> None:
        self._ascii_host = ascii_host
        self._parse_origin = parse_origin
        self._new_id = new_id
        self._sessions: dict[int, PageSession] = {}
        self._loaded = 0
        self._remote: RemoteOperations | None = None
        self._simulated: SimulatedOperations | None = None
        self._questions = Questions(ascii_host, parse_origin)
        self._by_name: dict[str, Callable[[Fields], Fields]] = {
            "load": self._load,
            "catch_up": self._catch_up,
            "decide": self._decide,
            "flush": self._flush,
            "settle": self._settle,
            "snapshot": self._snapshot,
            "status": self._status,
            "network": self._network,
            "coverage": self._coverage,
            "forget": self._forget,
            **self._questions.by_name,
        }

    def perform(self, fields: Any) -> Fields:
        """Perform the operation that `op` names. Raises LicensimError for invalid input."""
        fields = checked(fields)
        if self._remote is not None and self._remote.serves(fields):
            return self._remote.perform(fields)
        if fields["op"].startswith("sim_"):
            return self._simulation().perform(fields)
        operation = self._by_name.get(fields["op"])
        if operation is None:
            raise Malformed((Fault("op", f"must be one of {', '.join(self._by_name)}"),))
        return operation(fields)

    def _remote_operations(self) -> RemoteOperations:
        """The operations of sessions with a shared server."""
        from licensim.page.remote.operations import RemoteOperations

        if self._remote is None:
            self._remote = RemoteOperations(self._new_id)
        return self._remote

    def _simulation(self) -> SimulatedOperations:
        """The simulated session's operations, loaded at first use."""
        if self._simulated is None:
            # No page waits for them while it boots.
            from licensim.page.simulation.operations import SimulatedOperations

            self._simulated = SimulatedOperations(self._questions.document, self._parse_origin)
        return self._simulated

    def _load(self, fields: Fields) -> Fields:
        origin, warnings = self._origin(fields.get("origin"))
        client = ClientIdentity(
            fields["uuid"],
            fields["key"],
            fields.get("deployment", "browser"),
            origin,
            fields.get("server_id"),
            fields.get("serves"),
            fields.get("password"),
        )
        self._loaded += 1
        number = self._loaded
        if fields.get("server") is not None:
            self._remote_operations().load(number, client, fields)
            return {"session": number, "warnings": warnings}
        if tenants := fields.get("tenant_suffixes"):
            add_tenants(tenants, self._ascii_host, "tenant_suffixes")
        document = self._questions.document(fields.get("document"), fields["now"])
        opening = opening_of(fields)
        session = PageSession(document, client, opening, self._new_id, fields.get("reports"))
        self._sessions[number] = session
        return {"session": number, "warnings": warnings, "project": _project(session)}

    def _origin(self, parts: Fields | None) -> tuple[Origin, list[Fields]]:
        if parts is None:
            return FALLBACK, [OPAQUE_ORIGIN]
        if self._ascii_host(parts["host"]) != parts["host"]:
            raise Malformed((Fault("origin.host", "must be as a URL parser serializes it"),))
        return Origin.from_parts(parts["scheme"], parts["host"], parts.get("port")), []

    def _session(self, fields: Fields) -> PageSession:
        session = self._sessions.get(fields.get("session", 0))
        if session is None:
            raise Malformed((Fault("session", "no such session is loaded"),))
        return session

    def _catch_up(self, fields: Fields) -> Fields:
        reset = fields.get("reset", False)
        self._session(fields).catch_up(fields.get("snapshot"), fields.get("entries", ()), reset)
        return {}

    def _decide(self, fields: Fields) -> Fields:
        session, now = self._session(fields), fields["now"]
        event = read_event(fields.get("event"), now, session.opening)
        answer, entry = session.decide(event, now, _instant(fields), fields.get("entries", ()))
        return {"answer": _shown(session, event, answer), "entry": entry, **_reported(session)}

    def _flush(self, fields: Fields) -> Fields:
        session = self._session(fields)
        answer, entry = session.flush(fields["now"], fields.get("entries", ()))
        return {"answer": answer.to_wire(), "entry": entry, **_reported(session)}

    def _settle(self, fields: Fields) -> Fields:
        self._session(fields).settle(fields["committed"])
        return {"uuid": self._session(fields).client.uuid}

    def _snapshot(self, fields: Fields) -> Fields:
        return {"snapshot": self._session(fields).snapshot()}

    def _status(self, fields: Fields) -> Fields:
        return status(self._session(fields), fields["now"])

    def _network(self, fields: Fields) -> Fields:
        self._session(fields).reachable = fields["up"]
        return {}

    def _coverage(self, fields: Fields) -> Fields:
        from licensim.page.coverage import coverage

        return coverage(self._session(fields), fields["host"], self._ascii_host, self._parse_origin)

    def _forget(self, fields: Fields) -> Fields:
        return windows(self._session(fields).half, _instant(fields))


def perform_text(operations: Operations, text: str) -> str:
    """One call through the door: `{"ok": ...}` or `{"error": ...}`."""
    return guarded(lambda: {"ok": operations.perform(read_json(text))})


def guarded(reply: Callable[[], Fields]) -> str:
    """The JSON text of a reply; for invalid input `{"error": {"name", "message", "faults", "more"}}`."""
    try:
        return json.dumps(reply())
    except Malformed as error:
        faults = [{"path": one.path, "what": one.what, "line": one.line} for one in error.faults]
        wrong = {"name": "Malformed", "message": str(error), "faults": faults, "more": error.more}
        return json.dumps({"error": wrong})
    except LicensimError as error:
        return json.dumps({"error": {"name": type(error).__name__, "message": str(error)}})


def _instant(fields: Fields) -> int:
    """The frame time `at` of SCAN-11 where it is given, else the wall clock's `now`."""
    instant: int = fields["at"] if "at" in fields else fields["now"]
    return instant


def _shown(session: PageSession, event: Fields, answer: Answer) -> Fields:
    name = event.get("scanner")
    scanner = session.half.scanner(name) if name is not None else None
    answer.warnings += session.formats.look_at(event)
    return answer_value(answer, event.get("codes", []), scanner)


def _reported(session: PageSession) -> Fields:
    """The answers of reports, and when the next reports are to be sent (NET-4)."""
    return {"notices": [one.to_wire() for one in session.notices()], "flush_at": session.half.due()}


def _project(session: PageSession) -> Fields:
    project = session.document.project(session.client.key)
    items = [] if project is None else [one.id for one in project.items]
    return {"key": session.client.key, "known": project is not None, "items": items}
