"""The order of projects' turns, and the requests in each turn."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from licensim.server.deciding.requests import Health
from licensim.server.queue.turns import PATIENCE, Turns, Waiting

NewWaiting = Callable[[str], Waiting]


@pytest.fixture
def waiting() -> Iterator[NewWaiting]:
    """Add a request that waits for a project."""
    loop = asyncio.new_event_loop()
    yield lambda project: Waiting(project, Health(), loop.create_future())
    loop.close()


def test_turns_that_close_are_all_taken(waiting: NewWaiting) -> None:
    """Everything closes while requests wait: they are decided, and all threads end."""
    turns = Turns(["P", "Q"], sharing=True)
    taken: list[list[Waiting]] = []

    def work() -> None:
        while turn := turns.take():
            taken.append(turn)
            turns.end(turn, [])

    first, second = waiting("P"), waiting("Q")
    assert turns.put([first])
    assert [first] == turns.take()
    assert turns.put([second])
    others = [threading.Thread(target=work, daemon=True) for _ in range(3)]
    for one in others:
        one.start()
    time.sleep(0.2)  # usually they wait by now
    turns.close()
    time.sleep(0.2)
    assert not turns.put([waiting("P")])
    turns.end([first], [])
    for one in others:
        one.join(timeout=10)
        assert not one.is_alive()
    assert [[second]] == taken
    assert [] == turns.take()


def test_a_turn_waits_for_as_many_as_before(waiting: NewWaiting, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a turn of two, the next one waits until there are two again."""
    monkeypatch.setattr("licensim.server.queue.turns.GATHER_SECONDS", 60)
    turns = Turns(["P", "Q"], sharing=True)
    one, two = waiting("P"), waiting("Q")
    turns.put([one, two])
    turns.end(turns.take(), [])
    turns.put([one])
    later = threading.Timer(0.2, turns.put, ([two],))
    later.start()
    assert [one, two] == turns.take()
    later.join()


def test_a_turn_waits_no_longer_than_a_moment(waiting: NewWaiting) -> None:
    """After a turn of two, a single request has its turn soon, and the next one does not wait for more."""
    turns = Turns(["P", "Q"], sharing=True)
    one, two = waiting("P"), waiting("Q")
    turns.put([one, two])
    turns.end(turns.take(), [])
    turns.put([one])
    assert [one] == turns.take()
    turns.end([one], [])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("licensim.server.queue.turns.GATHER_SECONDS", 3600)
        turns.put([one])
        assert [one] == turns.take()


def test_requests_of_a_locked_project_come_first(
    waiting: NewWaiting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A locked project keeps the order of its requests, and has its own turn after some tries."""
    monkeypatch.setattr("licensim.server.queue.turns.GATHER_SECONDS", 60)
    turns = Turns(["P", "Q"], sharing=True)
    one, two, other = waiting("P"), waiting("P"), waiting("Q")
    turns.put([one, other])
    turn = turns.take()
    assert [one, other] == turn
    turns.put([two])
    turns.end(turn, [one])
    for _ in range(PATIENCE - 1):
        turns.put([other])
        turn = turns.take()
        locked = [each for each in turn if each.project == "P"]
        assert ([one, two], 3) == (locked, len(turn))
        turns.end(turn, locked)
    turns.put([other])
    turns.close()
    assert sorted([turns.take(), turns.take()], key=len) == [[other], [one, two]]
