"""How long a statement may take, and all of a transaction, on a clock that the tests set."""

from __future__ import annotations

import pytest

from syncer.live import limits
from syncer.model.environment import Timeouts
from syncer.model.errors import Busy
from tests.builders import environment

WHERE = environment(timeouts=Timeouts(connect=1, lock=2, statement=30, overall=100))


class Clock:
    """Seconds, as they are set."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(limits, "monotonic", made)
    return made


def test_a_statement_ends_when_its_time_is_over(clock: Clock) -> None:
    patience = limits._Patience(WHERE)
    clock.now += 10
    patience.begin_statement()
    clock.now += 30
    assert not patience.is_over()
    clock.now += 0.1
    assert patience.is_over()
    patience.begin_statement()
    assert not patience.is_over()


def test_the_last_statement_ends_with_all_of_it(clock: Clock) -> None:
    patience = limits._Patience(WHERE)
    clock.now += 90
    patience.begin_statement()
    clock.now += 10.1
    assert patience.is_over()
    with pytest.raises(Busy) as told:
        patience.begin_statement()
    assert (told.value.message, told.value.remedy) == (
        "staging took more than 100 s. Nothing was written.",
        "Run it again.",
    )


def test_a_new_connection_has_all_of_its_time(clock: Clock) -> None:
    patience = limits._Patience(WHERE)
    clock.now += 101
    patience.begin()
    clock.now += 100
    patience.begin_statement()
    assert not patience.is_over()
