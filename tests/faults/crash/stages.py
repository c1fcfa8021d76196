"""Pieces of work that can be begun anew from the same state, and what may be left of one that was cut off."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from dataclasses import replace
from functools import partial
from pathlib import Path

from syncer.cli.files import write_whole
from syncer.engine.apply import apply
from syncer.engine.setup import setup
from syncer.model.plan import SavedPlan
from syncer.render.report_text import report_text
from syncer.render.to_json import plan_json
from tests.faults.fork_server import Work
from tests.faults.ground import NewWorkshop
from tests.faults.judge import Judge, State
from tests.faults.totals import Totals
from tests.lanes.store import own_tables
from tests.rows import Dump, runs
from tests.workshop import ENVIRONMENT, Workshop


class Stage(ABC):
    """One piece of work."""

    work: Work

    @abstractmethod
    def remember_end(self) -> None:
        """This is how it ends when nobody dies."""

    @abstractmethod
    def rewind(self) -> None:
        """Back to before."""

    @abstractmethod
    def look(self, totals: Totals, told: str) -> State | None:
        """``old`` or ``new``; anything in between is counted, and ``None``."""

    @abstractmethod
    def go_on(self, state: State, totals: Totals, told: str) -> None:
        """Do what the next run does with what was left, and count where it says or does what is not right."""


class Applying(Stage):
    """Apply a saved plan."""

    def __init__(self, made: Workshop, saved: SavedPlan) -> None:
        self.work = partial(apply, made.root, ENVIRONMENT, saved)
        self._made, self._saved = made, saved
        self._go_back = made.store.way_back()
        self._before = self._left = made.store.dump()
        self._judge = Judge(self._before, self._before)

    def remember_end(self) -> None:
        end = self._made.store.dump()
        self._judge = Judge(self._before, end)
        assert self._judge.new_runs(end), "the shape does nothing"
        left = self._made.plan()
        assert not left.changes, "the shape leaves something to do"
        assert not left.is_blocked, "the shape leaves a refusal"

    def rewind(self) -> None:
        self._go_back()

    def look(self, totals: Totals, told: str) -> State | None:
        self._left = self._made.store.dump()
        return self._judge.state(self._left, totals, told)

    def go_on(self, state: State, totals: Totals, told: str) -> None:
        report = self._made.apply(saved=self._saved)
        said, found = "\n".join(line.text.plain for line in report_text(report)), self._made.store.dump()
        unfinished = {str(run) for run, states in runs(self._left).items() if states == {"opened"}}
        if set(re.findall(r"Unfinished: run (\d+),", said)) != unfinished:
            totals.wrong("untrue", f"the next run does not say {unfinished} are unfinished, {told}")
        if state == "new":
            (run,) = self._judge.new_runs(self._left)
            if f"already applied by run {run}" not in said:
                totals.wrong("untrue", f"the next run does not say that run {run} has applied it, {told}")
            if found != self._left:
                totals.wrong("partial", f"the next run did something, {told}")
        elif self._judge.state(found, totals, told) == "old" or report.already_applied:
            totals.wrong("partial", f"the next run did not get to the end, {told}")


class SettingUp(Stage):
    """Make our own tables. Where no statement commits by itself, all four are there or none."""

    def __init__(self, new: NewWorkshop, folder: Path) -> None:
        self._made = new(folder / "w")
        self._made.write("aurora/gold", "Gold members")
        self.work = partial(setup, self._made.root, ENVIRONMENT)
        self._go_back = self._made.store.way_back()
        self._drop()
        self._before = self._end = self._made.store.dump()

    def _drop(self) -> None:
        for table in own_tables():
            self._made.sql(f"DROP TABLE {table.name}")

    def remember_end(self) -> None:
        self._end = self._found()
        assert self._end != self._before

    def rewind(self) -> None:
        self._go_back()
        self._drop()

    def look(self, totals: Totals, told: str) -> State | None:
        found = self._found()
        if found == self._end:
            return "new"
        if found == self._before:
            return "old"
        totals.wrong("partial", told)
        return None

    def go_on(self, state: State, totals: Totals, told: str) -> None:
        report = setup(self._made.root, ENVIRONMENT)
        if bool(report.created) == (state == "new"):
            totals.wrong("untrue", f"the next setup says that it made {report.created}, {told}")
        if self._found() != self._end or len(self._made.apply().outcomes) != 1:
            totals.wrong("partial", f"the next setup did not get to the end, {told}")

    def _found(self) -> Dump:
        """What is there; the id of a database is new each time."""
        found = self._made.store.dump()
        heads = [{**row, "target_id": "any"} for row in found.get("xsynchead", ())]
        return {**found, **({"xsynchead": heads} if heads else {})}


class Saving(Stage):
    """Write a plan file over an older one."""

    def __init__(self, new: NewWorkshop, folder: Path) -> None:
        made = new(folder / "w")
        made.write("aurora/gold", "Gold members")
        plan = made.plan()
        self._file = folder / "plan.json"
        self._old, self._new = (plan_json(replace(plan, left_out=ids)) for ids in ((), ("aurora/gold",)))
        self.work = partial(write_whole, self._file, self._new)
        self.rewind()

    def remember_end(self) -> None:
        assert self._file.read_text() == self._new

    def rewind(self) -> None:
        for remains in self._file.parent.glob(".plan.json*"):
            remains.unlink()
        self._file.write_text(self._old)

    def look(self, totals: Totals, told: str) -> State | None:
        match self._file.read_text():
            case self._old:
                return "old"
            case self._new:
                return "new"
        totals.wrong("partial", told)
        return None

    def go_on(self, state: State, totals: Totals, told: str) -> None:
        self.work()
        if self._file.read_text() != self._new:
            totals.wrong("partial", f"the file cannot be written again, {told}")
