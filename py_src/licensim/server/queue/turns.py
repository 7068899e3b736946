"""The queues of requests by project; a thread takes the requests that are decided together: a turn.

A commit costs the same for one decision as for fifty, so the more requests share a transaction, the less
each costs. One thread at a time therefore takes all waiting requests, of any projects. First it waits a
moment for as many as the last turn had: a client that has just been answered is likely to ask again. A
project that another process has locked again and again gets a turn of its own, which can wait for the lock;
without `sharing` every project does.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections import Counter, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from licensim.server.deciding.request_handler import ServerReply
from licensim.server.deciding.requests import Asked

MAX_TOGETHER: Final = 256
"""How many requests share a transaction at most."""
GATHER_SECONDS: Final = 0.001
"""How long a turn waits at most for as many requests as the last turn had."""
PATIENCE: Final = 4
"""How often a project is left out because another process has locked it, before it gets its own turn."""


@dataclass(slots=True)
class Waiting:
    """One request that waits for a project's turn."""

    project: str
    asked: Asked
    future: asyncio.Future[ServerReply]


class Turns:
    """The queues of some projects, for any number of threads; with `sharing`, projects may share a turn."""

    def __init__(self, projects: Iterable[str], sharing: bool) -> None:
        self._sharing = sharing
        self._queues: dict[str, deque[Waiting]] = {key: deque() for key in projects}
        self._ready: deque[str] = deque()
        self._busy: set[str] = set()
        self._left: Counter[str] = Counter()
        self._queued = 0
        self._likely = 0
        self._sharer = 0
        self._closed = False
        lock = threading.RLock()
        self._changed = threading.Condition(lock)
        self._enough = threading.Condition(lock)
        self._gathering = False

    def __contains__(self, project: str) -> bool:
        return project in self._queues

    def put(self, arrived: Sequence[Waiting]) -> bool:
        """Queue requests; False if the queues are closed: nothing is queued."""
        with self._changed:
            if self._closed:
                return False
            for one in arrived:
                queue = self._queues[one.project]
                queue.append(one)
                if one.project not in self._busy and len(queue) == 1:
                    self._ready.append(one.project)
            self._queued += len(arrived)
            self._wake()
            return True

    def close(self) -> None:
        """Accept no more requests; the queued ones still get their turns."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
            self._enough.notify()

    def take(self) -> list[Waiting]:
        """Wait for a turn, and take it; empty if the queues are closed and all turns are taken.

        A thread that has ended a turn must call this again: requests queued for its projects meanwhile may
        have woken no other thread.
        """
        with self._changed:
            while not self._is_wanted():
                if self._closed and not self._ready:
                    return []
                self._changed.wait()
            if self._is_alone():
                turn = self._take_one()
                self._wake()
                return turn
            self._sharer = threading.get_ident()
            self._gather()
            turn = []
            while self._ready and not self._is_alone() and len(turn) < MAX_TOGETHER:
                turn += self._take_one()
            self._wake()
            return turn

    def stop_sharing(self) -> None:
        """Let another thread take the ready requests: this one is going to wait for a lock."""
        with self._changed:
            if self._sharer == threading.get_ident():
                self._sharer = 0
                self._wake()

    def end(self, turn: Sequence[Waiting], left: Sequence[Waiting]) -> None:
        """End a turn; the requests `left`, of locked projects, go back to the front of their queues."""
        with self._changed:
            if self._sharer == threading.get_ident():
                self._sharer = 0
            for one in reversed(left):
                self._queues[one.project].appendleft(one)
            self._queued += len(left)
            self._likely = len(turn) - len(left) + self._queued
            kept = {one.project for one in left}
            for key in dict.fromkeys(one.project for one in turn):
                self._busy.discard(key)
                self._left[key] = self._left[key] + 1 if key in kept else 0
                if key in kept and len(left) == len(turn):
                    # all were locked: it is better to wait for the lock than to try again
                    self._left[key] = PATIENCE
                if self._queues[key]:
                    self._ready.append(key)
            if self._closed:
                self._changed.notify_all()

    # `_changed` is held

    def _is_wanted(self) -> bool:
        """Whether an idle thread can take the ready requests."""
        return bool(self._ready) and (not self._sharer or self._is_alone())

    def _is_alone(self) -> bool:
        """Whether the next project has a turn of its own."""
        return not self._sharing or self._left[self._ready[0]] >= PATIENCE

    def _wake(self) -> None:
        """Wake one more thread, if it can work."""
        if self._gathering and self._queued >= self._likely:
            self._enough.notify()
        if self._is_wanted():
            self._changed.notify()

    def _gather(self) -> None:
        """Wait a moment for as many requests as the last turn had."""
        until = time.monotonic() + GATHER_SECONDS
        self._gathering = True
        while self._queued < self._likely and not self._closed and (left := until - time.monotonic()) > 0:
            self._enough.wait(left)
        self._gathering = False

    def _take_one(self) -> list[Waiting]:
        """Take the requests of the next project, whose turn begins."""
        key = self._ready.popleft()
        self._busy.add(key)
        queue = self._queues[key]
        turn = [queue.popleft() for _ in range(min(len(queue), MAX_TOGETHER))]
        self._queued -= len(turn)
        return turn
