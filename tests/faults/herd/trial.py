"""Faults: one plan, applied by a hundred processes at once. One of them writes, all others find it done.

Some rounds let all go at one moment, others one after the other, so that the last come when all is done.
"""

from __future__ import annotations

import random
import re
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from syncer.cli.exits import Exit
from tests.faults.command import Ended
from tests.faults.fork_server import HUNG
from tests.faults.ground import NewWorkshop, ground
from tests.faults.herd.nursery import Call, Nursery, nursery
from tests.faults.judge import Judge
from tests.faults.totals import Stopwatch, Totals
from tests.rows import Dump, counter, runs
from tests.workshop import IN_MEMORY

ENGINES = ("sqlite", "postgresql")
ROUNDS, HERD, SAMPLE = 10, 100, 20
CREATES = 8

_UNFINISHED = re.compile(r"^Unfinished: run (\d+)", re.MULTILINE)
_APPLY = ("-q", "apply", "plan.json")


def trial(size: int | None, seed: int) -> Iterator[Totals]:
    """``size`` rounds on each engine, of fewer processes than the full measure has."""
    with nursery() as processes:
        for engine in ENGINES:
            totals, watch = Totals(f"herd, {engine}"), Stopwatch()
            with ground(engine) as new, tempfile.TemporaryDirectory(prefix="herd-", dir=IN_MEMORY) as folder:
                ring = Ring(new, Path(folder), processes)
                for number in range(ROUNDS if size is None else size):
                    dice = random.Random(f"{seed} {engine} {number}")
                    told = f"{engine}, round {number}: python -m tests.faults.herd --seed {seed}"
                    ring.round(HERD if size is None else SAMPLE, dice, totals, told)
            totals.seconds = watch.seconds
            yield totals


class Ring:
    """A store with a plan that was reviewed; each round begins from the same rows."""

    def __init__(self, new: NewWorkshop, folder: Path, processes: Nursery) -> None:
        self._processes = processes
        self._made = new(folder / "w")
        self._file = b"" if self._made.elsewhere else self._made.database.read_bytes()
        self._before = self._made.store.dump()
        for number in range(CREATES):
            self._made.write(f"aurora/s{number}", f"Segment {number}")
        self._made.write("aurora/registered", "Registered Customers", "Registered with the store.")
        self._made.save_plan("adoption")
        (alone,) = self._run(Call(_APPLY))
        assert alone.code == Exit.DONE, alone
        self._judge = Judge(self._before, self._made.store.dump())

    def round(self, size: int, dice: random.Random, totals: Totals, told: str) -> None:
        """Play one, judge it, and see that the next run gets through."""
        self._rewind()
        within = dice.choice((0, size / 20))
        herd = self._run(*(Call(_APPLY, after=dice.uniform(0, within)) for _ in range(size)))
        found = self._made.store.dump()
        opened = [run for run in runs(found) if run not in runs(self._before)]
        for name, figure in (
            ("rounds", 1),
            ("runs opened", len(opened)),
            ("busy", sum(one.code == Exit.BUSY for one in herd)),
        ):
            totals.also[name] = totals.also.get(name, 0) + figure
        totals.tried += size
        if self._judge.state(found, totals, told) == "new":
            self._judge_words(herd, self._judge.new_runs(found), totals, told)
        else:
            totals.wrong("partial", f"nobody wrote: {told}")
        if any(self._moved(found, table) != len(opened) * (CREATES + 1) for table in ("mbrgrp", "mgpcondele")):
            totals.wrong("doubled_ids", f"KEYS did not move on by one whole block for each run: {told}")
        self._go_on(found, totals, told)

    def _judge_words(self, herd: Sequence[Ended], applied: list[int], totals: Totals, told: str) -> None:
        (run,) = applied
        for one in herd:
            if one.code == HUNG:
                totals.wrong("stuck", f"a process did not end: {told}")
            elif one.code == Exit.FAILED or "Traceback" in one.err:
                totals.wrong("tracebacks", f"{one}: {told}")
            elif not _is_true(one, run):
                totals.wrong("untrue", f"{one}: {told}")
        writers = sum("Applied to" in one.out for one in herd)
        if writers != 1:
            totals.wrong("untrue", f"{writers} processes say that they wrote: {told}")

    def _go_on(self, left: Dump, totals: Totals, told: str) -> None:
        """The next command tells of later runs without an end, and nobody has to free a lock for another one."""
        applied = max(self._judge.new_runs(left), default=0)
        unfinished = sorted(run for run, states in runs(left).items() if states == {"opened"} and run > applied)
        (plan,) = self._run(Call(("plan", "staging")))
        if plan.code != Exit.DONE or [int(run) for run in _UNFINISHED.findall(plan.out)] != unfinished:
            totals.wrong("untrue", f"{plan}: {told}")
        self._made.write("aurora/next", "Next of all")
        (after,) = self._run(Call(("apply", "staging", "--yes")))
        self._made.remove("aurora/next")
        if after.code != Exit.DONE:
            totals.wrong("stuck", f"{after}: {told}")

    def _run(self, *calls: Call) -> list[Ended]:
        return self._processes.run(self._made.root, calls)

    def _moved(self, found: Dump, table: str) -> int:
        return counter(found, table) - counter(self._before, table)

    def _rewind(self) -> None:
        if self._made.elsewhere:
            self._made.elsewhere.restore()
            return
        for remains in self._made.database.parent.iterdir():
            remains.unlink()
        self._made.database.write_bytes(self._file)


def _is_true(ended: Ended, run: int) -> bool:
    """Whether one may end like this where that run has written."""
    if ended.code == Exit.BUSY:
        return "Nothing was written." in ended.err or "Everything was rolled back." in ended.err
    says = (f"Applied to staging as run {run}: {CREATES} created, 1 adopted.", f"already applied by run {run}.")
    return ended.code == Exit.DONE and any(words in ended.out.replace(" (SANDBOX)", "") for words in says)
