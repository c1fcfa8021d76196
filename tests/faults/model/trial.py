"""The model test: whatever happens in whatever order, the product does what a small model of it says.

Files change, others work in the same store, connections and processes end anywhere, plans are made, kept, accepted,
held and applied late. After each step everything is compared: the rows, the ledger, the members, the journal, and the
next plan. A failure is a script of steps, made as short as can be.
"""

from __future__ import annotations

import argparse
import io
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import redirect_stdout, suppress
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import ClassVar, NamedTuple, TypeAlias
from unittest.mock import patch

import hypothesis
from hypothesis import HealthCheck, Phase
from hypothesis import strategies as st
from hypothesis.internal.conjecture import engine as conjecture
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

import syncer
from syncer.engine.apply import apply
from syncer.engine.doctor import doctor
from syncer.engine.drift import drift
from syncer.model.errors import SyncerError
from syncer.model.plan import SavedPlan
from syncer.model.report import Report
from syncer.planning.guards import ACCEPTABLE
from tests.faults.ground import NewWorkshop, ground
from tests.faults.model.breaking import Break, Crashed, broken
from tests.faults.model.carry_out import carried_out
from tests.faults.model.decide import decide
from tests.faults.model.files import EDITS, Edit, edited, is_kin
from tests.faults.model.judge import (
    Wrong,
    drift_of,
    require,
    require_broken,
    require_ended,
    require_outcomes,
    require_plan,
    require_runs,
    require_untouched,
    unlike,
    verdict,
    verdict_at_lock,
)
from tests.faults.model.outsiders import DEEDS, Deed, done, seen
from tests.faults.model.world import MOST_CHANGES, Decision
from tests.faults.totals import Stopwatch, Totals
from tests.rows import Dump, applied_runs, chain_is_whole
from tests.workshop import ENVIRONMENT, IN_MEMORY, Workshop, compile_once

SCRIPTS = {"sqlite": 140, "postgresql": 8}
"""How many long scripts are played on each engine."""
STEPS, STEPS_OF_SAMPLE = 50, 20
"""How many steps a script has."""
SHORTENED_FOR = 120
"""Seconds in which a script that fails is made shorter."""
REFUSED = "what is refused"
"""Left out is whatever the plan refuses for good."""


class Plan(NamedTuple):
    """A plan is made, and kept for later."""

    accept: tuple[str, ...] = ()
    hold: str = "nothing"


class Apply(NamedTuple):
    """A plan is applied: the one that was kept, which may be stale, or else a new one.

    On the way the process or its connection ends, or others work in the store between the plan and the lock.
    """

    plan: Plan | None = None
    what: Break | list[Deed] | None = None


class Look(NamedTuple):
    """Somebody asks what has drifted, or the doctor."""

    asks_doctor: bool = False


_USUAL = ("load", "load", "load", "edit a text", "edit a text", "make", "make", "take keys", "delete")

_numbers = st.integers(0, 71)
_edit = st.builds(Edit, st.sampled_from(["write", "write", "activate", *EDITS]), _numbers, _numbers)
_deed = st.builds(Deed, st.sampled_from([*_USUAL, *DEEDS]), _numbers, _numbers)
_edits, _deeds = st.lists(_edit, min_size=1, max_size=3), st.lists(_deed, min_size=1, max_size=2)
_breaks = st.builds(
    Break, st.one_of(st.none(), st.integers(0, 70)), is_late=st.booleans(), is_crash=st.booleans(), lasts=st.booleans()
)
_plans = st.builds(
    Plan,
    accept=st.sampled_from([tuple(sorted(ACCEPTABLE))] * 4 + [("drift",), ("adoption", "rename"), ()]),
    hold=st.sampled_from([REFUSED, REFUSED, REFUSED, "nothing", "nothing", "one"]),
)
_applies = st.builds(Apply, _plans, st.none() | _breaks | _deeds)
_of_saved = st.builds(Apply, st.none(), st.none() | _breaks | _deeds)
_acts = st.one_of(_edits, _edits, _deeds, _plans, _applies, _applies, _of_saved, st.builds(Look, st.booleans()))
Act: TypeAlias = list[Edit] | list[Deed] | Plan | Apply | Look


