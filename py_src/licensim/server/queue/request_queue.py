"""Where requests are decided: those that wait together share a transaction (see `turns.py`).

A thread takes a turn: it locks the projects, decides the requests in order, each all or nothing, and commits.
No request is answered before the commit. A project that another process has locked is left for another turn;
after some tries it gets a turn of its own, which waits for the lock.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from typing import Any, Final

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from licensim.rules.authority.authority import Authority
from licensim.rules.documents.document import Document
from licensim.rules.explain.answers import explain_answer
from licensim.rules.timeline import slot_of
from licensim.server.deciding.request_handler import ServerReply, failed, handle
from licensim.server.deciding.requests import Asked, AuthorizeRequest, Health, ReleaseRequest, ReportsRequest
from licensim.server.queue.lookups import lookups
from licensim.server.queue.shared_transaction import SharedTransaction
from licensim.server.queue.turns import Turns, Waiting
from licensim.server.simulation.simulation import SimulationState, SimulationStates, real_now
from licensim.server.sql.database import Database, is_full, is_lost, is_slow
from licensim.server.sql.database_file import DatabaseMovedError
from licensim.server.sql.ledger import SqlLedger

MAX_WAITING: Final = 20_000
"""How many requests may wait in a process before further ones are turned away."""
NO_PROJECT: Final = ""
"""The project under which requests without a known key wait."""
THREADS: Final = 4
"""How many transactions a process has at once on PostgreSQL; SQLite allows only one writer.

