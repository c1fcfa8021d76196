"""Promise 5, with the real command: kill -9 at random moments, and go on."""

from __future__ import annotations

import random
import subprocess
import time
from pathlib import Path

from tests.cli.running import COMMAND, clean
from tests.faults.crash.shapes import fifty_creates
from tests.faults.crash.stages import Applying
from tests.faults.totals import Totals
from tests.figures import Tell
from tests.workshop import workshop

KILLS = 12


def test_the_next_run_goes_on_whenever_a_run_is_killed(tmp_path: Path, tell: Tell) -> None:
    seed = random.SystemRandom().randrange(10**6)
    dice = random.Random(seed)
    made = workshop(tmp_path / "w")
    fifty_creates(made)
    file = made.save_plan()
    stage = Applying(made, made.plan())
    assert _run(file) is None  # the first one compiles modules; the second one is the measure
    stage.remember_end()
    stage.rewind()
    began = time.monotonic()
    assert _run(file) is None
    length = time.monotonic() - began
    totals, left, killed = Totals("kill -9"), {"old": 0, "new": 0}, 0
    for number in range(KILLS):
        stage.rewind()
        moment = dice.uniform(0, length)
        began = time.monotonic()
        if _run(file, kill_after=moment) == -9:
            killed += 1
        else:  # the measured one was slow, as other tests ran beside it
            length = min(length, time.monotonic() - began)
        case = f"seed {seed}, kill {number} after {moment:.3f} s of {length:.3f} s"
        if state := stage.look(totals, case):
            left[state] += 1
            stage.go_on(state, totals, case)
    tell("kill -9", "apply of 50 creates", runs=KILLS, killed=killed, **left, partial=totals.partial, seed=str(seed))
    assert not totals.failures, totals.failures
    assert killed > KILLS // 2


def _run(plan: Path, kill_after: float | None = None) -> int | None:
    """Apply a plan file; how the process ended, ``None`` for well."""
    process = subprocess.Popen(
        [*COMMAND, "-q", "apply", plan.name],
        cwd=plan.parent,
        env=clean(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        return process.wait(kill_after or 60) or None
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()
