"""``make faults`` comes to its end, whatever becomes of one kind of fault."""

from __future__ import annotations

from tests.faults.__main__ import play


def test_a_kind_that_does_not_end_is_stuck_and_names_its_seed() -> None:
    (found,) = play("people", seed=7, limit=0.3)
    assert found.stuck == 1
    assert found.seconds == 0.3
    assert found.failures[0].endswith("-m tests.faults.people --json --seed 7")
