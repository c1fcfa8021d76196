"""Cases in which two rules meet; each was wrong once."""

from __future__ import annotations

import pytest

from syncer.model.errors import Refused, Stale
from tests.workspace import GOLD, Workspace


def test_a_moved_file_does_not_bring_a_vanished_segment_back_unseen(workspace: Workspace) -> None:
    workspace.segment(GOLD)
    workspace.apply()
    workspace.remove(GOLD)
    workspace.segment("aurora/elsewhere")
    workspace.edit("DELETE FROM member WHERE member_id IN (SELECT mbrgrp_id FROM xsyncsegment)")
    plan = workspace.plan()
    assert [refusal.code for refusal in plan.open_refusals] == ["drift"]
    with pytest.raises(Refused):
        workspace.apply()
    workspace.apply(accept=["drift"])
    assert not workspace.plan().changes
    assert workspace.rows("SELECT segment_id FROM xsyncsegment") == [("aurora/elsewhere",)]


def test_a_plan_is_not_done_because_the_environment_shrank(workspace: Workspace) -> None:
    workspace.segment(GOLD)
    workspace.segment("borealis/guides", "Guides")
    saved = workspace.plan()
    workspace.apply(hold=["borealis/guides"])
    workspace.environment(stores={"aurora": "Aurora"})
    workspace.environment("production")
    with pytest.raises(Stale, match="settings"):
        workspace.apply(saved)


def test_a_digest_that_nobody_knows_is_not_believed_when_nothing_is_left(workspace: Workspace) -> None:
    workspace.segment(GOLD)
    report = workspace.apply()
    assert workspace.apply(expect=report.digest).run == report.run
    with pytest.raises(Stale, match="was expected"):
        workspace.apply(expect="0" * 64)


def test_a_held_group_that_serves_another_purpose_now_is_not_activated(workspace: Workspace) -> None:
    workspace.environment(empty_segment_means="everybody")
    workspace.segment(GOLD)
    workspace.apply()
    workspace.edit("INSERT INTO mbrgrpusg (mbrgrptype_id, mbrgrp_id) SELECT -2, mbrgrp_id FROM xsyncsegment")
    plan = workspace.plan()
    assert (plan.changes, [refusal.code for refusal in plan.open_refusals]) == ((), ["displaced"])


def test_an_actor_is_written_visibly(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SYNCER_ACTOR", "somebody\x1b[31m\nelse")
    workspace.segment(GOLD)
    workspace.apply()
    query = "SELECT DISTINCT lastupdatedby FROM mbrgrp WHERE mbrgrp_id IN (SELECT mbrgrp_id FROM xsyncsegment)"
    assert workspace.rows(query) == [("somebody\\x1b[31m\\nelse",)]


def test_a_moved_segment_is_left_out_by_its_old_id_with_what_speaks_against_it(workspace: Workspace) -> None:
    workspace.segment(GOLD)
    workspace.apply()
    workspace.remove(GOLD)
    workspace.segment("aurora/elsewhere", description="Gold.", translations={"nl_NL": {"description": "Goud."}})
    assert [refusal.code for refusal in workspace.plan().open_refusals] == ["language"]
    plan = workspace.plan(hold=[GOLD])
    assert (plan.changes, plan.open_refusals) == ((), ())
