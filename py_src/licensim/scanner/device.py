"""The device without its socket: sheets in a feeder, one job at a time, and its errors.

Instants are seconds of any clock that only goes forward; ``now`` is the last argument.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from threading import Lock
from typing import Final, Literal

JPEG: Final = "image/jpeg"
PDF: Final = "application/pdf"

# After so long without a request for the next page the device is free again (our choice).
ABANDONED_AFTER: Final = 60.0
# After so long a jam is cleared, as if a person had taken the sheet out (our choice).
JAM_CLEARED_AFTER: Final = 5.0

State = Literal["Processing", "Completed", "Canceled", "Aborted"]


class Outcome(Enum):
    """Why there is no job, or no page."""

    BUSY = "another job runs"
    EMPTY = "no sheet in the feeder"
    JAMMED = "a sheet is stuck"
    FINISHED = "the job has no more pages"
    UNKNOWN = "no such job"


@dataclass(frozen=True, slots=True)
class ScanSettings:
    """The settings of a job. ``width`` and ``height`` in 1/300 inch, ``resolution`` in dots an inch."""

    source: Literal["Feeder", "Platen"] = "Platen"
    format: str = JPEG
    color: bool = True
    resolution: int = 150
    width: int = 2550
    height: int = 3300


@dataclass(slots=True)
class Job:
    """A running or ended job; ``pages`` is how many were delivered."""

    id: str
    settings: ScanSettings
    touched_at: float
    state: State = "Processing"
    pages: int = 0


@dataclass(frozen=True, slots=True)
class Delivery:
    """The page numbers of one document, from 1, and the settings of its job."""

    pages: tuple[int, ...]
    settings: ScanSettings


@dataclass
class Device:
    """A scanner with ``sheets`` in its feeder, which is filled again when a job has ended.

    ``busy`` refuses every job; ``jam_at`` is the page at which every feeder job jams, None for none.

    >>> device = Device(sheets=1)
    >>> job = device.start(ScanSettings(source="Feeder"), "a", now=0.0)
    >>> device.next_document("a", now=0.0).pages
    (1,)
    >>> device.next_document("a", now=0.0)
    <Outcome.FINISHED: 'the job has no more pages'>
    """

    sheets: int = 3
    busy: bool = False
    jam_at: int | None = None
    jobs: dict[str, Job] = field(default_factory=dict)
    jammed_at: float | None = None
    _lock: Lock = field(default_factory=Lock, repr=False)

    def start(self, settings: ScanSettings, job_id: str, now: float) -> Job | Outcome:
        """Begin a job under ``job_id``, or return why it cannot begin."""
        with self._lock:
            self._sweep(now)
            if self.busy or self.running is not None:
                return Outcome.BUSY
            if settings.source == "Feeder" and self.jammed_at is not None:
                return Outcome.JAMMED
            if settings.source == "Feeder" and self.sheets == 0:
                return Outcome.EMPTY
            job = Job(job_id, settings, now)
            self.jobs[job_id] = job
            return job

    def next_document(self, job_id: str, now: float) -> Delivery | Outcome:
        """Scan the next sheet, for a PDF all sheets; or return why there is none."""
        with self._lock:
            self._sweep(now)
            job = self.jobs.get(job_id)
            if job is None:
                return Outcome.UNKNOWN
            if job.state != "Processing":
                return Outcome.JAMMED if job.state == "Aborted" else Outcome.FINISHED
            return self._scan(job, now)

    def cancel(self, job_id: str) -> bool:
        """End a job for its client; False if there is no such job."""
        with self._lock:
            job = self.jobs.get(job_id)
            if job is not None and job.state == "Processing":
                job.state = "Canceled"
            return job is not None

    def sweep(self, now: float) -> None:
        """End an abandoned job, and clear a jam, whose time is over."""
        with self._lock:
            self._sweep(now)

    @property
    def running(self) -> Job | None:
        """The job that has more pages; None if there is none."""
        return next((job for job in self.jobs.values() if job.state == "Processing"), None)

    @property
    def loaded(self) -> int:
        """How many sheets lie in the feeder now."""
        job = self.running
        taken = job.pages if job is not None and job.settings.source == "Feeder" else 0
        return self.sheets - taken

    def _scan(self, job: Job, now: float) -> Delivery | Outcome:
        total = self.sheets if job.settings.source == "Feeder" else 1
        last = total if job.settings.format == PDF else job.pages + 1
        wanted = tuple(range(job.pages + 1, last + 1))
        if job.settings.source == "Feeder" and self.jam_at in wanted:
            job.state, self.jammed_at = "Aborted", now
            return Outcome.JAMMED
        job.pages, job.touched_at = last, now
        if last == total:
            job.state = "Completed"
        return Delivery(wanted, job.settings)

    def _sweep(self, now: float) -> None:
        job = self.running
        if job is not None and now - job.touched_at >= ABANDONED_AFTER:
            job.state = "Canceled"
        if self.jammed_at is not None and now - self.jammed_at >= JAM_CLEARED_AFTER:
            self.jammed_at = None
        for old in list(self.jobs)[:-10]:
            del self.jobs[old]
