"""Promise 5, with a wire that is cut: what is said of a COMMIT is true, and nobody says it again blindly.

``python -m tests.faults.wire`` makes 500 cuts; here it is a sample, on PostgreSQL.
"""

from __future__ import annotations

import random

import pytest

from tests.faults.totals import tell as told
from tests.faults.wire.cuts import Traffic, Way
from tests.faults.wire.said import COMMIT, COMMITTED, Course, course
from tests.faults.wire.trial import trial
from tests.figures import Tell

CUTS = 12
LOCK, LOOK = "UPDATE xsynchead SET head_id=1", "SELECT count(*) FROM xsyncrun WHERE xsyncrun.run_state = 'applied'"
WRITE = "INSERT INTO public.mbrgrp (mbrgrp_id) VALUES (1)"


def test_a_cut_on_postgresql_leaves_all_or_nothing_and_a_true_sentence(tell: Tell) -> None:
    seed = random.SystemRandom().randrange(10**6)
    (found,) = trial(CUTS, seed)
    tell("Wire cuts", "postgresql", **found.figures, seed=str(seed))
    assert not found.failures, "\n".join(told([found]))
    assert found.also["done"]


@pytest.mark.parametrize(
    "then, is_blind",
    [
        pytest.param([[LOCK, WRITE]], True, id="written again without a look"),
        pytest.param([[LOOK, "ROLLBACK"], [LOCK, WRITE]], True, id="looked without the lock"),
        pytest.param([[LOCK, LOOK], [LOCK, WRITE]], True, id="looked, and lost again"),
        pytest.param([["COMMIT"]], True, id="COMMIT said again"),
        pytest.param([[LOCK, LOOK, "ROLLBACK"], [LOCK, WRITE]], False, id="looked under the lock"),
    ],
)
def test_a_blind_retry_is_seen(then: list[list[str]], is_blind: bool) -> None:
    found = course([_lost(), *map(_said, then)])
    assert bool(found.blind) == is_blind


def test_an_answer_leaves_no_question() -> None:
    answered = _lost()
    assert course([answered]) == Course(commits=1, is_open=True)
    answered.received[Way.TO_CLIENT] += COMMITTED
    answered.passed[Way.TO_CLIENT] = len(COMMITTED) - 1
    assert course([answered]).is_open
    answered.passed[Way.TO_CLIENT] += 1
    assert not course([answered]).is_open


def _lost() -> Traffic:
    """A connection on which a segment was written, and COMMIT was said without an answer."""
    sent = _said([LOCK, WRITE])
    sent.received[Way.TO_SERVER] += COMMIT
    return sent


def _said(statements: list[str]) -> Traffic:
    """A connection on which this was said, each in a message of its own."""
    sent = Traffic()
    for sql in statements:
        words = sql.encode() + b"\0"
        sent.received[Way.TO_SERVER] += b"Q" + (len(words) + 4).to_bytes(4, "big") + words
    return sent
