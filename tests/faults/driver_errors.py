"""Errors of five drivers, thrown at every call that a run makes: what is said afterwards is what is true.

A driver is wrapped around SQLite's. At the n-th call it throws an error, built as the engine's own driver builds it,
instead of doing its work; at a COMMIT also after it, as when only the answer is lost. Some connections stay lost.

``python -m tests.faults.driver_errors --table`` prints what each error means and how that is known;
``--all`` throws every error at every call, ``--statements`` at every statement and COMMIT, and without either a
sample that follows from the seed is taken.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import redirect_stderr
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

import syncer.live.connect
from syncer.cli.exits import Exit, exit_of
from syncer.engine import commit
from syncer.live.dialects.codes import CODES, Code
from syncer.live.dialects.dialect import Trouble
from syncer.model.errors import OutcomeUnknown, SyncerError
from syncer.model.plan import SavedPlan
from syncer.model.report import Report
from tests.faults.built_errors import DRIVERS, SECRET, Moment
from tests.faults.faulty_driver import Calls, Fault, Point, faulty, with_errors_of
from tests.figures import Figures, table
from tests.rows import (
    APART,
    Dump,
    applied_runs,
    chain_is_whole,
    counter,
    dump,
    members,
    new_ids_are_ours,
    runs,
    settled,
)
from tests.workshop import FIRST_USER, IN_MEMORY, Workshop, compile_once, workshop

_MAY_HAVE_COMMITTED = (Trouble.GONE, Trouble.SLOW, Trouble.OURS)
"""Any other answer to COMMIT says that it was refused."""


class End(NamedTuple):
    """How a run ended."""

    exit: int
    says: str
    """``written``, ``nothing`` or ``unknown``; anything else is wrong."""


@dataclass
class Tally:
    """What was found on one engine."""

    errors: set[str] = field(default_factory=set)
    points: set[int] = field(default_factory=set)
    ends: Counter[End] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    @property
    def figures(self) -> Figures:
        """For a table."""
        says = Counter[str]()
        for end, number in self.ends.items():
            says[end.says] += number
        return {
            "errors": len(self.errors),
            "calls": len(self.points),
            "thrown": self.ends.total(),
            "nothing written": says["nothing"],
            "written": says["written"],
            "unknown": says["unknown"],
            "untrue": len(self.faults),
        }


class Stage:
    """A store where one segment is to be created, one updated and one activated."""

    def __init__(self, folder: Path) -> None:
        self._made = workshop(folder / "w")
        self._saved = _prepared(self._made)
        self._bytes = self._made.database.read_bytes()
        self._before = dump(self._made.database)
        self._converging: dict[object, bool] = {}
        self.points = self._rehearsed(self._apply)
        self._end = dump(self._made.database)
        self._rewind()
        self.points_of_plan = self._rehearsed(self._plan)
        assert self._decided(self._end) != self._decided(self._before)

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

    def throw(self, fault: Fault, tally: Tally) -> None:
        """Apply, with an error; then go on as the next run does."""
        end = self._thrown(fault, self._apply, tally)
        found = dump(self._made.database)
        for what in self._wrong(fault, end, found):
            tally.faults.append(f"{what}: {fault} ended as {end}")
        self._rewind()

    def throw_at_plan(self, fault: Fault, tally: Tally) -> None:
        """Plan, with an error: nothing changes, whatever is said."""
        end = self._thrown(fault, self._plan, tally)
        if self._made.database.read_bytes() != self._bytes:
            tally.faults.append(f"a plan wrote: {fault} ended as {end}")
            self._rewind()
        if end.exit not in (Exit.DONE, _expected(fault)):
            tally.faults.append(f"another exit code: {fault} ended as {end}")

    def _thrown(self, fault: Fault, act: Callable[[], Report | SavedPlan], tally: Tally) -> End:
        said, calls = StringIO(), Calls(fault)
        with (
            faulty(calls),
            patch.object(syncer.live.connect, "SQLITE", with_errors_of(fault.code.engine)),
            patch.object(commit, "RECONNECT", 0),
            patch.object(commit, "PAUSE", 0),
            redirect_stderr(said),
        ):
            end = _ended(act, said)
        if not calls.has_thrown:
            tally.faults.append(f"did not get there: {fault}")
        tally.errors.add(fault.code.code)
        tally.points.add(fault.point.number)
        tally.ends[end] += 1
        return end

    def _wrong(self, fault: Fault, end: End, found: Dump) -> Iterator[str]:
        state = self._state(found)
        allowed = {"written": ("new",), "nothing": ("old",), "unknown": ("old", "new")}.get(end.says, ())
        if state not in allowed:
            yield f"what is there is {state}"
        if not fault.lasts and end.exit not in (Exit.DONE, _expected(fault)):
            yield "another exit code"
        if SECRET in repr(found):
            yield "words of the driver are in the journal"
        key = (state, counter(found), sorted(map(sorted, runs(found).values())))
        if not self._converges(repr(key)):
            yield "the next run does not come to the end"

    def _state(self, found: Dump) -> str:
        """``old`` or ``new``, and nothing in between."""
        if members(found) != members(self._before):
            return "with other members"
        if not (chain_is_whole(found) and new_ids_are_ours(self._before, found)):
            return "not whole"
        ours = [states for run, states in runs(found).items() if run not in runs(self._before)]
        is_applied = len(applied_runs(found)) > len(applied_runs(self._before))
        if is_applied:
            return "new" if self._decided(found) == self._decided(self._end) else "partly written"
        touched = [table for table, rows in found.items() if table not in APART and rows != self._before[table]]
        if touched or not all(states <= {"opened", "failed"} for states in ours):
            return f"changed in {touched}"
        return "old"

    def _converges(self, key: str) -> bool:
        """Whether a usual apply goes on from here to the same end. Asked once for each state that is left."""
        if key not in self._converging:
            self._made.apply(saved=self._saved)
            found = dump(self._made.database)
            self._converging[key] = (
                self._state(found) == "new" and not self._made.plan().changes and len(applied_runs(found)) == 3
            )
        return self._converging[key]

    def _decided(self, found: Dump) -> Dump:
        return settled(found, self._before)


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


def _ended(act: Callable[[], object], said: StringIO) -> End:
    try:
        act()
    except OutcomeUnknown as error:
        end = End(exit_of(error), "unknown" if "It is unknown whether" in error.message else error.message)
    except SyncerError as error:
        words = f"{error.message} {error.remedy}"
        is_clear = "nothing was written" in words.lower() or "Everything was rolled back" in words
        end = End(exit_of(error), "nothing" if is_clear and SECRET not in words else words)
    except Exception as error:
        end = End(Exit.FAILED, f"{type(error).__name__} came through")
    else:
        end = End(Exit.DONE, "written")
    return End(end.exit, f"{end.says} and {said.getvalue()}") if said.getvalue() else end


_EXITS = {
    Trouble.DENIED: Exit.NOT_PERMITTED,
    Trouble.WRONG: Exit.NOT_PERMITTED,
    Trouble.CONFLICT: Exit.STALE,
    Trouble.OURS: Exit.FAILED,
}


def _expected(fault: Fault) -> Exit:
    return _EXITS.get(fault.code.trouble, Exit.BUSY)


def faults_of(code: Code, points: Sequence[Point]) -> Iterator[Fault]:
    """Every way in which this error may come."""
    for point in points:
        yield Fault(code, point)
        if code.trouble is Trouble.GONE:
            yield Fault(code, point, lasts=True)
        if point.what == "COMMIT" and code.trouble in _MAY_HAVE_COMMITTED:
            yield Fault(code, point, is_late=True)
            yield Fault(code, point, is_late=True, lasts=True)


def throw_all(engine: str, size: int | None, seed: int, moments: Collection[Moment] = tuple(Moment)) -> Tally:
    """Throw the errors of one engine: ``size`` times each, or everywhere; always at the COMMIT that counts."""
    dice, tally = random.Random(f"{seed} {engine}"), Tally()
    with tempfile.TemporaryDirectory(prefix="errors-", dir=IN_MEMORY) as folder:
        stage = Stage(Path(folder))
        points = [point for point in stage.points if point.moment in moments]
        points_of_plan = [point for point in stage.points_of_plan if point.moment in moments]
        for code in (code for code in CODES if code.engine == engine):
            for fault in _chosen(list(faults_of(code, points)), size, dice):
                stage.throw(fault, tally)
            plans = [Fault(code, point) for point in points_of_plan]
            for fault in plans if size is None else dice.sample(plans, 1):
                stage.throw_at_plan(fault, tally)
    return tally


def _chosen(faults: list[Fault], size: int | None, dice: random.Random) -> list[Fault]:
    if size is None or size >= len(faults):
        return faults
    last = max(fault.point.number for fault in faults if fault.point.what == "COMMIT")
    telling = [fault for fault in faults if fault.point.number == last]
    others = [fault for fault in faults if fault not in telling]
    return [*telling, *dice.sample(others, max(0, size - len(telling)))]


def _table() -> Iterator[str]:
    widths = [max(len(str(row[place])) for row in CODES) for place in (0, 1)]
    for code in CODES:
        yield (
            f"{code.engine.ljust(widths[0])}  {code.code.ljust(widths[1])}  {code.trouble.value.ljust(8)}  "
            f"{code.what}  [{code.source}]"
        )
    yield f"{len(CODES)} errors"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults.driver_errors", description="Errors of drivers.")
    parser.add_argument("--table", action="store_true", help="only print what each error means, and how that is known")
    parser.add_argument("--all", action="store_true", help="every error at every call, not a sample")
    parser.add_argument("--statements", action="store_true", help="every error at every statement and COMMIT")
    parser.add_argument("--size", type=int, default=6, help="how often each error is thrown (default 6)")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--engine", action="append", choices=list(DRIVERS), help="only this one; may be repeated")
    parser.add_argument("--json", action="store_true", help="figures and faults as JSON")
    asked = parser.parse_args()
    if asked.table:
        print(*_table(), sep="\n")
        return 0
    compile_once()
    size = None if asked.all or asked.statements else asked.size
    moments = (Moment.EXECUTE, Moment.COMMIT) if asked.statements else tuple(Moment)
    tallies = {engine: throw_all(engine, size, asked.seed, moments) for engine in asked.engine or DRIVERS}
    faults = [fault for tally in tallies.values() for fault in tally.faults]
    if asked.json:
        print(json.dumps({engine: [tally.figures, tally.faults] for engine, tally in tallies.items()}))
        return 1 if faults else 0
    print(*table([(engine, tally.figures) for engine, tally in tallies.items()]), sep="\n")
    print(f"a sample: --seed {asked.seed}" if size else "everywhere")
    print(*faults, sep="\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
