"""A store in which a run is disturbed by an error of the driver, and what is true afterwards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import redirect_stderr
from io import StringIO
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

import syncer.live.connect
from syncer.cli.exits import Exit, exit_of
from syncer.engine import commit
from syncer.live.dialects.dialect import Trouble
from syncer.model.errors import OutcomeUnknown, SyncerError
from syncer.model.plan import SavedPlan
from syncer.model.report import Report
from tests.faults.errors.built import SECRET
from tests.faults.errors.driver import Calls, Fault, Point, faulty, with_errors_of
from tests.faults.judge import Judge
from tests.faults.totals import Totals
from tests.rows import Dump, applied_runs, counter, dump, runs
from tests.workshop import FIRST_USER, Workshop, workshop


class End(NamedTuple):
    """How a run ended."""

    exit: int
    says: str
    """``written``, ``nothing`` or ``unknown``; anything else is wrong."""


_MAY_BE = {"written": ("new",), "nothing": ("old",), "unknown": ("old", "new")}
"""What is there, by what is said of it."""


class Stage:
    """A store where one segment is to be created, one updated and one activated."""

    def __init__(self, folder: Path) -> None:
        self._made = workshop(folder / "w")
        self._saved = _prepared(self._made)
        self._bytes = self._made.database.read_bytes()
        before = dump(self._made.database)
        self._converging: dict[str, bool] = {}
        self.points = self._rehearsed(self._apply)
        self._judge = Judge(before, dump(self._made.database))
        self._rewind()
        self.points_of_plan = self._rehearsed(self._plan)
        self.ends: Counter[str] = Counter()

    def _apply(self) -> Report | SavedPlan:
        return self._made.apply(saved=self._saved)

    def _plan(self) -> Report | SavedPlan:
        return self._made.plan()

    def _rehearsed(self, act: Callable[[], object]) -> list[Point]:
        calls = Calls()
        with faulty(calls):
            act()
        return calls.points

    def _rewind(self) -> None:
        for remains in self._made.database.parent.iterdir():
            remains.unlink()
        self._made.database.write_bytes(self._bytes)

    def throw(self, fault: Fault, totals: Totals) -> None:
        """Apply, with an error; then go on as the next run does."""
        end = self._thrown(fault, self._apply, totals)
        told, found = f"{fault} ended as {end}", dump(self._made.database)
        state = self._judge.state(found, totals, told)
        if state and state not in _MAY_BE.get(end.says, ()):
            totals.wrong("untrue", f"what is there is {state}: {told}")
        if not fault.lasts and end.exit not in (Exit.DONE, expected(fault)):
            totals.wrong("untrue", f"another exit code: {told}")
        if SECRET in repr(found):
            totals.wrong("untrue", f"words of the driver are in the journal: {told}")
        if state and not self._goes_on(state, found):
            totals.wrong("stuck", f"the next run does not come to the end: {told}")
        self._rewind()

    def throw_at_plan(self, fault: Fault, totals: Totals) -> None:
        """Plan, with an error: nothing changes, whatever is said."""
        end = self._thrown(fault, self._plan, totals)
        if self._made.database.read_bytes() != self._bytes:
            totals.wrong("partial", f"a plan wrote: {fault} ended as {end}")
            self._rewind()
        if end.exit not in (Exit.DONE, expected(fault)):
            totals.wrong("untrue", f"another exit code: {fault} ended as {end}")

    def _thrown(self, fault: Fault, act: Callable[[], Report | SavedPlan], totals: Totals) -> End:
        said, calls = StringIO(), Calls(fault)
        with (
            faulty(calls),
            patch.object(syncer.live.connect, "SQLITE", with_errors_of(fault.code.engine)),
            patch.object(commit, "RECONNECT", 0),
            patch.object(commit, "PAUSE", 0),
            redirect_stderr(said),
        ):
            end = _ended(act, totals)
        if not calls.has_thrown:
            totals.wrong("untrue", f"did not get there: {fault}")
        if said.getvalue():
            totals.wrong("untrue", f"somebody printed {said.getvalue()!r}: {fault}")
        totals.tried += 1
        self.ends[end.says] += 1
        return end

    def _goes_on(self, state: str, found: Dump) -> bool:
        """Whether a usual apply goes on from here to the same end. Asked once for each state that is left."""
        key = repr((state, counter(found), sorted(map(sorted, runs(found).values()))))
        if key not in self._converging:
            self._made.apply(saved=self._saved)
            left, none = dump(self._made.database), Totals("")
            is_new = self._judge.state(left, none, "") == "new"
            self._converging[key] = is_new and not self._made.plan().changes and len(applied_runs(left)) == 3
        return self._converging[key]


def _prepared(made: Workshop) -> SavedPlan:
    made.declare(empty_segment_means="everybody")
    made.write("aurora/held", "Held until now")
    made.apply()
    made.declare()
    made.write("aurora/gold", "Gold members")
    made.apply(hold=("aurora/held",))
    row = made.row_of("Held until now")
    made.sql("INSERT INTO mbrgrpmbr (member_id, mbrgrp_id) VALUES (?, ?)", FIRST_USER, row)
    made.write("aurora/gold", "Gold members", "Tier gold, by points.")
    made.write("aurora/silver", "Silver members")
    saved = made.plan()
    assert sorted(change.verb for change in saved.changes) == ["activate", "create", "update"]
    return saved


def _ended(act: Callable[[], object], totals: Totals) -> End:
    try:
        act()
    except OutcomeUnknown as error:
        return End(exit_of(error), "unknown" if "It is unknown whether" in error.message else error.message)
    except SyncerError as error:
        words = f"{error.message} {error.remedy}"
        is_clear = "nothing was written" in words.lower() or "Everything was rolled back" in words
        return End(exit_of(error), "nothing" if is_clear and SECRET not in words else words)
    except Exception as error:
        totals.wrong("tracebacks", f"{type(error).__name__} came through")
        return End(Exit.FAILED, type(error).__name__)
    return End(Exit.DONE, "written")


_EXITS = {
    Trouble.DENIED: Exit.NOT_PERMITTED,
    Trouble.WRONG: Exit.NOT_PERMITTED,
    Trouble.CONFLICT: Exit.STALE,
    Trouble.OURS: Exit.FAILED,
}


def expected(fault: Fault) -> Exit:
    """The exit code of a run that ends with this error."""
    return _EXITS.get(fault.code.trouble, Exit.BUSY)
