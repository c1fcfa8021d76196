"""Promise 5: killed anywhere, a run leaves all or nothing, no lock, and a next run that goes on and says so.

``python -m tests.faults.crash`` takes a thousand on each engine; here it is a sample.
"""

from __future__ import annotations

import random

import pytest

from tests.faults.totals import apart
from tests.faults.totals import tell as told
from tests.figures import Tell


@pytest.mark.parametrize(
    "engine, points",
    [
        pytest.param("sqlite", 76, id="sqlite, every shape"),
        pytest.param("postgresql", 24, id="postgresql"),
        pytest.param("db2", 20, id="db2"),
    ],
)
def test_a_crash_leaves_all_or_nothing(engine: str, points: int, tell: Tell) -> None:
    seed = random.SystemRandom().randrange(10**6)
    found = apart("tests.faults.crash", points, seed, "--engine", engine, "--shapes")
    for totals in found:
        tell("Crash points", totals.what, **totals.figures, seed=str(seed))
    failures = [failure for totals in found for failure in totals.failures]
    assert not failures, "\n".join([f"--seed {seed}", *told(found)])
    assert sum(totals.tried for totals in found) >= points - 8
    assert all(0 < totals.also["done"] < totals.tried for totals in found)
