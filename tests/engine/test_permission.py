"""How long a plan may be applied, when nothing is written, and what becomes of a decision made in spite of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from syncer.model.errors import Refused, Stale, UsageError
from syncer.model.plan import Acceptance, SavedPlan
from tests.clock import Clock, stand_still
from tests.workspace import GOLD, Workspace

NOW = datetime(2026, 11, 20, 18, tzinfo=UTC)
"""A Friday evening."""
FREEZES = {"Weekend": {"from": "fri 16:00", "until": "mon 06:00"}}


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    monkeypatch.setenv("SYNCER_ACTOR", "ana")
    return stand_still(monkeypatch, NOW)


def made_before(plan: SavedPlan, hours: float) -> SavedPlan:
    made_at = (NOW - timedelta(hours=hours)).isoformat()
    return replace(plan, context=replace(plan.context, made_at=made_at))


@pytest.mark.parametrize(
    "limits, hours",
    [
        pytest.param({}, 72, id="72 hours, if nothing else is said"),
        pytest.param({"plan_age": 1}, 1, id="an hour"),
        pytest.param({"plan_age": 71}, 71, id="nearly three days"),
    ],
)
def test_a_plan_may_be_applied_for_so_long_and_no_longer(
    workspace: Workspace, limits: dict[str, int], hours: int
) -> None:
    workspace.environment(limits=limits or None)
    workspace.segment()
    plan, before = workspace.plan(), workspace.state()
    with pytest.raises(Stale, match=f"takes no plan that is older than {hours} hours. Nothing was written") as caught:
        workspace.apply(made_before(plan, hours + 1 / 3600))
    assert caught.value.remedy == (
        "Plan again: `syncer plan staging --out FILE.json`. How many hours says `limits: {plan_age: ...}` in its file."
    )
    assert workspace.state() == before
    assert workspace.apply(made_before(plan, hours)).outcomes


def test_a_plan_of_a_clock_that_is_ahead_is_taken_for_some_minutes(workspace: Workspace) -> None:
    workspace.segment()
    plan, before = workspace.plan(), workspace.state()
    with pytest.raises(Stale, match=r"made at 2026-11-20T18:10:01\+00:00, and by this computer's clock"):
        workspace.apply(made_before(plan, -601 / 3600))
    assert workspace.state() == before
    assert workspace.apply(made_before(plan, -600 / 3600)).outcomes


def test_what_is_done_is_done_however_old_its_plan_is(workspace: Workspace) -> None:
    workspace.segment()
    plan = workspace.plan()
    run = workspace.apply(plan).run
    again = workspace.apply(made_before(plan, 10_000))
    assert (again.already_applied, again.run) == (True, run)


def test_a_change_is_told_before_the_age(workspace: Workspace) -> None:
    workspace.segment()
    plan = workspace.plan()
    workspace.segment(description="Other words.")
    with pytest.raises(Stale, match="The catalog is not the one"):
        workspace.apply(made_before(plan, 10_000))


def test_nothing_is_written_in_a_freeze_and_a_plan_stays_good_until_it_ends(workspace: Workspace, clock: Clock) -> None:
    workspace.environment(freezes=FREEZES)
    workspace.segment()
    plan, before = workspace.plan(), workspace.state()
    assert not plan.is_blocked
    with pytest.raises(Refused) as caught:
        workspace.apply(plan)
    (refusal,) = caught.value.plan.open_refusals
    assert (refusal.code, refusal.id) == ("window", "*")
    assert caught.value.plan.digest == plan.digest
    assert workspace.state() == before
    clock.moment = NOW + timedelta(hours=60)
    assert workspace.apply(plan).outcomes


@pytest.mark.parametrize("is_saved", [True, False], ids=["a saved plan", "a plan made on the spot"])
def test_a_freeze_can_be_passed_and_that_is_told_and_kept(workspace: Workspace, is_saved: bool) -> None:
    workspace.environment(freezes=FREEZES)
    workspace.segment(name="Survey Panel")
    plan = workspace.plan(accept=["adoption"]) if is_saved else "staging"
    accept = ["window"] if is_saved else ["window", "adoption"]
    report = workspace.apply(plan, accept=accept, reason="the price is wrong")
    assert report.acceptances == (Acceptance("adoption", GOLD), Acceptance("window", "*"))
    assert (report.context.actor, report.context.reason) == ("ana", "the price is wrong")
    (note,) = workspace.rows("SELECT note FROM xsyncrun WHERE run_state = 'applied'")
    assert note == (f"the price is wrong (accepted adoption {GOLD}, window *)",)
    assert workspace.plan().changes == ()


def test_both_reasons_are_kept_with_who_gave_the_first(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace.environment(freezes=FREEZES)
    workspace.segment(name="Survey Panel")
    plan = workspace.plan(accept=["adoption"])
    planned = replace(plan, context=replace(plan.context, reason="Agreed with the survey team"))
    monkeypatch.setenv("SYNCER_ACTOR", "ben")
    report = workspace.apply(planned, accept=["window"], reason="it cannot wait")
    assert report.context.actor == "ben"
    assert report.context.reason == "ana: Agreed with the survey team; ben: it cannot wait"


@pytest.mark.parametrize(
    "applied_by, told", [("ana", "Agreed with the survey team"), ("ben", "ana: Agreed with the survey team")]
)
def test_a_reason_is_told_with_who_gave_it_if_that_is_somebody_else(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, applied_by: str, told: str
) -> None:
    workspace.segment(name="Survey Panel")
    plan = workspace.plan(accept=["adoption"])
    planned = replace(plan, context=replace(plan.context, reason="Agreed with the survey team"))
    monkeypatch.setenv("SYNCER_ACTOR", applied_by)
    report = workspace.apply(planned)
    assert (report.context.actor, report.context.reason) == (applied_by, told)


def test_an_accepted_window_is_nothing_where_none_is_frozen(workspace: Workspace) -> None:
    workspace.segment()
    report = workspace.apply(accept=["window"], reason="to be sure")
    assert report.acceptances == ()
    assert workspace.rows("SELECT note FROM xsyncrun WHERE run_state = 'applied'") == [("to be sure",)]


def test_what_is_kept_of_a_reason_can_all_be_seen_and_leaves_room(workspace: Workspace) -> None:
    workspace.segment(name="Survey Panel")
    workspace.apply(accept=["adoption"], reason="Ev\nil \x1b[31mred" + 3_000 * "é")
    ((note,),) = workspace.rows("SELECT note FROM xsyncrun WHERE run_state = 'applied'")
    assert note.startswith("Ev")
    assert note.endswith(f"éé... (accepted adoption {GOLD})")
    assert note.isprintable()


def test_two_fields_that_are_newly_managed_are_accepted_at_once_and_applied(workspace: Workspace) -> None:
    workspace.environment(limits={"newly_managed": 1})
    for number in range(2):
        workspace.segment(f"aurora/s{number}", f"Segment {number}", description="Filled nightly.")
    workspace.apply()
    for number in range(2):
        workspace.segment(
            f"aurora/s{number}", f"Segment {number}", description="Filled.", allowExport=True, exportAll=True
        )
    plan = workspace.plan(accept=["newly-managed"])
    assert plan.acceptances == (Acceptance("newly-managed", "*"),)
    assert len(workspace.apply(plan).outcomes) == 2


def test_a_file_cannot_accept_a_freeze(workspace: Workspace) -> None:
    workspace.environment(freezes=FREEZES)
    workspace.segment()
    plan = replace(workspace.plan(), acceptances=(Acceptance("window", "*"),))
    forged = replace(plan, digest=plan.digest_now)
    with pytest.raises(Refused):
        workspace.apply(forged)


def test_an_answer_that_comes_in_a_freeze_is_too_late(workspace: Workspace, clock: Clock) -> None:
    workspace.environment(freezes=FREEZES)
    workspace.segment()
    clock.moment = NOW - timedelta(hours=3)

    def answer(plan: SavedPlan) -> bool:
        assert not plan.is_blocked
        clock.moment = NOW
        return True

    before = workspace.state()
    with pytest.raises(Refused):
        workspace.apply(confirm=answer)
    assert workspace.state() == before


def test_a_run_that_has_begun_may_end(workspace: Workspace, clock: Clock) -> None:
    workspace.environment(freezes=FREEZES)
    workspace.segment()
    clock.moment = NOW - timedelta(hours=2, seconds=1)
    phases = []

    def listen(phase: str) -> None:
        phases.append(phase)
        if phase == "opening the run":
            clock.moment = NOW

    assert workspace.apply(progress=listen).outcomes
    assert "opening the run" in phases


def test_nothing_to_do_is_nothing_in_a_freeze_too(workspace: Workspace, clock: Clock) -> None:
    workspace.segment()
    workspace.apply()
    workspace.environment(freezes=FREEZES)
    assert workspace.apply().already_applied


def test_a_freeze_is_not_accepted_when_planning(workspace: Workspace) -> None:
    workspace.segment()
    with pytest.raises(UsageError, match="judged when a plan is applied") as caught:
        workspace.plan(accept=["window"])
    assert "syncer apply" in caught.value.remedy
