"""One piece of work, done over a wire that fails; and whether what is said of it, and what comes next, is true."""

from __future__ import annotations

import re
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from syncer.cli.exits import Exit, exit_of
from syncer.engine import commit
from syncer.engine.apply import ATTEMPTS
from syncer.model.errors import SyncerError
from syncer.model.plan import SavedPlan
from syncer.model.report import Report
from syncer.render.plan_text import plan_text
from tests.faults.ground import ground
from tests.faults.judge import Judge, State
from tests.faults.totals import Totals
from tests.faults.wire.cuts import Ending, Fault, Traffic
from tests.faults.wire.proxy import Proxy, proxy
from tests.faults.wire.said import Course, course
from tests.lanes.postgresql import PRODUCT
from tests.lanes.store import Store
from tests.rows import Dump, runs
from tests.workshop import FIRST_USER, IN_MEMORY, Workshop

_VARIABLE = "WIRE_URL"
_SECRET = "xyzzy-1138"
"""The password in the URL, which no sentence may hold."""
_IN_VAIN = 0.15
"""Seconds for which the product asks a database that does not answer, where nothing else is said."""
_BY_ITSELF = 8
"""Seconds in which every session has to have let go of its locks."""


@dataclass(frozen=True)
class End:
    """How a command ended, after how many seconds, and what it said."""

    exit: Exit
    words: str
    seconds: float
    report: Report | None = None

    def __str__(self) -> str:
        return f"exit {self.exit}, {self.words!r}"


class Stage:
    """An apply that creates, updates and activates, which can be begun again and again from the same state."""

    def __init__(self, made: Workshop, store: Store, wire: Proxy, timeouts: Mapping[str, int]) -> None:
        self._made, self._store, self._wire = made, store, wire
        self._saved = _prepared(made, timeouts)
        store.remember()
        before = store.dump()
        wire.play(Fault())
        made.apply(saved=self._saved)
        self.rehearsal: list[Traffic] = wire.traffic
        end = store.dump()
        self._judge = Judge(before, end)
        store.restore()

    @property
    def applying(self) -> int:
        """The number of the connection on which segments are written."""
        return next(number for number in range(len(self.rehearsal)) if course(self.rehearsal[number:][:1]).commits)

    def play(self, fault: Fault, totals: Totals, told: str) -> End:
        """Apply while the wire fails; count what was untrue, or left behind, or done by the commands that follow."""
        totals.tried += 1
        self._wire.play(fault)
        end = _ended(lambda: self._made.apply(saved=self._saved))
        went = course(self._wire.traffic)
        if not self._is_over():
            totals.wrong("stuck", f"a session holds what it had, {told}")
        self._wire.play(Fault())
        found = self._store.dump()
        state = self._judge.state(found, totals, told)
        if end.exit == Exit.FAILED:
            totals.wrong("tracebacks", f"{end}, {told}")
        for lie in (*self._lies(end, state, found, went), *_impatience(fault, end)):
            totals.wrong("untrue", f"{lie}: {end}, {told}")
        for what, is_so in (
            ("done", end.exit == Exit.DONE),
            ("nothing", end.exit == Exit.BUSY),
            ("unknown", end.exit == Exit.UNKNOWN),
            ("blind retries", bool(went.blind)),
        ):
            totals.also[what] = totals.also.get(what, 0) + is_so
        self._go_on(found, state, totals, told)
        self._store.restore()
        return end

    def _is_over(self) -> bool:
        """Whether every transaction of the product ends by itself.

        Not one that has no lock, in the midst of a statement that is not there whole: nothing runs out on it.
        """
        query = (
            "SELECT count(*) FROM pg_stat_activity a WHERE usename = ? AND xact_start IS NOT NULL AND"
            " (state <> 'active' OR EXISTS (SELECT 1 FROM pg_locks l WHERE l.pid = a.pid AND locktype <> 'virtualxid'))"
        )
        deadline = time.monotonic() + _BY_ITSELF
        while self._store.execute(query, PRODUCT) != [(0,)]:
            if time.monotonic() > deadline:
                return False
            time.sleep(0.01)
        return True

    def _lies(self, end: End, state: State | None, found: Dump, went: Course) -> Iterator[str]:
        """What was said and is not so, and what was done without knowing."""
        if went.blind or went.commits > ATTEMPTS:
            yield f"{went.commits} times COMMIT, and blindly {went.blind}"
        if went.is_open and end.exit != Exit.UNKNOWN:
            yield "nobody has asked what became of COMMIT"
        if _SECRET in end.words:
            yield "a secret"
        match end:
            case End(exit=Exit.DONE, report=Report() as report):
                if state != "new" or [report.run] != self._judge.new_runs(found):
                    yield f"it is {state}, by runs {self._judge.new_runs(found)}, and not by run {report.run}"
                if not report.outcomes:
                    yield "it is said to have been done before"
            case End(exit=Exit.BUSY):
                if state != "old" or not re.search("nothing was written", end.words, re.IGNORECASE):
                    yield f"it is {state}"
            case End(exit=Exit.UNKNOWN):
                run = max(runs(found))
                if not went.is_open or f"unknown whether run {run} was written" not in end.words:
                    yield "the question is another one"
            case _:
                yield "another exit code"

    def _go_on(self, found: Dump, state: State | None, totals: Totals, told: str) -> None:
        """Plan and apply, as the next run does."""
        unfinished = {str(run) for run, states in runs(found).items() if states == {"opened"}}
        try:
            words = "\n".join(line.text.plain for line in plan_text(self._made.plan()))
            report = self._made.apply(saved=self._saved)
        except SyncerError as error:
            totals.wrong("stuck", f"the next run says {error.message!r}, {told}")
            return
        said = (set(re.findall(r"Unfinished: run (\d+),", words)), {str(one.run) for one in report.unfinished})
        if said != (unfinished, unfinished):
            totals.wrong("untrue", f"the next plan and apply say {said}, and {unfinished} are unfinished, {told}")
        then = self._store.dump()
        if state == "new" and (then != found or [report.run] != self._judge.new_runs(found)):
            totals.wrong("partial", f"the next run does not find it done, {told}")
        if state == "old" and (self._judge.state(then, totals, told) != "new" or report.already_applied):
            totals.wrong("partial", f"the next run does not come to the end, {told}")


