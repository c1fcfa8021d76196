"""What becomes of a segment: adopted, held, activated, vanished, replaced, moved, retired, released, forgotten."""

from __future__ import annotations

from typing import Any

import pytest

from syncer.model.errors import NotPermitted, Refused
from syncer.model.plan import DriftKind, SavedPlan
from syncer.model.verdict import Verdict
from tests.lanes.fixtures import every_lane
from tests.workspace import GOLD, NAME, Workspace

pytestmark = every_lane

LEDGER = "SELECT segment_id, mbrgrp_id, mbrgrpname, lifecycle, is_held, run_id FROM xsyncsegment ORDER BY 1"
ROW = "SELECT mbrgrp_id FROM mbrgrp WHERE mbrgrpname = ?"


def verbs(plan: SavedPlan) -> list[tuple[str, str]]:
    return [(change.verb, change.id) for change in plan.changes]


def refused(plan: SavedPlan) -> list[tuple[str, str]]:
    return [(refusal.code, refusal.id) for refusal in plan.open_refusals]


def settled(workspace: Workspace) -> bool:
    """Nothing is left to plan, to refuse or to tell."""
    plan = workspace.plan()
    return not (plan.changes or plan.is_blocked or plan.drift)


# Accepting and holding


def test_a_row_that_was_there_before_us_is_adopted_when_accepted(workspace: Workspace) -> None:
    workspace.segment("aurora/survey", "Survey Panel", description="Agreed to be asked.", allowExport=True)
    assert refused(workspace.plan()) == [("adoption", "aurora/survey")]
    with pytest.raises(Refused):
        workspace.apply()
    members = workspace.value("SELECT count(*) FROM mbrgrpmbr")
    report = workspace.apply(accept=["adoption"])
    (row,) = workspace.rows(ROW, "Survey Panel")
    assert [(one.verb, one.mbrgrp_id) for one in report.outcomes] == [("adopted", str(row[0]))]
    assert report.waiting == ()
    assert workspace.value("SELECT description FROM mbrgrpdesc WHERE mbrgrp_id = ?", *row) == "Agreed to be asked."
    assert workspace.value("SELECT count(*) FROM mbrgrpmbr") == members
    assert settled(workspace)


def test_adopting_an_equal_row_writes_no_row_of_the_store(workspace: Workspace) -> None:
    workspace.segment("aurora/survey", "Survey Panel", description="Agreed to be asked about the store.")
    before = workspace.store_rows()
    assert not workspace.apply(accept=["adoption"]).is_visible
    assert workspace.store_rows() == before
    assert settled(workspace)


def test_an_acceptance_is_for_what_was_shown_and_for_nothing_later(workspace: Workspace) -> None:
    workspace.segment("aurora/survey", "Survey Panel")
    workspace.apply(accept=["adoption"])
    workspace.segment("aurora/insiders", "Loyalty Insiders")
    assert refused(workspace.plan()) == [("adoption", "aurora/insiders")]


def test_a_segment_that_is_held_out_waits_and_the_others_go_on(workspace: Workspace) -> None:
    workspace.segment()
    workspace.segment("aurora/survey", "Survey Panel")
    plan = workspace.plan(hold=["aurora/survey"])
    assert (verbs(plan), plan.left_out, refused(plan)) == ([("create", GOLD)], ("aurora/survey",), [])
    workspace.apply(plan)
    again = workspace.apply(plan)
    assert (again.already_applied, again.left_out) == (True, ("aurora/survey",))
    assert verbs(workspace.plan()) == [("adopt", "aurora/survey")]


def test_an_edit_by_hand_is_written_over_when_accepted(workspace: Workspace) -> None:
    workspace.segment()
    workspace.apply()
    workspace.edit("UPDATE mbrgrpdesc SET description = '' WHERE displayname = ?", NAME)
    assert refused(workspace.plan()) == [("drift", GOLD)]
    (finding,) = workspace.drift().findings
    assert (finding.kind, finding.field, finding.before, finding.after) == (
        DriftKind.EDITED,
        "description",
        "Tier gold.",
        None,
    )
    workspace.apply(accept=["drift"])
    assert settled(workspace)


