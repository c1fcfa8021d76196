"""A site that carries segments to production itself; a replay of its log into the other database is the oracle."""

from __future__ import annotations

import json

import pytest

from syncer.cli.exits import Exit
from syncer.model.errors import Refused
from syncer.model.plan import Awaited, SavedPlan
from syncer.render.plan_text import plan_text
from syncer.render.to_json import plan_json
from tests.cli.running import syncer
from tests.rows import chain_is_whole, dump
from tests.staging import list_tables, logged, make_staging, replay
from tests.workspace import GOLD, NAME, Workspace

SEGMENTS = {GOLD: NAME, "aurora/parents": "Parents", "borealis/hikers": "Hikers"}


@pytest.fixture
def site(workspace: Workspace) -> Workspace:
    """Three files; both environments say that ``stagingprop`` carries, and both databases show it."""
    make_staging(workspace.database("staging"))
    for name in ("staging", "production"):
        list_tables(workspace.database(name), "member", "mbrgrp", "mbrgrpdesc")
        workspace.environment(name, propagation="stagingprop")
    for id, segment_name in SEGMENTS.items():
        workspace.segment(id, segment_name)
    return workspace


def written(site: Workspace) -> None:
    """The files are applied to staging, whose triggers log it."""
    assert {one.id for one in site.apply("staging").outcomes} == {*SEGMENTS}


def carried(site: Workspace, most: int | None = None) -> None:
    replay(site.database("staging"), site.database("production"), most)


def verbs(plan: SavedPlan) -> dict[str, str]:
    return {change.id: change.verb for change in plan.changes}


def test_what_was_carried_is_recorded_and_no_row_of_the_store_is_written(site: Workspace) -> None:
    written(site)
    before = site.plan("production")
    assert (verbs(before), before.is_blocked) == ({}, False)
    assert before.standing.awaited == tuple(Awaited(id, ()) for id in sorted(SEGMENTS))
    carried(site)
    store = site.store_rows("production")
    plan = site.plan("production")
    assert (verbs(plan), plan.refusals, plan.standing.awaited) == (dict.fromkeys(SEGMENTS, "record"), (), ())
    report = site.apply(plan)
    assert {one.id: one.verb for one in report.outcomes} == dict.fromkeys(SEGMENTS, "recorded")
    assert not report.is_visible
    assert site.store_rows("production") == store
    ids = "SELECT mbrgrp_id FROM mbrgrp WHERE mbrgrpname = ?"
    for name in SEGMENTS.values():
        assert site.value(ids, name, name="production") == site.value(ids, name), "the row kept the id of staging"
    assert chain_is_whole(dump(site.database("production")))
    assert site.plan("production").changes == ()
    assert site.drift("production").is_in_sync


def test_every_file_is_recorded_awaited_or_named_wherever_the_replay_stops(site: Workspace) -> None:
    """Half a segment may be there: a group whose usage was not carried yet is no segment, and is refused as one."""
    written(site)
    numbers = logged(site.database("staging"))
    assert len(numbers) == 6 * len(SEGMENTS)
    for _ in numbers:
        carried(site, 1)
        plan = site.plan("production")
        told = [*verbs(plan), *(one.id for one in plan.standing.awaited), *(one.id for one in plan.refusals)]
        assert sorted(told) == sorted(SEGMENTS)
        assert set(verbs(plan).values()) <= {"record"}
        assert {one.code for one in plan.refusals} <= {"name-taken"}
    assert logged(site.database("staging")) == []


def test_the_rest_waits_and_is_listed(site: Workspace) -> None:
    site.remove("borealis/hikers")
    site.apply("staging")
    carried(site)
    site.segment("borealis/hikers", "Hikers")
    site.apply("staging")
    plan = site.plan("production")
    assert verbs(plan) == {GOLD: "record", "aurora/parents": "record"}
    assert plan.standing.awaited == (Awaited("borealis/hikers", ()),)
    page = "\n".join(line.text.plain for line in plan_text(plan))
    assert "Awaited from stagingprop, and not written here, 1:\nborealis/hikers: not there yet" in page
    assert json.loads(plan_json(plan))["awaited"] == [{"id": "borealis/hikers", "fields": []}]
    assert site.apply(plan).awaited == plan.standing.awaited
    assert [one.id for one in site.plan("production").standing.awaited] == ["borealis/hikers"]
    assert not site.drift("production").is_in_sync


def test_with_nothing_to_do_what_waits_is_told_and_ends_the_detailed_plan(site: Workspace) -> None:
    written(site)
    assert syncer("plan", "production", folder=site.root).returncode == Exit.DONE
    detailed = syncer("plan", "production", "--detailed-exitcode", "--out", "plan.json", folder=site.root)
    assert detailed.returncode == Exit.DIFFERENT
    told = syncer("apply", "plan.json", folder=site.root)
    assert told.returncode == Exit.DONE
    assert "but for what is awaited from stagingprop, it is as the catalog says" in " ".join(told.stdout.split())
    assert "borealis/hikers: not there yet" in told.stdout
    asked = syncer("apply", "plan.json", "--format", "json", folder=site.root)
    assert json.loads(asked.stdout)["awaited"] == [{"id": id, "fields": []} for id in sorted(SEGMENTS)]
    carried(site)
    recording = syncer("plan", "production", "--detailed-exitcode", folder=site.root)
    assert recording.returncode == Exit.DIFFERENT
    site.apply(site.plan("production"))
    done = syncer("plan", "production", "--detailed-exitcode", folder=site.root)
    assert done.returncode == Exit.DONE


def test_what_differs_waits_with_its_fields(site: Workspace) -> None:
    written(site)
    carried(site)
    site.apply(site.plan("production"))
    site.segment(GOLD, NAME, description="New words.", allowExport=True)
    site.apply("staging")
    store, plan = site.store_rows("production"), site.plan("production")
    assert (verbs(plan), plan.is_blocked) == ({}, False)
    assert plan.standing.awaited == (Awaited(GOLD, ("allowExport", "description")),)
    report = site.apply(plan)
    assert (report.already_applied, report.awaited) == (True, plan.standing.awaited)
    assert site.store_rows("production") == store
    carried(site)
    assert verbs(site.plan("production")) == {GOLD: "record"}


@pytest.mark.parametrize("propagation", [None, "ours"])
@pytest.mark.parametrize("name", ["staging", "production"])
def test_without_a_word_or_against_the_signs_it_is_refused(site: Workspace, name: str, propagation: str | None) -> None:
    site.environment(name, propagation=propagation)
    plan = site.plan(name)
    assert [(one.code, one.id, one.acceptable) for one in plan.refusals] == [("stagingprop", "*", False)]
    with pytest.raises(Refused):
        site.apply(plan)
    assert syncer("plan", name, folder=site.root).returncode == 6


def test_a_trigger_of_the_site_writes_its_log_and_the_apply_goes_on(site: Workspace) -> None:
    written(site)
    log = site.rows("SELECT stgtable, stgop, count(*) FROM staglog GROUP BY stgtable, stgop")
    tables = ("MEMBER", "MBRGRP", "MBRGRPUSG", "MBRGRPDESC", "MBRGRPCOND", "MGPCONDELE")
    assert {(table.strip(), code, count) for table, code, count in log} == {(table, "I", 3) for table in tables}
