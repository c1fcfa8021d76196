"""Apply from a file and directly: what it needs, what it refuses, what it says."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url

from syncer.desired.plan_file import read_plan_file
from syncer.model.errors import Failed, NotPermitted, Refused, Stale, UsageError
from syncer.model.plan import SavedPlan
from syncer.render.to_json import plan_json
from tests.lanes.fixtures import every_lane, not_on, only_on
from tests.workspace import GOLD, NAME, Workspace

pytestmark = every_lane

DESCRIBE = "UPDATE mbrgrpdesc SET description = 'By hand.' WHERE displayname = ?"


def through_a_file(plan: SavedPlan, folder: Path) -> SavedPlan:
    path = folder / "plan.json"
    path.write_text(plan_json(plan), encoding="utf-8")
    return read_plan_file(path)


def verbs(plan: SavedPlan) -> list[tuple[str, str]]:
    return [(change.verb, change.id) for change in plan.changes]


def test_a_saved_plan_is_carried_out_once(workspace: Workspace, tmp_path: Path) -> None:
    workspace.segment(description="Tier gold.", translations={"fr_FR": {"description": "Niveau or."}}, allowExport=True)
    plan = through_a_file(workspace.plan(), tmp_path)
    report = workspace.apply(plan)
    (outcome,) = report.outcomes
    assert (report.run, outcome.verb, outcome.id, outcome.name) == (1, "created", GOLD, NAME)
    assert report.waiting == (GOLD,)
    (row,) = workspace.rows("SELECT mbrgrp_id, allowexport, exportall FROM mbrgrp WHERE mbrgrpname = ?", NAME)
    assert row == (int(outcome.mbrgrp_id), 1, 0)
    texts = "SELECT language_id, displayname, description FROM mbrgrpdesc WHERE mbrgrp_id = ? ORDER BY 1 DESC"
    assert workspace.rows(texts, row[0]) == [(-1, NAME, "Tier gold."), (-2, NAME, "Niveau or.")]
    written = workspace.state()
    again = workspace.apply(plan)
    assert (again.already_applied, again.run, again.outcomes) == (True, 1, ())
    assert workspace.state() == written


def test_a_second_apply_plans_nothing_and_writes_no_byte(workspace: Workspace) -> None:
    workspace.segment()
    workspace.apply()
    written = workspace.state()
    assert workspace.plan().changes == ()
    assert workspace.apply().already_applied
    assert workspace.drift().is_in_sync
    assert workspace.state() == written


def test_every_verb_that_inserts_in_one_plan(workspace: Workspace) -> None:
    """Children of a row that is there come with children of a row that is yet to be made."""
    workspace.environment(empty_segment_means="everybody")
    workspace.segment("aurora/held", "Held members")
    workspace.segment()
    workspace.apply()
    workspace.fill("Held members")
    workspace.segment(description="Tier gold.", translations={"fr_FR": {"description": "Niveau or."}})
    workspace.segment("aurora/silver", "Silver members")
    plan = workspace.plan()
    assert verbs(plan) == [("update", GOLD), ("activate", "aurora/held"), ("create", "aurora/silver")]
    assert [one.verb for one in workspace.apply(plan).outcomes] == ["updated", "activated", "created"]
    assert workspace.plan().changes == ()


def test_only_fields_that_differ_are_written(workspace: Workspace) -> None:
    workspace.segment(description="Tier gold.", translations={"fr_FR": {"description": "Niveau or."}})
    workspace.apply()
    workspace.segment(description="Tier gold.", translations={"fr_FR": {"description": "Or."}})
    before = workspace.rows("SELECT * FROM mbrgrpdesc WHERE language_id = -1")
    workspace.apply()
    assert workspace.rows("SELECT * FROM mbrgrpdesc WHERE language_id = -1") == before
    counters = "SELECT language_id, optcounter FROM mbrgrpdesc WHERE displayname = ? ORDER BY 1"
    assert workspace.rows(counters, NAME) == [(-2, 1), (-1, 0)]
    assert workspace.rows("SELECT optcounter FROM mbrgrp WHERE mbrgrpname = ?", NAME) == [(1,)]


def test_a_plan_file_says_nothing_of_the_connection(workspace: Workspace) -> None:
    workspace.segment()
    text = plan_json(workspace.plan())
    assert "://" not in text
    assert str(workspace.root) not in text
    if workspace.store_of:
        url = make_url(workspace.store_of("staging").url)
        for part in (url.host, url.username, url.password, url.database, str(url.port or "")):
            assert not part or not re.search(rf"\b{re.escape(part)}\b", text), part


# What has to be the same


def in_the_catalog(workspace: Workspace) -> None:
    workspace.segment(description="Tier gold, from 2000 points.")


def in_the_settings(workspace: Workspace) -> None:
    workspace.environment(limits={"changes": 7})


def in_the_database(workspace: Workspace) -> None:
    workspace.edit("UPDATE mbrgrp SET mbrgrpname = ? WHERE mbrgrpname = 'Survey Panel'", "Silver members")


@pytest.mark.parametrize(
    "change, message",
    [
        pytest.param(in_the_catalog, "The catalog is not the one", id="the catalog"),
        pytest.param(in_the_settings, "The environment's settings are not those", id="the settings"),
        pytest.param(in_the_database, "The database changed", id="the database"),
    ],
)
def test_a_plan_is_stale(
    workspace: Workspace, tmp_path: Path, change: Callable[[Workspace], None], message: str
) -> None:
    workspace.segment("aurora/first", "First of all")
    workspace.apply()
    workspace.segment()
    workspace.segment("aurora/silver", "Silver members")
    plan = through_a_file(workspace.plan(), tmp_path)
    change(workspace)
    before = workspace.state()
    with pytest.raises(Stale, match=message) as stale:
        workspace.apply(plan)
    assert stale.value.planned == plan
    assert stale.value.now is not None
    assert stale.value.now.digest == workspace.plan().digest
    assert workspace.state() == before


def test_the_stale_plan_names_who_edited_the_database(workspace: Workspace) -> None:
    workspace.segment()
    workspace.apply()
    workspace.segment(description="New words.")
    plan = workspace.plan()
    workspace.edit(DESCRIBE, NAME)
    workspace.edit("UPDATE mbrgrp SET lastupdatedby = 'm.lindqvist', optcounter = 5 WHERE mbrgrpname = ?", NAME)
    with pytest.raises(Stale) as stale:
        workspace.apply(plan)
    assert stale.value.now is not None
    (found,) = stale.value.now.drift
    assert (found.field, found.before, found.after, found.by, found.edits) == (
        *("description", "Tier gold.", "By hand."),
        *("m.lindqvist", 5),
    )


def test_an_edit_after_the_agreement_is_seen_under_the_lock(workspace: Workspace) -> None:
    workspace.segment()
    workspace.apply()
    workspace.segment(description="New words.")

    def edit(phase: str) -> None:
        if phase == "opening the run":
            workspace.edit(DESCRIBE, NAME)

    with pytest.raises(Stale, match="The database changed") as stale:
        workspace.apply(progress=edit)
    assert stale.value.planned is not None
    assert stale.value.now is not None
    assert [refusal.code for refusal in stale.value.now.refusals] == ["drift"]
    assert workspace.value("SELECT description FROM mbrgrpdesc WHERE displayname = ?", NAME) == "By hand."
    assert workspace.rows("SELECT run_id, run_state, note FROM xsyncrun ORDER BY seq")[-1] == (
        *(2, "failed"),
        "The database changed after the plan was made. Nothing was written.",
    )


@not_on("sqlite")  # nobody else writes there while we do
def test_an_edit_beside_what_is_written_is_not_taken_for_ours(workspace: Workspace) -> None:
    """Nothing of a segment that is only recorded is locked: its row may change between planning and reading back."""
    workspace.segment()
    workspace.apply()
    workspace.segment(description="Tier gold.", protected=True)

    def edit(phase: str) -> None:
        if phase.startswith("writing"):
            workspace.edit(DESCRIBE, NAME)

    with pytest.raises(Stale, match=f"{GOLD} changed while this run was writing"):
        workspace.apply(progress=edit)
    assert workspace.value("SELECT description FROM mbrgrpdesc WHERE displayname = ?", NAME) == "By hand."
    assert workspace.rows("SELECT run_id, run_state FROM xsyncrun ORDER BY seq")[-1] == (2, "failed")


@only_on("sqlite")  # each engine has words of its own for a trigger
def test_what_the_database_does_not_keep_is_a_fault(workspace: Workspace) -> None:
    workspace.segment()
    workspace.apply()
    with workspace.session() as say:
        say(
            "CREATE TRIGGER cut AFTER UPDATE OF description ON mbrgrpdesc BEGIN"
            " UPDATE mbrgrpdesc SET description = 'Cut.' WHERE mbrgrp_id = new.mbrgrp_id; END"
        )
    workspace.segment(description="New words.")
    with pytest.raises(Failed, match=f"After writing, 1 changes were still left to do, first {GOLD}"):
        workspace.apply()
    assert workspace.value("SELECT description FROM mbrgrpdesc WHERE displayname = ?", NAME) == "Tier gold."


def test_somebody_else_applied_it_after_the_agreement(workspace: Workspace) -> None:
    workspace.segment()
    plan = workspace.plan()

    def apply_first(phase: str) -> None:
        if phase == "opening the run":
            workspace.apply(plan)

    report = workspace.apply(plan, progress=apply_first)
    assert (report.already_applied, report.run, report.unfinished) == (True, 1, ())
    assert workspace.rows("SELECT run_id, run_state FROM xsyncrun ORDER BY seq") == [
        *((1, "opened"), (1, "applied")),
        *((2, "opened"), (2, "failed")),
    ]


def test_a_plan_for_another_database_is_stale(workspace: Workspace, tmp_path: Path) -> None:
    workspace.segment()
    plan = workspace.plan()
    workspace.environment("staging", at="production")
    with pytest.raises(Stale, match="another database"):
        workspace.apply(plan)


def test_a_saved_plan_that_is_refused_stays_refused(workspace: Workspace, tmp_path: Path) -> None:
    workspace.segment(name="Survey Panel")
    plan = workspace.plan()
    assert plan.is_blocked
    with pytest.raises(Refused) as refused:
        workspace.apply(through_a_file(plan, tmp_path))
    assert [refusal.code for refusal in refused.value.plan.open_refusals] == ["adoption"]


def test_a_plan_file_cannot_accept_more_than_its_digest(workspace: Workspace) -> None:
    workspace.segment(name="Survey Panel")
    plan, accepted = workspace.plan(), workspace.plan(accept=["adoption"])
    with pytest.raises(Stale):
        workspace.apply(replace(plan, acceptances=accepted.acceptances))


# Who agrees, and how


def test_expect_lets_the_reviewed_plan_pass(workspace: Workspace) -> None:
    workspace.segment()
    assert workspace.apply(expect=workspace.plan().digest).run == 1


def test_expect_stops_any_other_plan(workspace: Workspace) -> None:
    workspace.segment()
    before = workspace.state()
    with pytest.raises(Stale, match=f"digest is {workspace.plan().digest}, and {'0' * 64} was expected"):
        workspace.apply(expect="0" * 64)
    assert workspace.state() == before


def test_expect_also_holds_a_saved_plan(workspace: Workspace) -> None:
    workspace.segment()
    with pytest.raises(Stale, match="was expected"):
        workspace.apply(workspace.plan(), expect="0" * 64)


def test_expect_names_the_run_that_applied_it(workspace: Workspace) -> None:
    workspace.segment()
    digest = workspace.plan().digest
    workspace.apply(expect=digest)
    again = workspace.apply(expect=digest)
    assert (again.already_applied, again.run) == (True, 1)


def test_production_takes_no_plan_that_nobody_saw(workspace: Workspace) -> None:
    workspace.segment()
    before = workspace.state("production")
    with pytest.raises(NotPermitted, match="has the role production: it takes a saved plan, or the `--expect DIGEST`"):
        workspace.apply("production", confirm=lambda plan: True)
    assert workspace.state("production") == before


@pytest.mark.parametrize("way", ["from a file", "expected"])
def test_production_takes_a_plan_that_was_reviewed(workspace: Workspace, way: str) -> None:
    workspace.segment()
    plan = workspace.plan("production")
    report = workspace.apply(plan) if way == "from a file" else workspace.apply("production", expect=plan.digest)
    assert report.run == 1


def test_who_is_asked_sees_the_plan_and_may_decline(workspace: Workspace) -> None:
    workspace.segment()
    seen: list[SavedPlan] = []

    def decline(plan: SavedPlan) -> bool:
        seen.append(plan)
        return False

    before = workspace.state()
    report = workspace.apply(confirm=decline)
    assert (report.run, report.already_applied, report.outcomes) == (None, False, ())
    assert [plan.digest for plan in seen] == [workspace.plan().digest]
    assert workspace.state() == before


def test_nobody_is_asked_about_a_plan_that_is_refused(workspace: Workspace) -> None:
    workspace.segment(name="Survey Panel")
    with pytest.raises(Refused):
        workspace.apply(confirm=lambda plan: pytest.fail("asked"))


@pytest.mark.parametrize(
    "terms, message",
    [
        pytest.param({"accept": ["everything"]}, "'everything' cannot be accepted", id="an unknown guard"),
        pytest.param({"accept": ["conditions"]}, "'conditions' cannot be accepted", id="a guard that never lets pass"),
        pytest.param({"hold": ["aurora/nobody"]}, "no segment 'aurora/nobody' to hold", id="an unknown segment"),
    ],
)
def test_terms_that_mean_nothing(workspace: Workspace, terms: dict[str, Any], message: str) -> None:
    workspace.segment()
    with pytest.raises(UsageError, match=message):
        workspace.apply(**terms)


def test_without_our_own_tables_there_is_no_apply(workspace: Workspace) -> None:
    workspace.segment()
    for table in ("xsyncsegment", "xsyncrun", "xsyncchange", "xsynchead"):
        workspace.rows(f"DROP TABLE {table}")
    with pytest.raises(NotPermitted, match="none of our own tables yet") as refused:
        workspace.apply()
    assert "syncer setup staging" in refused.value.remedy
    assert not workspace.drift().is_recorded
    assert verbs(workspace.plan()) == [("create", GOLD)]


# What is written about a run


@pytest.mark.skipif(shutil.which("git") is None, reason="there is no git")
def test_who_ran_it_and_on_what(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SYNCER_ACTOR", "release-train")
    workspace.segment()
    (workspace.root / ".gitignore").write_text(".sandbox/\n")
    _git(workspace, "init", "-q")
    _git(workspace, "add", ".")
    _git(workspace, "-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "-qm", "one")
    head = _git(workspace, "rev-parse", "HEAD").strip()
    plan = workspace.plan()
    workspace.apply(plan)
    query = "SELECT run_state, actor, revision, plan_digest, catalog_digest, change_count FROM xsyncrun ORDER BY seq"
    facts = ("release-train", head, plan.digest, plan.catalog_digest, 1)
    assert workspace.rows(query) == [("opened", *facts), ("applied", *facts)]
    assert workspace.rows("SELECT lastupdatedby FROM mbrgrp WHERE mbrgrpname = ?", NAME) == [("release-train",)]
    changes = workspace.rows("SELECT run_id, verb, segment_id, mbrgrpname, fields FROM xsyncchange")
    fields = [["description", None, "Tier gold."], ["displayName", None, NAME]]
    assert changes == [(1, "create", GOLD, NAME, json.dumps(fields, separators=(",", ":")))]


def test_an_actor_that_does_not_fit_is_cut(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SYNCER_ACTOR", "ü" * 200)
    workspace.segment()
    workspace.apply()
    assert workspace.value("SELECT lastupdatedby FROM mbrgrp WHERE mbrgrpname = ?", NAME) == "ü" * 127


def test_a_reason_is_kept_with_the_run(workspace: Workspace) -> None:
    workspace.segment(name="Survey Panel")
    workspace.apply(accept=["adoption"], reason="Agreed with the survey team.")
    notes = workspace.rows("SELECT run_state, note FROM xsyncrun ORDER BY seq")
    assert notes == [("opened", None), ("applied", "Agreed with the survey team. (accepted adoption aurora/gold)")]


def test_a_run_that_was_cut_off_is_named_until_another_is_applied(workspace: Workspace) -> None:
    workspace.segment()
    workspace.apply()
    workspace.edit(
        "INSERT INTO xsyncrun SELECT 4, 2, 'opened', written_at, 'night-job', tool_version, plan_digest,"
        " catalog_digest, revision, 1, note, previous_hash, row_hash FROM xsyncrun WHERE seq = 1"
    )
    workspace.edit("UPDATE xsynchead SET last_run = 2, last_seq = 4")
    (run,) = workspace.plan().standing.unfinished
    assert (run.run, run.actor) == (2, "night-job")
    assert workspace.drift().standing.unfinished == (run,)
    assert workspace.apply().unfinished == (run,), "there is nothing to do"
    workspace.segment(description="New words.")
    report = workspace.apply()
    assert (report.run, report.unfinished) == (3, (run,))
    assert workspace.plan().standing.unfinished == ()


def _git(workspace: Workspace, *arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=workspace.root, check=True, capture_output=True, text=True).stdout