def test_an_edit_by_hand_that_the_file_takes_up_is_only_recorded(workspace: Workspace) -> None:
    workspace.segment()
    workspace.apply()
    workspace.edit("UPDATE mbrgrpdesc SET description = 'Theirs.' WHERE displayname = ?", NAME)
    workspace.segment(description="Theirs.")
    before = workspace.store_rows()
    assert [one.verb for one in workspace.apply().outcomes] == ["recorded"]
    assert workspace.store_rows() == before
    assert settled(workspace)


# Held and activated


def test_a_held_create_is_activated_when_somebody_was_put_in(workspace: Workspace) -> None:
    workspace.environment(empty_segment_means="everybody")
    workspace.segment()
    plan = workspace.plan()
    assert plan.changes[0].held
    assert not workspace.apply(plan).is_visible
    (row,) = workspace.rows(ROW, NAME)[0]
    usages = "SELECT mbrgrptype_id, optcounter FROM mbrgrpusg WHERE mbrgrp_id = ?"
    assert workspace.rows(usages, row) == []
    assert workspace.value("SELECT is_held FROM xsyncsegment") == 1
    assert workspace.plan().standing.held == (GOLD,)
    assert settled(workspace)

    workspace.fill(NAME, exclude=True)
    assert settled(workspace), "who is excluded is no member"
    with workspace.watch.loader(workspace.place()):
        workspace.edit("UPDATE mbrgrpmbr SET exclude = '0' WHERE mbrgrp_id = ?", row)
    workspace.segment(description="Tier gold, from 2000 points.")
    report = workspace.apply()
    assert [(one.verb, one.mbrgrp_id) for one in report.outcomes] == [("activated", str(row))]
    assert report.is_visible
    assert workspace.rows(usages, row) == [(-1, 0)]
    assert workspace.value("SELECT is_held FROM xsyncsegment") == 0
    assert workspace.value("SELECT optcounter FROM mbrgrp WHERE mbrgrp_id = ?", row) == 1
    assert settled(workspace)
    assert workspace.drift().is_in_sync


@pytest.mark.parametrize("meaning", ["everybody", "nobody"])
def test_one_that_shoppers_see_and_that_is_empty_again_is_a_danger(workspace: Workspace, meaning: str) -> None:
    workspace.segment()
    workspace.segment("aurora/silver", "Silver members")
    workspace.apply()
    workspace.environment(empty_segment_means=meaning)
    workspace.fill(NAME)
    workspace.fill("Silver members", exclude=True)
    found = workspace.drift()
    empty = [("aurora/silver", DriftKind.EMPTY)] if meaning == "everybody" else []
    assert [(str(one.id), one.kind) for one in found.findings] == empty
    assert workspace.plan().drift == found.findings
    assert workspace.plan().changes == ()
    assert found.verdict is (Verdict.DIFFERENT if empty else Verdict.CLEAN)
    with workspace.watch.loader(workspace.place()):
        workspace.edit("UPDATE mbrgrpmbr SET exclude = '0'")
    assert workspace.drift().findings == ()


def test_a_held_segment_is_updated_and_stays_held(workspace: Workspace) -> None:
    workspace.environment(empty_segment_means="everybody")
    workspace.segment()
    workspace.apply()
    workspace.segment(description="New words.", translations={"fr_FR": {"description": "Or."}})
    report = workspace.apply()
    assert [one.verb for one in report.outcomes] == ["updated"]
    assert not report.is_visible, "it has no usage yet"
    assert workspace.plan().standing.held == (GOLD,)
    assert settled(workspace)


def test_a_held_segment_that_the_tool_has_activated_is_recorded(workspace: Workspace) -> None:
    workspace.environment(empty_segment_means="everybody")
    workspace.segment()
    workspace.apply()
    (row,) = workspace.rows(ROW, NAME)[0]
    workspace.edit("INSERT INTO mbrgrpusg (mbrgrptype_id, mbrgrp_id) VALUES (-1, ?)", row)
    assert [one.verb for one in workspace.apply().outcomes] == ["recorded"]
    assert workspace.plan().changes == ()
    assert [one.kind for one in workspace.drift().findings] == [DriftKind.EMPTY], "and it has no member yet"


# Gone, and another in its place


