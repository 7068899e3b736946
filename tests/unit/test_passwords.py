"""How fast wrong session passwords are answered, with given instants."""

from __future__ import annotations

import pytest

from licensim.server.http.passwords import (
    MANY,
    MAX_WAIT_SECONDS,
    PAUSE_SECONDS,
    WITHIN_SECONDS,
    WrongPasswords,
)


def after_many(at: float = 0) -> WrongPasswords:
    """Ten wrong passwords at one instant, each answered at once."""
    wrong = WrongPasswords()
    assert [at] * MANY == [wrong.answer_at("K", at) for _ in range(MANY)]
    return wrong


def test_ten_are_answered_at_once_and_then_one_a_second() -> None:
    """One after the other, also if they come together."""
    wrong = after_many()
    assert [1, 2, 3] == [wrong.answer_at("K", 0) for _ in range(3)]
    assert 4 == wrong.answer_at("K", 3.5)
    assert 50 == wrong.answer_at("K", 50)


@pytest.mark.parametrize(("now", "at"), [(0.25, 1), (0.5, 1), (PAUSE_SECONDS, 1), (1.5, 1.5)])
def test_a_second_is_from_the_last_answer(now: float, at: float) -> None:
    """Tested before, at and after a second."""
    assert at == after_many().answer_at("K", now)


@pytest.mark.parametrize(
    ("now", "waits"), [(WITHIN_SECONDS - 0.5, True), (WITHIN_SECONDS, False), (WITHIN_SECONDS + 0.5, False)]
)
def test_a_minute_later_they_are_forgotten(now: float, waits: bool) -> None:
    """Then the next ten are answered at once again."""
    wrong = WrongPasswords()
    for tenth in range(MANY):
        wrong.answer_at("K", 0 if tenth == 0 else now)
    assert (now + PAUSE_SECONDS if waits else now) == wrong.answer_at("K", now)


def test_each_project_has_its_own() -> None:
    """Wrong passwords for one project do not delay another one."""
    assert 0 == after_many().answer_at("L", 0)


def test_not_all_may_wait() -> None:
    """The queue is limited; refused requests do not make it longer."""
    wrong = after_many()
    waiting = [wrong.answer_at("K", 0) for _ in range(MAX_WAIT_SECONDS + 5)]
    assert [*range(1, MAX_WAIT_SECONDS + 1)] == waiting[:MAX_WAIT_SECONDS]
    assert [None] * 5 == waiting[MAX_WAIT_SECONDS:]
    assert MAX_WAIT_SECONDS + 1 == wrong.answer_at("K", 1)