class Model(RuleBasedStateMachine):
    """One store, and the small model beside it."""

    new: ClassVar[NewWorkshop]
    folder: ClassVar[Path]
    played: ClassVar[Counter[str]]

    def __init__(self) -> None:
        super().__init__()
        shutil.rmtree(self.folder, ignore_errors=True)
        self.made: Workshop = type(self).new(self.folder)
        self.found: Dump = self.made.store.dump()
        self.world = seen(self.found, is_everybody=False, files={})
        self.used = set(self.world.rows)
        self.unfinished: tuple[int, ...] = ()
        self.saved: tuple[SavedPlan, Decision] | None = None
        self.is_news = True
        """Whether anything was done since all was compared."""

    @initialize(is_everybody=st.booleans(), edits=st.lists(st.builds(Edit, st.just("write"), _numbers, _numbers)))
    def begin(self, is_everybody: bool, edits: list[Edit]) -> None:
        """What an empty segment means, and the first files."""
        meaning = "everybody" if is_everybody else "nobody"
        self.made.declare(empty_segment_means=meaning, limits={"changes": MOST_CHANGES})
        self.world = replace(self.world, is_everybody=is_everybody)
        self._edit(edits)

    # One rule: of several, hypothesis would leave out half in each script.
    @rule(act=_acts)
    def step(self, act: Act) -> None:
        """Whatever can happen."""
        self.is_news = isinstance(act, Plan | Look | Apply)
        match act:
            case Plan():
                decision = self._decided(act)
                self.saved = self.made.plan(*act.accept, hold=tuple(decision.left_out)), decision
                require_plan(*self.saved)
            case Apply(plan=Plan() as plan, what=what):
                self._apply(self._decided(plan), plan.accept, None, what)
            case Apply(what=what):
                if self.saved:
                    self._apply(self.saved[1], (), self.saved[0], what)
            case Look(asks_doctor=True):
                doctor(self.made.root, ENVIRONMENT)
            case Look():
                findings = drift(self.made.root, ENVIRONMENT).findings
                require(drift_of(findings) == decide(self.world, is_kin=is_kin).drift, "untrue", findings)
            case edits_or_deeds:
                self._edit([one for one in edits_or_deeds if isinstance(one, Edit)])
                self._do([one for one in edits_or_deeds if isinstance(one, Deed)])

    @invariant()
    def everything_is_as_the_model_says(self) -> None:
        """Nobody wrote but who said so, and the next plan is the one that follows."""
        if not self.is_news:
            return
        found, world = self.made.store.dump(), self.world
        now = seen(found, is_everybody=world.is_everybody, files=world.files)
        require(now.members == world.members, "lost_members", now.members ^ world.members)
        require(now == world, "partial", "; ".join(unlike(now, world)))
        require(found == self.found, "partial", "somebody wrote who must not")
        require(chain_is_whole(found), "partial", "the journal is not whole")
        plan = self.made.plan()
        require_plan(plan, decide(world, is_kin=is_kin))
        require(tuple(one.run for one in plan.standing.unfinished) == self.unfinished, "untrue", plan.standing)
        require(self.made.store.dump() == found, "partial", "a plan wrote something")
        self.played["steps"] += 1

    def teardown(self) -> None:
        self.played["scripts"] += 1

    def _edit(self, edits: list[Edit]) -> None:
        before = self.world
        for edit in edits:
            self.world = edited(edit, self.world, self.made)
        self.is_news = self.is_news or self.world != before

    def _do(self, deeds: list[Deed]) -> None:
        before = self.world
        for deed in deeds:
            self.world = done(deed, self.made.store, self.world)
            self.used |= self.world.rows.keys()
        if self.world is not before:
            self.is_news, self.found = True, self.made.store.dump()

    def _decided(self, plan: Plan) -> Decision:
        """The plan that has to come of it."""
        known = sorted({*self.world.files, *self.world.ledger})
        held = known[:1] if plan.hold == "one" else []
        if plan.hold == REFUSED:
            refused = decide(self.world, ACCEPTABLE, is_kin=is_kin).open
            held = sorted({id for _, id in refused} & set(known))
        return decide(self.world, plan.accept, held, is_kin=is_kin)

    def _now(self, agreed: Decision) -> Decision:
        """What is decided in the world as it is, on the same terms."""
        return decide(self.world, (), agreed.left_out, is_kin=is_kin, accepted=agreed.accepted)

    def _apply(
        self,
        agreed: Decision,
        accept: tuple[str, ...],
        saved: SavedPlan | None = None,
        what: Break | list[Deed] | None = None,
    ) -> None:
        """Apply, and look whether it ended as it must, says what it did, and did no more."""
        fault = what if isinstance(what, Break) else None
        wanted, has_opened = verdict(agreed, self._now(agreed), self.world), False

        def progress(phase: str) -> None:
            nonlocal wanted, has_opened
            has_opened = has_opened or phase == "opening the run"
            if isinstance(what, list) and phase == "opening the run":
                self._do(what)
                wanted = verdict_at_lock(agreed, self._now(agreed), self.world)

        with broken(fault) as breaking:
            ended = self._ended(agreed, accept, saved, progress)
        found = self.made.store.dump()
        has_written = len(applied_runs(found)) > len(applied_runs(self.found))
        if fault and breaking.has_struck:
            require_broken(ended, wanted, agreed, fault, breaking, has_written)
        else:
            require_ended(ended, wanted, agreed)
        require(has_opened or found == self.found, "partial", f"{ended!r}, and something was written")
        is_told = isinstance(ended, Report) and not ended.already_applied
        require(has_written or not is_told, "untrue", f"{ended!r}, and nothing was written")
        left = require_runs(self.found, found, has_written=has_written, is_broken=breaking.has_struck)
        self.unfinished = left if has_written else (*self.unfinished, *left)
        self._take_over(found, self._now(agreed) if has_written else None, ended)
        self.played[_in_words(ended)] += 1

    def _ended(
        self, agreed: Decision, accept: tuple[str, ...], saved: SavedPlan | None, progress: Callable[[str], None]
    ) -> Report | SyncerError | Crashed:
        held = () if saved else tuple(agreed.left_out)
        try:
            return apply(self.made.root, ENVIRONMENT, saved, accept=accept, hold=held, progress=progress)
        except (SyncerError, Crashed) as error:
            return error

    def _take_over(self, found: Dump, decision: Decision | None, ended: object) -> None:
        """What was written, if anything was, becomes what the model knows; the invariant compares."""
        counter = seen(found, is_everybody=False, files={}).counter
        touched: set[int | None] = set()
        if decision:
            entries = {row["segment_id"]: row["mbrgrp_id"] for row in found["xsyncsegment"]}
            new_rows = {one.id: entries.get(one.id, 0) for one in decision.changes if one.verb == "create"}
            ids = sorted(new_rows.values())
            is_ours = all(self.world.counter < id < counter and id not in self.used for id in ids)
            require(is_ours and len(set(ids)) == len(ids), "doubled_ids", f"{ids} with COUNTER {counter}")
            if isinstance(ended, Report):
                require_outcomes(ended, decision, new_rows)
            touched = {one.row for one in decision.changes}
            self.world = carried_out(self.world, decision, new_rows)
            self.used.update(ids)
        require_untouched(self.found, found, touched)
        require(counter >= self.world.counter, "doubled_ids", "COUNTER went back")
        self.world, self.found = replace(self.world, counter=counter), found