def test_a_vanished_segment_is_created_again_when_accepted(workspace: Workspace) -> None:
    workspace.segment()
    workspace.apply()
    (row,) = workspace.rows(ROW, NAME)[0]
    workspace.edit("DELETE FROM member WHERE member_id = ?", row)
    plan = workspace.plan()
    assert (verbs(plan), refused(plan)) == ([("create", GOLD)], [("drift", GOLD)])
    assert [finding.kind for finding in plan.drift] == [DriftKind.VANISHED]
    (outcome,) = workspace.apply(accept=["drift"]).outcomes
    assert int(outcome.mbrgrp_id) > row, "an id is never given twice"
    assert [entry[1] for entry in workspace.rows(LEDGER)] == [int(outcome.mbrgrp_id)]
    assert settled(workspace)


def test_a_replaced_segment_is_adopted_when_both_are_accepted(workspace: Workspace) -> None:
    workspace.segment()
    workspace.apply()
    (row,) = workspace.rows(ROW, NAME)[0]
    workspace.edit("DELETE FROM member WHERE member_id = ?", row)
    workspace.edit("UPDATE mbrgrp SET mbrgrpname = ? WHERE mbrgrpname = 'Store Opening Guests'", NAME)
    plan = workspace.plan()
    assert verbs(plan) == [("adopt", GOLD)]
    assert refused(plan) == [("adoption", GOLD), ("drift", GOLD)]
    assert [finding.kind for finding in plan.drift] == [DriftKind.REPLACED]
    with pytest.raises(Refused):
        workspace.apply(accept=["drift"])
    workspace.apply(accept=["drift", "adoption"])
    assert [entry[1] for entry in workspace.rows(LEDGER)] == [workspace.value(ROW, NAME)]
    assert settled(workspace)


# Files that move, retire, release or vanish


def test_a_moved_file_is_recorded_under_its_new_id(workspace: Workspace) -> None:
    workspace.segment()
    workspace.apply()
    (before,) = workspace.rows(LEDGER)
    workspace.remove()
    workspace.segment("aurora/gold-tier")
    store = workspace.store_rows()
    assert [(one.verb, one.id) for one in workspace.apply().outcomes] == [("recorded", "aurora/gold-tier")]
    assert workspace.store_rows() == store
    assert workspace.rows(LEDGER) == [("aurora/gold-tier", *before[1:5], 2)]
    assert settled(workspace)


def test_a_moved_file_with_other_words_is_one_update(workspace: Workspace) -> None:
    workspace.segment()
    workspace.apply()
    workspace.remove()
    workspace.segment("aurora/gold-tier", description="New words.")
    assert [(one.verb, one.id) for one in workspace.apply().outcomes] == [("updated", "aurora/gold-tier")]
    assert [entry[0] for entry in workspace.rows(LEDGER)] == ["aurora/gold-tier"]
    assert settled(workspace)


def test_a_retired_segment_is_recorded_once_and_never_written(workspace: Workspace) -> None:
    workspace.segment()
    workspace.apply()
    store = workspace.store_rows()
    workspace.segment(description="Last words.", lifecycle="retired")
    assert [one.verb for one in workspace.apply().outcomes] == ["recorded"]
    assert workspace.store_rows() == store
    assert [entry[3] for entry in workspace.rows(LEDGER)] == ["retired"]
    assert (workspace.plan().standing.retired, settled(workspace)) == ((GOLD,), True)


def test_a_released_segment_is_forgotten_and_may_be_adopted_again(workspace: Workspace) -> None:
    workspace.segment()
    workspace.apply()
    store = workspace.store_rows()
    workspace.segment(lifecycle="released", description="Tier gold.")
    assert [one.verb for one in workspace.apply().outcomes] == ["forgotten"]
    assert (workspace.store_rows(), workspace.rows(LEDGER)) == (store, [])
    assert settled(workspace)
    workspace.segment()
    assert [one.verb for one in workspace.apply(accept=["adoption"]).outcomes] == ["adopted"]


