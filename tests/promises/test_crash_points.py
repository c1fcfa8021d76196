"""Promise 5: killed anywhere, a run leaves all or nothing, no lock, and a next run that goes on and says so.

``python -m tests.crash --all`` takes every point; here it is a sample of each shape.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

from tests.crash import Tally
from tests.crash_shapes import SHAPES
from tests.figures import Tell

POINTS = 34


@pytest.mark.parametrize("shape", SHAPES)
def test_a_crash_leaves_all_or_nothing(shape: str, tell: Tell) -> None:
    seed = random.SystemRandom().randrange(10**6)
    arguments = ["--json", "--shape", shape, "--points", str(POINTS), "--seed", str(seed)]
    # A process of its own: forking is safe only where no thread is.
    ended = subprocess.run(
        [sys.executable, "-m", "tests.crash", *arguments],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert ended.stdout, ended.stderr
    (tally,) = (Tally(**one) for one in json.loads(ended.stdout))
    tell("Crash points", shape, **tally.figures, seed=str(seed))
    assert not tally.faults, "\n".join([f"seed {seed}", *tally.faults])
    assert tally.points >= min(POINTS, tally.there)
    assert 0 < tally.new < tally.points
