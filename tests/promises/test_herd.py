"""Promise 5, with many at once: one plan is applied by one run, and all the others find it done.

``python -m tests.faults.herd`` sends a hundred processes at a time; here it is one small round on each engine.
"""

from __future__ import annotations

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

from syncer.model.report import Report
from tests.faults.judge import Judge
from tests.faults.totals import Totals, apart
from tests.faults.totals import tell as told
from tests.figures import Tell
from tests.rows import runs
from tests.workshop import workshop

THREADS, SEGMENTS = 20, 8


def test_processes_with_one_plan(tell: Tell) -> None:
    seed = random.SystemRandom().randrange(10**6)
    found = apart("tests.faults.herd", 1, seed)
    for one in found:
        tell("Herd", one.what, **one.figures, seed=str(seed))
    assert not any(one.failures for one in found), "\n".join(told(found))


def test_threads_with_one_plan(tmp_path: Path, tell: Tell) -> None:
    made, alone = workshop(tmp_path / "herd"), workshop(tmp_path / "alone")
    before = made.store.dump()
    for one in (made, alone):
        for number in range(SEGMENTS):
            one.write(f"aurora/s{number}", f"Segment {number}")
    alone.apply()
    saved, barrier = made.plan(), Barrier(THREADS)

    def apply(_: int) -> Report:
        barrier.wait()
        return made.apply(saved=saved)

    with ThreadPoolExecutor(THREADS) as pool:
        reports = list(pool.map(apply, range(THREADS)))
    totals, judge, found = Totals("threads", tried=THREADS), Judge(before, alone.store.dump()), made.store.dump()
    assert judge.state(found, totals, "threads") == "new", totals.failures
    assert Counter(bool(one.outcomes) for one in reports) == {True: 1, False: THREADS - 1}
    assert [*{one.run for one in reports}] == judge.new_runs(found)  # the others say: already applied by that run
    assert all(len(states) == 2 for states in runs(found).values()), "a run has no end"
    tell("Herd", "threads, sqlite", **totals.figures)
