"""Promise 5, with errors for crashes: whatever a driver throws, and wherever, what is said is what is true.

``python -m tests.faults.errors --all`` throws every error at every call; here it is a sample of each engine.
"""

from __future__ import annotations

import random

import pytest

from tests.faults.errors.built import DRIVERS, require_driver
from tests.faults.totals import apart
from tests.figures import Tell


@pytest.mark.parametrize("engine", DRIVERS)
def test_what_is_said_is_true(engine: str, tell: Tell) -> None:
    require_driver(engine)
    seed = random.SystemRandom().randrange(10**6)
    (totals,) = apart("tests.faults.errors", 2, seed, "--engine", engine)
    tell("Errors of drivers", engine, **totals.figures, seed=str(seed))
    assert not totals.failures, "\n".join([f"seed {seed}", *totals.failures])
    assert totals.also["written"]
    assert totals.also["nothing written"]
