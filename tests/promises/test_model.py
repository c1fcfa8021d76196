"""Promises 1 to 7 in any order of events: ``python -m tests.faults.model`` says what is tried and looked at."""

from __future__ import annotations

import random

from tests.faults.totals import apart
from tests.faults.totals import tell as told
from tests.figures import Tell

SCRIPTS = 4


def test_whatever_happens_the_model_knows(tell: Tell) -> None:
    seed = random.SystemRandom().randrange(10**6)
    found = apart("tests.faults.model", SCRIPTS, seed)
    for totals in found:
        tell("Model test", totals.what, **totals.figures, seed=str(seed))
    assert not any(totals.failures for totals in found), "\n".join([f"--seed {seed}", *told(found)])
    assert sum(totals.tried for totals in found) > 10