One of them is for several projects: the more requests a transaction has, the less each costs. Each of the
others waits for the lock of one project.
"""

HEALTH_SECONDS: Final = 1.5
"""How long the health check may wait for the database."""
PROBE: Final = {"probe": " " * 16_384}
"""What the health check writes: about as much as a transaction, so that it fails if the disk is full."""

_LOG: Final = structlog.get_logger("licensim.server")


class TooManyError(Exception):
    """Too many requests wait already."""


class RequestQueue:
    """The waiting requests of one process, for one database and one document.

    `keep` is how many decisions of each project its log keeps, 0 for no log.
    """

    def __init__(self, database: Database, document: Document, keep: int = 0) -> None:
        self._database = database
        self._keep = keep
        self._states = SimulationStates()
        options = {one.key: {item.id: item.option for item in one.items} for one in document.projects}
        self._ledgers = {
            key: SqlLedger(database, key, options.get(key, {})) for key in [*options, NO_PROJECT]
        }
        self._authority = Authority(document, self._ledgers.__getitem__)
        self._arrived: list[Waiting] = []
        self._count = 0
        self._probe: asyncio.Task[ServerReply] | None = None
        self._turns = Turns(self._ledgers, sharing=not database.is_distributed)
        self._loop = asyncio.get_running_loop()
        number = 1 if database.is_sqlite else THREADS
        self._threads = [threading.Thread(target=self._work, name=f"decider-{n}") for n in range(number)]
        for thread in self._threads:
            thread.start()

    async def decide(self, asked: Asked) -> ServerReply:
        """Queue one request and return its reply; raises TooManyError if too many wait."""
        if self._count >= MAX_WAITING:
            raise TooManyError
        key = asked.key if asked.key in self._turns else NO_PROJECT
        waiting = Waiting(key, asked, self._loop.create_future())
        self._count += 1
        self._arrived.append(waiting)
        if len(self._arrived) == 1:
            # Called after the loop's other work, so that requests that come together wake a thread only once.
            self._loop.call_soon(self._admit)
        return await waiting.future

    async def health(self) -> ServerReply:
        """Whether requests are decided and recorded; answered within `HEALTH_SECONDS` in any case."""
        if self._probe is None or self._probe.done():
            self._probe = self._loop.create_task(self.decide(Health()))
        try:
            async with asyncio.timeout(HEALTH_SECONDS):
                return await asyncio.shield(self._probe)  # further checks wait for the same answer
        except TimeoutError:
            return failed(503, "DatabaseSlow", f"the database has not answered for {HEALTH_SECONDS} s")

    def _admit(self) -> None:
        """Queue the requests that have arrived."""
        arrived, self._arrived = self._arrived, []
        if not self._turns.put(arrived):
            self._count -= len(arrived)
            for one in arrived:
                if not one.future.done():
                    one.future.set_exception(TooManyError())

    def _answer(self, answered: Sequence[tuple[Waiting, ServerReply]]) -> None:
        self._count -= len(answered)
        for one, reply in answered:
            if not one.future.done():
                one.future.set_result(reply)

    def close(self) -> None:
        """Accept no more requests, decide the waiting ones, and return when all are committed."""
        self._turns.close()
        for thread in self._threads:
            thread.join()

    # in a thread

    def _work(self) -> None:
        while turn := self._turns.take():
            pairs = list(zip(turn, self._transact(turn), strict=True))
            self._turns.end(turn, [one for one, reply in pairs if reply is None])
            answered = [(one, reply) for one, reply in pairs if reply is not None]
            self._loop.call_soon_threadsafe(self._answer, answered)

    def _transact(self, turn: list[Waiting], again: bool = True) -> list[ServerReply | None]:
        """Decide requests in one transaction; if it fails, in one for each project, then for each request.

        Requests of a project that another process has locked have no reply.
        """
        committing = threading.Event()
        projects = list(dict.fromkeys(one.project for one in turn))
        try:
            return self._attempt(turn, projects, committing)
        except DBAPIError as error:
            for key in projects:
                self._ledgers[key].forget()
            gone = is_lost(error) and not is_full(error) and not is_slow(error)
            if gone and again and not committing.is_set():
                return self._transact(turn, again=False)  # the connection was idle too long
            _LOG.error("transaction failed", projects=projects, requests=len(turn), error=str(error.orig))
            if is_lost(error) or len(turn) == 1:
                return [failure_of(error)] * len(turn)
        except DatabaseMovedError as error:
            for key in projects:
                self._ledgers[key].forget()
            _LOG.error("transaction failed", projects=projects, requests=len(turn), error=str(error))
            return [failed(503, "DatabaseMoved", str(error))] * len(turn)
        except Exception:  # noqa: BLE001 - this thread must go on, and every request must be answered
            for key in projects:
                self._ledgers[key].forget()
            _LOG.exception("a bug", projects=projects, requests=len(turn))
            return [failed(500, "Bug", "the server failed")] * len(turn)
        if len(projects) == 1:
            return [self._transact([one])[0] for one in turn]
        parts = [[one for one in turn if one.project == key] for key in projects]
        return [reply for part in parts for reply in self._transact(part)]

    def _attempt(
        self, turn: list[Waiting], projects: list[str], committing: threading.Event
    ) -> list[ServerReply | None]:
        connection = self._database.begin()
        try:
            transaction = SharedTransaction(
                self._database, {key: self._ledgers[key] for key in projects}, connection
            )
            replies = self._decide_all(connection, transaction, turn)
            committing.set()
            transaction.commit()
        finally:
            connection.close()  # this rolls back changes that were not committed
        self._database.confirm()
        return replies

    def _decide_all(
        self, connection: Connection, transaction: SharedTransaction, turn: list[Waiting]
    ) -> list[ServerReply | None]:
        wanted = lookups([(one.project, one.asked) for one in turn], slot_of(self._states.last.clock.now()))
        wait = len({one.project for one in turn}) == 1
        if wait:
            self._turns.stop_sharing()
        locked, version = transaction.open(wait, wanted)
        if not locked:
            gone = failed(500, "DatabaseError", "the database has lost this project")
            return [gone if wait else None] * len(turn)
        state = self._states.read(connection, version)
        transaction.expect(wanted._replace(slot=slot_of(state.clock.now())))
        replies = [
            self._decide(self._ledgers[one.project], state, one.asked) if one.project in locked else None
            for one in turn
        ]
        if state.faults:
            self._states.save(connection, state)
        return replies

    def _decide(self, ledger: SqlLedger, state: SimulationState, asked: Asked) -> ServerReply:
        """Decide one request, all or nothing; a bug affects no other request."""
        faults = state.faults_for(asked)
        now = state.clock.now(real_now()) + faults.skew_ms
        try:
            reply = faults.undecided(asked) or handle(self._authority, ledger, asked, now)
            if self._keep and isinstance(asked, AuthorizeRequest | ReportsRequest | ReleaseRequest):
                ledger.log(_entry(asked, reply, now), self._keep)
            if isinstance(asked, Health):
                ledger.log(PROBE, 1)
        except DBAPIError:
            raise
        except Exception:  # noqa: BLE001 - a bug of one request must not fail those that share its transaction
            _LOG.exception("a bug", operation=asked.operation, project=asked.key)
            ledger.undo()
            return failed(500, "Bug", "the server failed")
        ledger.settle()
        reply.at = now
        return faults.spoil(reply) if faults.faults else reply


def failure_of(error: DBAPIError) -> ServerReply:
    """The reply to a request that the database has not recorded."""
    if is_full(error):
        return failed(503, "DiskFull", "the disk of the database is full; nothing was recorded")
    if is_slow(error):
        return failed(503, "DatabaseSlow", "the database took too long; nothing was recorded")
    if is_lost(error):
        return failed(503, "DatabaseUnreachable", "the database cannot be reached")
    return failed(500, "DatabaseError", "the database refused to record this")


def _entry(
    asked: AuthorizeRequest | ReportsRequest | ReleaseRequest, reply: ServerReply, now: int
) -> dict[str, Any]:
    """The log's entry for a decision."""
    origin = None if asked.origin is None else asked.origin.text
    answers = reply.body.get("results") or [reply.body]
    who = {"at": now, "operation": asked.operation, "client": asked.uuid, "origin": origin}
    return {**who, "answers": [_kept(one) for one in answers]}


def _kept(answer: dict[str, Any]) -> dict[str, Any]:
    """The answer in the log; with the reason in words unless it is a plain `ok`."""
    kept = {name: answer.get(name) for name in ("id", "answer", "reason", "item", "counted")}
    return kept if kept["answer"] in (None, "ok") else {**kept, "text": explain_answer(answer)}
