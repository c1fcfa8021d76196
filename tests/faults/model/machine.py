"""One store and the small model beside it, compared after each act."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from syncer.engine.apply import apply
from syncer.engine.doctor import doctor
from syncer.engine.drift import drift
from syncer.model.errors import SyncerError
from syncer.model.plan import SavedPlan
from syncer.model.report import Report
from syncer.planning.guards import ACCEPTABLE
from tests.faults.ground import NewWorkshop
from tests.faults.model.acts import ACTS, FIRST_FILES, REFUSED, Act, Apply, Look, Plan
from tests.faults.model.breaking import Break, Crashed, broken
from tests.faults.model.carry_out import carried_out
from tests.faults.model.decide import decide
from tests.faults.model.files import Edit, edited, is_kin
from tests.faults.model.judge import (
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
from tests.faults.model.outsiders import Deed, done, seen
from tests.faults.model.world import MOST_CHANGES, Decision
from tests.rows import Dump, applied_runs, chain_is_whole
from tests.workshop import ENVIRONMENT, Workshop


class Model(RuleBasedStateMachine):
    """One store, and the small model beside it."""

    new: ClassVar[NewWorkshop]
    folder: ClassVar[Path]
    played: ClassVar[Counter[str]]

    def __init__(self) -> None:
        super().__init__()
        shutil.rmtree(self.folder, ignore_errors=True)
        self.made: Workshop = replace(type(self).new(self.folder), lets_begin=False)
        self.found: Dump = self.made.store.dump()
        self.world = seen(self.found, is_everybody=False, files={}, is_real=self.made.elsewhere is not None)
        self.used = set(self.world.rows)
        self.unfinished: tuple[int, ...] = ()
        self.saved: tuple[SavedPlan, Decision] | None = None
        self.is_news = True
        """Whether anything was done since all was compared."""

    @initialize(is_everybody=st.booleans(), edits=FIRST_FILES)
    def begin(self, is_everybody: bool, edits: list[Edit]) -> None:
        """What an empty segment means, and the first files."""
        meaning = "everybody" if is_everybody else "nobody"
        self.made.declare(empty_segment_means=meaning, limits={"changes": MOST_CHANGES})
        self.world = replace(self.world, is_everybody=is_everybody)
        self._edit(edits)

    # One rule: of several, hypothesis would leave out half in each script.
    @rule(act=ACTS)
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
        now = seen(found, is_everybody=world.is_everybody, files=world.files, is_real=world.is_real)
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
