"""Promise 5, with many at once: one plan is applied by one run, and all the others find it done."""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

from syncer.model.report import Report
from tests.cli.running import COMMAND, clean
from tests.figures import Tell
from tests.rows import Dump, applied_runs, chain_is_whole, counter, dump, members, new_ids_are_ours, runs, settled
from tests.workshop import Workshop, workshop

PROCESSES, THREADS, SEGMENTS = 20, 100, 8


def test_twenty_processes_with_one_plan(tmp_path: Path, tell: Tell) -> None:
    made, alone, before = _prepared(tmp_path)
    file = made.save_plan()
    command = [*COMMAND, "-q", "apply", file.name, "--format", "json"]
    herd = [
        subprocess.Popen(
            command, cwd=file.parent, env=clean(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for _ in range(PROCESSES)
    ]
    ended = [process.communicate(timeout=120) for process in herd]
    assert [process.returncode for process in herd] == [0] * PROCESSES, [errors for _, errors in ended]
    reports = [json.loads(answer) for answer, _ in ended]
    _require_one_winner(made, alone, before, [(one["run"], bool(one["outcomes"])) for one in reports])
    tell("Herd", f"{PROCESSES} processes, one plan", **_figures(made))


def test_a_hundred_threads_with_one_plan(tmp_path: Path, tell: Tell) -> None:
    made, alone, before = _prepared(tmp_path)
    saved, barrier = made.plan(), Barrier(THREADS)

    def one(_: int) -> Report:
        barrier.wait()
        return made.apply(saved=saved)

    with ThreadPoolExecutor(THREADS) as pool:
        reports = list(pool.map(one, range(THREADS)))
    _require_one_winner(made, alone, before, [(one.run, bool(one.outcomes)) for one in reports])
    tell("Herd", f"{THREADS} threads, one plan", **_figures(made))


def _prepared(folder: Path) -> tuple[Workshop, Dump, Dump]:
    """A store with a plan to run, and how it looks after a single apply."""
    made, alone = workshop(folder / "herd"), workshop(folder / "alone")
    before = dump(made.database)
    for one in (made, alone):
        for number in range(SEGMENTS):
            one.write(f"aurora/s{number}", f"Segment {number}")
    alone.apply()
    return made, settled(dump(alone.database), before), before


def _require_one_winner(made: Workshop, alone: Dump, before: Dump, ends: list[tuple[int | None, bool]]) -> None:
    found = dump(made.database)
    assert settled(found, before) == alone
    assert members(found) == members(before)
    assert chain_is_whole(found)
    assert new_ids_are_ours(before, found)
    (winner,) = applied_runs(found)
    assert Counter(wrote for _, wrote in ends) == {True: 1, False: len(ends) - 1}
    assert {run for run, _ in ends} == {winner}  # the others say: already applied by that run
    assert all(len(states) == 2 for states in runs(found).values()), "a run has no end"
    moved = counter(found) - counter(before)
    assert moved == len(runs(found)) * (SEGMENTS + 1), "KEYS moves on by whole blocks, one for each run"


def _figures(made: Workshop) -> dict[str, int]:
    found = dump(made.database)
    return {"runs opened": len(runs(found)), "applied": len(applied_runs(found)), "doubled ids": 0}
