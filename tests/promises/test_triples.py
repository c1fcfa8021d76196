"""Promises 1 to 7 for whatever there is: ``python -m tests.triples`` says what is tried and looked at.

``make faults`` tries 500; here it is a sample.
"""

from __future__ import annotations

import random

from tests.faults.totals import apart
from tests.figures import Tell

SIZE = 150


def test_apply_converges_or_refuses_with_every_reason(tell: Tell) -> None:
    seed = random.SystemRandom().randrange(10**6)
    (totals,) = apart("tests.triples", SIZE, seed)
    tell("Random triples", "a sample", **totals.figures, seed=str(seed))
    assert not totals.failures, "\n".join([f"seed {seed}", *totals.failures])
    assert totals.tried >= SIZE
    assert totals.also["problems in files"] < SIZE // 10
    assert totals.also["converged"] + totals.also["then converged"] > SIZE // 2
