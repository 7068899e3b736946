"""Many requests at once, and processes that are killed meanwhile."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import threading
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from server.conftest import DATABASES, NewDatabase
from server.served import NOW, Served, devices, document, scans, serving, start
from server.swarm import Swarm, ask, request

SLOT = NOW // 180_000
KILLS = int(os.environ.get("LICENSIM_KILLS", "20"))
"""How often a server process is killed under load, on each database."""
WORKERS = {"sqlite": "2", "postgresql": "4"}
ASKS = int(os.environ.get("LICENSIM_ASKS", "4000"))
"""How many new clients ask at once; three tenths of them get a seat, and a tenth of these more in grace."""


def options(kind: str, url: str) -> tuple[str, ...]:
    """The options of a server for this kind of database."""
    return ("--database", url, "--workers", WORKERS[kind], "--journal", "0", "--log-level", "error")


@pytest.mark.parametrize("kind", DATABASES)
def test_a_cap_holds_under_simultaneous_asks(kind: str, new_database: NewDatabase, tmp_path: Path) -> None:
    """DEV-6: of new clients on 50 connections exactly quota and grace get a seat, the rest 120."""
    quota, grace = ASKS * 3 // 10, ASKS * 3 // 100
    with serving(tmp_path, document(devices(quota)), *options(kind, new_database(kind))) as served:
        with served.caller() as caller:
            caller.clock(set_to=NOW, frozen=True)
        bodies = (request(served.port, "/v1/authorize", ask(f"c{number}")) for number in range(ASKS))
        with Swarm(served.port, 50) as swarm:
            answers = list(swarm.run(bodies))
        seen = Counter((one.status, one.value["answer"], one.value["number"]) for one in answers)
        with served.caller() as caller:
            usage = caller.usage("per_client_device")
    seats = quota + grace
    expected = {(200, "ok", None): quota, (200, "over", None): grace, (200, "refused", 120): ASKS - seats}
    assert expected == seen
    assert (seats, seats) == (usage["seats"], usage["peak"])


class Reporter:
    """Sends reports of one scan, two per request, and remembers the acknowledged ones."""

    def __init__(self, served: Served) -> None:
        self.served = served
        self.sent: list[tuple[str, int]] = []
        self.acknowledged: set[int] = set()

    def more(self, number: int) -> None:
        """Send `count` new requests on 20 connections."""
        first = len(self.sent)
        self.sent += [(f"c{serial % 20}", serial) for serial in range(first, first + number)]
        self.send(range(first, first + number))

    def send(self, serials: Iterable[int]) -> None:
        """Send requests, new or repeated."""
        chosen = list(serials)
        with Swarm(self.served.port, 20) as swarm:
            for answered in swarm.run(self._request(serial) for serial in chosen):
                if answered.status == 200:
                    assert {"ok"} == {one["answer"] for one in answered.value["results"]}
                    self.acknowledged.add(chosen[answered.number])

    def _request(self, serial: int) -> bytes:
        client, _ = self.sent[serial]
        reports = [{"id": f"{serial}.{half}", "slot": SLOT, "scans": 1} for half in "ab"]
        who = {"client": client, "key": "P", "origin": "https://example.com"}
        body: dict[str, Any] = {**who, "reports": reports}
        return request(self.served.port, "/v1/reports", body)

    def used(self) -> int:
        """The usage that the server has recorded."""
        with self.served.caller() as caller:
            used: int = caller.usage("per_barcode_scan")["used"]
            return used

    def check(self) -> None:
        """Every acknowledged report is recorded, each request as a whole, and a repeated one counts once."""
        assert 2 * len(self.acknowledged) <= self.used() <= 2 * len(self.sent)
        assert 0 == self.used() % 2
        self.send(set(range(len(self.sent))) - self.acknowledged)
        assert len(self.sent) == len(self.acknowledged)
        assert 2 * len(self.sent) == self.used()
        self.send(range(len(self.sent)))
        assert 2 * len(self.sent) == self.used()


def authorized(served: Served) -> Reporter:
    """Twenty clients with a local license."""
    with served.caller() as caller:
        caller.clock(set_to=NOW, frozen=True)
        assert {"ok"} == {caller.authorize(f"c{number}")["answer"] for number in range(20)}
    return Reporter(served)


def kill_one(served: Served, draw: random.Random) -> None:
    """Kill one of the processes that serve."""
    while True:  # it may just have ended: then kill another one
        with contextlib.suppress(ProcessLookupError, IndexError):
            os.kill(draw.choice(served.workers()), signal.SIGKILL)
            return


@pytest.mark.parametrize("kind", DATABASES)
def test_killed_processes_lose_nothing(kind: str, new_database: NewDatabase, tmp_path: Path) -> None:
    """NET-5: one of the server's processes is killed at random moments under load, and replaced."""
    draw, killed = random.Random(kind), 0  # noqa: S311 - not for secrets
    with serving(tmp_path, document(scans(2**53 - 1)), *options(kind, new_database(kind))) as served:
        reporter = authorized(served)
        for _ in range(KILLS):
            timer = threading.Timer(draw.uniform(0, 0.12), kill_one, [served, draw])
            timer.start()
            reporter.more(80)
            timer.join()
            killed += 1
        lost = len(reporter.sent) - len(reporter.acknowledged)
        reporter.check()
    assert KILLS == killed
    assert lost > 0, "no kill met a request: the load is too small to prove anything"


@pytest.mark.parametrize("kind", DATABASES)
def test_reports_sent_to_both_servers_at_once_count_once(
    kind: str, new_database: NewDatabase, tmp_path: Path
) -> None:
    """NET-5: two servers on one database get the same reports at the same time, in different order."""
    license_, common = document(scans(2**53 - 1)), options(kind, new_database(kind))
    with serving(tmp_path, license_, *common) as main, serving(tmp_path, license_, *common) as standby:
        first = authorized(main)
        second = Reporter(standby)
        first.sent = second.sent = [(f"c{serial % 20}", serial) for serial in range(400)]
        sending = threading.Thread(target=second.send, args=[range(399, -1, -1)])
        sending.start()
        first.send(range(400))
        sending.join()
        assert (400, 400) == (len(first.acknowledged), len(second.acknowledged))
        assert (800, 800) == (first.used(), second.used())


@pytest.mark.parametrize("kind", DATABASES)
def test_a_power_cut_loses_nothing(kind: str, new_database: NewDatabase, tmp_path: Path) -> None:
    """All processes are killed at once; the next server goes on with the committed data."""
    url, license_ = new_database(kind), document(scans(2**53 - 1))
    served = start(tmp_path, license_, *options(kind, url))
    reporter = authorized(served)
    reporter.more(40)
    cut = threading.Timer(0.05, served.kill)
    cut.start()
    with pytest.raises(OSError, match=r"refused|reset|Broken"):
        reporter.more(1_500)
    cut.join()
    served = start(tmp_path, license_, *options(kind, url), port=0)
    reporter.served = served
    try:
        reporter.check()
    finally:
        assert 0 == served.stop()