def test_a_row_goes_from_a_released_file_to_another_in_one_plan(workspace: Workspace) -> None:
    workspace.segment()
    workspace.apply()
    workspace.segment(name="Gold members, let go", lifecycle="released", description="Tier gold.")
    workspace.segment("aurora/gold-tier")
    plan = workspace.plan(accept=["adoption"])
    assert verbs(plan) == [("forget", GOLD), ("adopt", "aurora/gold-tier")]
    workspace.apply(plan)
    assert [entry[0] for entry in workspace.rows(LEDGER)] == ["aurora/gold-tier"]
    assert settled(workspace)


@pytest.mark.parametrize("lifecycle", [pytest.param(None, id="the file is gone"), "retired", "released"])
def test_a_row_that_is_gone_too_is_forgotten(workspace: Workspace, lifecycle: str | None) -> None:
    workspace.segment()
    workspace.segment("aurora/silver", "Silver members")
    workspace.apply()
    workspace.edit("DELETE FROM member WHERE member_id = ?", workspace.value(ROW, NAME))
    if lifecycle is None:
        workspace.remove()
    else:
        workspace.segment(lifecycle=lifecycle, description="Tier gold.")
    assert [(one.verb, one.id) for one in workspace.apply().outcomes] == [("forgotten", GOLD)]
    assert [entry[0] for entry in workspace.rows(LEDGER)] == ["aurora/silver"]
    assert settled(workspace)


def test_an_orphan_is_listed_and_left_alone(workspace: Workspace) -> None:
    workspace.segment()
    workspace.segment("aurora/silver", "Silver members")
    workspace.apply()
    workspace.remove()
    written = workspace.state()
    assert workspace.plan().standing.orphans == (GOLD,)
    assert workspace.apply().already_applied
    assert workspace.state() == written


# What this database cannot hold, or is not ours


def test_fields_without_a_column_are_shown_and_not_planned_again(workspace_7: Workspace) -> None:
    workspace_7.segment(description="Tier gold.", allowExport=True, exportAll=False)
    plan = workspace_7.plan()
    assert plan.standing.not_carried == ((GOLD, "allowExport"), (GOLD, "exportAll"))
    assert [field.path for field in plan.changes[0].fields] == ["description", "displayName"]
    workspace_7.apply(plan)
    assert settled(workspace_7)
    workspace_7.segment(description="New words.", allowExport=False)
    assert [one.verb for one in workspace_7.apply().outcomes] == ["updated"]
    assert settled(workspace_7)


def test_counters_that_are_null_begin_at_1(workspace_7: Workspace) -> None:
    workspace_7.segment("aurora/vip", "Legacy Mail Order", description="New words.")
    counters = (
        "SELECT g.optcounter, d.optcounter FROM mbrgrp g JOIN mbrgrpdesc d ON d.mbrgrp_id = g.mbrgrp_id"
        " WHERE g.mbrgrpname = 'Legacy Mail Order'"
    )
    assert workspace_7.rows(counters) == [(None, None)]
    workspace_7.apply(accept=["adoption"])
    assert workspace_7.rows(counters) == [(1, 1)]
    assert settled(workspace_7)


@pytest.mark.parametrize("command", ["plan", "apply", "drift"])
def test_another_catalog_finds_the_door_closed(workspace: Workspace, command: str) -> None:
    workspace.segment()
    workspace.environment(catalog="other")
    ask: Any = getattr(workspace, command)
    before = workspace.state()
    with pytest.raises(NotPermitted, match="belongs to the catalog 'main', not to 'other'"):
        ask()
    assert workspace.state() == before


@pytest.mark.parametrize("command", ["plan", "apply", "drift"])
def test_tables_of_a_newer_version_are_left_alone(workspace: Workspace, command: str) -> None:
    workspace.segment()
    workspace.edit("UPDATE xsynchead SET format_version = 2")
    with pytest.raises(NotPermitted, match="have format 2, and this version knows 1"):
        getattr(workspace, command)()


def test_a_model_that_is_no_container_stops_creates_and_nothing_else(workspace: Workspace) -> None:
    workspace.segment()
    workspace.apply()
    workspace.environment(container_condition={"like": "Gala Invitations"})
    workspace.segment(description="New words.")
    assert [one.verb for one in workspace.apply().outcomes] == ["updated"]
    workspace.segment("aurora/silver", "Silver members")
    with pytest.raises(NotPermitted, match="'Gala Invitations', which `container_condition` names, has conditions"):
        workspace.apply()
