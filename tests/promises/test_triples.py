"""Promises 1 to 7 for whatever there is: ``python -m tests.triples`` says what is tried and looked at.

``make faults`` tries more of them.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

from tests.figures import Tell

PARTS, EXAMPLES = 2, 300


@pytest.mark.parametrize("part", range(1, PARTS + 1))
def test_apply_converges_or_refuses_with_every_reason(part: int, tell: Tell) -> None:
    seed = str(random.SystemRandom().randrange(10**6))
    ended = subprocess.run(
        [sys.executable, "-m", "tests.triples", "--json", "--examples", str(EXAMPLES), "--seed", seed],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=280,
    )
    assert ended.returncode == 0, ended.stderr
    figures = json.loads(ended.stdout)
    tell("Random triples", f"part {part} of {PARTS}", **figures, seed=seed)
    assert figures["triples"] >= EXAMPLES
    assert figures["problems in files"] < EXAMPLES // 10
    assert figures["converged"] + figures["then converged"] > EXAMPLES // 2
