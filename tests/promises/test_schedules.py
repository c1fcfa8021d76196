"""Promise 5, with others at work: whatever the order of statements, it is as if whole sessions came one by one.

``python -m tests.faults.schedules`` plays every single switch and 1,000 random schedules; here it is a sample.
"""

from __future__ import annotations

import random

from tests.faults.schedules.trial import trial
from tests.figures import Tell

SIZE = 8


def test_any_order_of_statements_is_one_of_whole_sessions_on_postgresql(tell: Tell) -> None:
    seed = random.SystemRandom().randrange(10**6)
    for found in trial(SIZE, seed):
        tell("Schedules", found.what, **found.figures, seed=str(seed))
        assert not found.failures, "\n".join([f"seed {seed}", *found.failures])
        assert found.tried >= SIZE // 2