def _impatience(fault: Fault, end: End) -> Iterator[str]:
    """After a single cut that is heard of, and no other trouble, the run goes on; but not before it is opened.

    After a silence somebody may still have the lock, but the question what became of COMMIT is answered.
    """
    if len(fault.cuts) > 1 or fault.is_down:
        return
    (cut,) = fault.cuts
    is_excused = end.exit == Exit.BUSY and (cut.connection == 0 or cut.ending is Ending.SILENT)
    if end.exit != Exit.DONE and not is_excused:
        yield "it could have gone on"


def _ended(act: Callable[[], Report]) -> End:
    began = time.monotonic()
    try:
        report = act()
    except SyncerError as error:
        return End(exit_of(error), f"{error.message} {error.remedy}", time.monotonic() - began)
    except Exception as error:
        return End(Exit.FAILED, f"{type(error).__name__} came through", time.monotonic() - began)
    return End(Exit.DONE, "", time.monotonic() - began, report)


@contextmanager
def stage(reconnect: float = _IN_VAIN, **timeouts: int) -> Iterator[Stage]:
    """On a PostgreSQL of its own: the product comes through the proxy, and whoever judges goes past it.

    For ``reconnect`` seconds the product asks what became of a COMMIT.
    """
    with (
        ground("postgresql") as new,
        tempfile.TemporaryDirectory(prefix="wire-", dir=IN_MEMORY) as folder,
        pytest.MonkeyPatch.context() as change,
    ):
        made = new(Path(folder) / "w")
        assert isinstance(made.store, Store)
        url = make_url(made.store.url)
        assert url.port
        with proxy(url.port) as wire:
            through = url.set(port=wire.port, password=_SECRET)
            change.setenv(_VARIABLE, through.render_as_string(hide_password=False))
            change.setattr(commit, "RECONNECT", reconnect)
            yield Stage(made, made.store, wire, timeouts)


def _prepared(made: Workshop, timeouts: Mapping[str, int]) -> SavedPlan:
    settings = {"url_env": _VARIABLE, "timeouts": timeouts}
    made.declare(**settings, empty_segment_means="everybody")
    made.write("aurora/held", "Held until now")
    made.apply()
    made.declare(**settings)
    made.write("aurora/gold", "Gold members")
    made.apply(hold=("aurora/held",))
    row = made.row_of("Held until now")
    made.sql("INSERT INTO mbrgrpmbr (member_id, mbrgrp_id) VALUES (?, ?)", FIRST_USER, row)
    made.write("aurora/gold", "Gold members", "Tier gold, by points.")
    made.write("aurora/silver", "Silver members", translations={"fr_FR": {"description": "Argent."}})
    saved = made.plan()
    assert sorted(change.verb for change in saved.changes) == ["activate", "create", "update"]
    return saved
