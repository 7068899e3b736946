"""Several processes behind one socket: forked once everything is imported, and replaced when they die."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from types import FrameType
from typing import Final

import structlog

_LOG: Final = structlog.get_logger("licensim.server")
SOON_SECONDS: Final = 2
"""A process that fails within so many seconds of its start is broken."""
MAX_BROKEN: Final = 5
"""After so many broken processes in a row all processes are stopped."""


def run_workers(number: int, work: Callable[[], None]) -> int:
    """Run `work` in `number` processes until SIGTERM or SIGINT; returns the exit code."""
    return _Workers(number, work).run()


class _Workers:
    def __init__(self, number: int, work: Callable[[], None]) -> None:
        self._number = number
        self._work = work
        self._started_at: dict[int, float] = {}
        self._stopping = False
        self._broken = 0
        # Its writing end closes when this process ends in any way: then the workers end, too.
        self._lifeline = os.pipe()

    def run(self) -> int:
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, self._stop)
        for _ in range(self._number):
            self._start()
        while self._started_at:
            pid, status = os.wait()
            self._ended(pid, os.waitstatus_to_exitcode(status))
        return 1 if self._broken >= MAX_BROKEN else 0

    def _start(self) -> None:
        pid = os.fork()
        if pid == 0:
            self._be_worker()
        self._started_at[pid] = time.monotonic()
        if self._stopping:  # the signal came between
            os.kill(pid, signal.SIGTERM)

    def _be_worker(self) -> None:
        code = 1
        try:
            for name in (signal.SIGTERM, signal.SIGINT):
                signal.signal(name, signal.SIG_DFL)
            os.close(self._lifeline[1])
            threading.Thread(target=self._end_with_parent, daemon=True).start()
            self._work()
            code = 0
        except SystemExit as leaving:
            code = leaving.code if isinstance(leaving.code, int) else 1
        finally:
            sys.stderr.flush()
            os._exit(code)

    def _end_with_parent(self) -> None:
        os.read(self._lifeline[0], 1)
        os.kill(os.getpid(), signal.SIGTERM)

    def _ended(self, pid: int, code: int) -> None:
        age = time.monotonic() - self._started_at.pop(pid)
        if self._stopping:
            return
        _LOG.warning("a worker has ended", pid=pid, code=code)
        self._broken = self._broken + 1 if code > 0 and age < SOON_SECONDS else 0
        if self._broken < MAX_BROKEN:
            self._start()
        else:
            self._stop(signal.SIGTERM, None)

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping = True
        for pid in self._started_at:
            os.kill(pid, signal.SIGTERM)