def _in_words(ended: object) -> str:
    match ended:
        case Report(already_applied=True):
            return "done already"
        case Report():
            return "applied"
        case _:
            return type(ended).__name__.lower()


def trial(size: int | None, seed: int, engine: Sequence[str] | None = None) -> Iterator[Totals]:
    """Play long scripts on SQLite and on PostgreSQL, or so many short ones on SQLite."""
    compile_once()
    _load_all()
    for one in engine or (SCRIPTS if size is None else ["sqlite"]):
        steps, sample = (STEPS, "") if size is None else (STEPS_OF_SAMPLE, f"--size {size} ")
        yield _played(one, size or SCRIPTS[one], steps, seed, f"{sample}--engine {one} --seed {seed}")


def own_options() -> argparse.ArgumentParser:
    own = argparse.ArgumentParser(add_help=False)
    own.add_argument("--engine", action="append", choices=list(SCRIPTS), help="only this one; may be repeated")
    return own


def _load_all() -> None:
    """hypothesis draws constants of our modules too, so a seed repeats only where none is loaded on the way."""
    for room in ("desired", "engine", "live", "model", "planning"):
        for found in walk_packages([str(Path(syncer.__path__[0], room))], f"syncer.{room}."):
            with suppress(ImportError):  # a driver that is not there
                import_module(found.name)


def _played(engine: str, scripts: int, steps: int, seed: int, repeat: str) -> Totals:
    totals, watch, played = Totals(f"model test, {engine}"), Stopwatch(), Counter[str]()
    with ground(engine) as new, tempfile.TemporaryDirectory(prefix="model-", dir=IN_MEMORY) as folder:
        values = {"new": staticmethod(new), "folder": Path(folder, "w"), "played": played}
        machine = type("Model", (Model,), values)
        # Asking git for a revision would take longer than all else.
        with patch.dict(os.environ, {"PATH": ""}):
            _play(hypothesis.seed(seed)(machine), scripts, steps, repeat, totals)
    totals.tried = played.pop("steps", 0)
    totals.also = dict(sorted(played.items()))
    totals.seconds = watch.seconds
    return totals


def _play(machine: type[Model], scripts: int, steps: int, repeat: str, totals: Totals) -> None:
    settings = hypothesis.settings(
        max_examples=scripts,
        stateful_step_count=steps,
        phases=[Phase.generate, Phase.shrink],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        print_blob=False,
        report_multiple_bugs=False,
    )
    said = io.StringIO()
    try:
        with redirect_stdout(said), patch.object(conjecture, "MAX_SHRINKING_SECONDS", SHORTENED_FOR):
            run_state_machine_as_test(machine, settings=settings)
    except Exception as error:
        head = error.head if isinstance(error, Wrong) else "tracebacks"
        # All is compared after every step, whether that is said or not.
        told = "\n".join([*getattr(error, "__notes__", ()), said.getvalue().partition("WARNING: ")[0]])
        script = "\n".join(line for line in told.splitlines() if not line.startswith("state.everything_is"))
        totals.wrong(head, f"{type(error).__name__}: {error}\n{script}\npython -m tests.faults.model {repeat}")
