"""Promise 8: whatever fails, the exit code and the sentence are true, and the next command goes on and says so.

``python -m tests.faults.people`` plays 25 faults of each kind, signals on PostgreSQL too; here it is a sample.
"""

from __future__ import annotations

import random

from tests.faults.totals import apart
from tests.faults.totals import tell as told
from tests.figures import Tell

SAMPLE = 3


def test_what_people_are_told_is_true(tell: Tell) -> None:
    seed = random.SystemRandom().randrange(10**6)
    found = apart("tests.faults.people", SAMPLE, seed, "--engine", "sqlite")
    for totals in found:
        tell("What people see", totals.what, **totals.figures, seed=str(seed))
    assert not any(totals.failures for totals in found), "\n".join([f"--seed {seed}", *told(found)])
    assert sum(totals.tried for totals in found) >= len(found) * (SAMPLE - 1)
