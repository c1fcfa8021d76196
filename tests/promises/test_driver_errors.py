"""Promise 5, with errors for crashes: whatever a driver throws, and wherever, what is said is what is true.

``python -m tests.faults.driver_errors --all`` throws every error at every call; here it is a sample of each engine.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.built_errors import DRIVERS, require_driver
from tests.figures import Tell


@pytest.mark.parametrize("engine", DRIVERS)
def test_what_is_said_is_true(engine: str, tell: Tell) -> None:
    require_driver(engine)
    seed = random.SystemRandom().randrange(10**6)
    # A process of its own: what it replaces in SQLAlchemy and SQLite stays in there.
    ended = subprocess.run(
        [sys.executable, "-m", "tests.faults.driver_errors", "--json", "--engine", engine, "--size", "4", "--seed", str(seed)],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert ended.stdout, ended.stderr
    figures, faults = json.loads(ended.stdout)[engine]
    tell("Errors of drivers", engine, **figures, seed=str(seed))
    assert not faults, "\n".join([f"seed {seed}", *faults])
    assert figures["written"]
    assert figures["nothing written"]
