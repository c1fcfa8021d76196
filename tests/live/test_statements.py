"""Changes -> rows: the rows of a create, and updates in place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection

from syncer.engine.setup import setup
from syncer.live.connect import connect
from syncer.live.containers import NO_ROWS, condition_rows
from syncer.live.gate import Access
from syncer.live.lookups import look_up
from syncer.live.read import read_snapshot
from syncer.live.statements import Writing, statements
from syncer.live.write import run
from syncer.model.change import Adopt, FieldChange
from syncer.model.environment import Like, Role
from syncer.model.errors import NotPermitted, Stale
from syncer.model.segment import Content, Segment, SegmentId
from syncer.model.snapshot import LiveSegment
from syncer.sandbox.build import build_sandbox
from syncer.sandbox.commerce import Profile
from tests.lanes.fixtures import every_lane, not_on, only_on
from tests.workspace import GOLD, NAME, TEXT, Workspace, moment

pytestmark = every_lane

# Create, row by row (reference 4.2)


def rows_of(workspace: Workspace, name: str) -> dict[str, list[dict[str, Any]]]:
    """Every row of one group, by table; a table without one is left out."""
    (row,) = workspace.rows("SELECT mbrgrp_id FROM mbrgrp WHERE mbrgrpname = ?", name)[0]
    keyed = {
        "member": "member_id",
        "mbrgrp": "mbrgrp_id",
        "mbrgrpusg": "mbrgrp_id",
        "mbrgrpdesc": "mbrgrp_id",
        "mbrgrpcond": "mbrgrp_id",
        "mgpcondele": "mbrgrp_id",
        "mbrgrpmbr": "mbrgrp_id",
        "dmmbrgrppzn": "mbrgrp_id",
    }
    found = workspace.dump()
    rows = {table: [one for one in found[table] if one[key] == row] for table, key in keyed.items()}
    return {table: some for table, some in rows.items() if some}


def expected(id: int, element: int | None, condition: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """The recipe of the reference for the segment of these tests, on version 9."""
    nothing = dict.fromkeys(("field1", "field2", "field3", "description", "dn", "oid"))
    group = {"mbrgrp_id": id, "owner_id": 7000000000000000101, "mbrgrpname": NAME, "lastupdatedby": "somebody"}
    flags = {"allowexport": 0, "exportall": 0, "optcounter": 0}
    text = {"mbrgrp_id": id, "language_id": -1, "displayname": NAME, "description": TEXT, "optcounter": 0}
    rows: dict[str, list[dict[str, Any]]] = {
        "member": [{"member_id": id, "type": "G", "state": None, "optcounter": 0}],
        "mbrgrp": [{**nothing, **group, **flags}],
        "mbrgrpusg": [{"mbrgrptype_id": -1, "mbrgrp_id": id, "field1": None, "optcounter": 0}],
        "mbrgrpdesc": [text],
    }
    if condition:
        rows["mbrgrpcond"] = [{"mbrgrp_id": id, "field1": None, "field2": None, "optcounter": 0, **condition[0]}]
    if element is not None:
        top = {"mgpcondele_id": element, "mbrgrp_id": id, "name": "topAndList", "type": "andListCondition"}
        empty = dict.fromkeys(("parent", "sequence", "variable", "operator", "value", "condname"))
        rows["mgpcondele"] = [{**top, **empty, "negate": 0, "optcounter": 0}]
    return rows


@pytest.mark.parametrize(
    "setting, condition, has_element",
    [
        pytest.param("row-with-null", [{"conditions": None}], True, id="row-with-null"),
        pytest.param("no-row", [], True, id="no-row"),
        pytest.param({"like": "Survey Panel"}, [{"conditions": None}], True, id="like one of the tool"),
        pytest.param({"like": "Legacy Mail Order"}, [], True, id="like one without a row"),
        pytest.param(
            {"like": "Store Opening Guests"},
            [{"conditions": ""}],
            True,
            id="like one with an empty text",
            marks=not_on("oracle"),  # '' is NULL there
        ),
        pytest.param(
            {"like": "Catalog Request 2018"},
            [{"conditions": '<?xml version="1.0" encoding="UTF-8"?>\n<profile></profile>'}],
            False,
            id="like one with an empty profile and no element",
        ),
    ],
)
def test_a_create_is_the_recipe_row_by_row(
    workspace: Workspace,
    monkeypatch: pytest.MonkeyPatch,
    setting: object,
    condition: list[dict[str, Any]],
    has_element: bool,
) -> None:
    monkeypatch.setenv("SYNCER_ACTOR", "somebody")
    workspace.environment(container_condition=setting)
    workspace.segment()
    elements = workspace.value("SELECT counter FROM keys WHERE tablename = 'mgpcondele'")
    workspace.apply()
    found = rows_of(workspace, NAME)
    at = found["mbrgrp"][0].pop("lastupdate")
    assert abs(workspace.now() - moment(at)) < timedelta(minutes=1), "the database's clock"
    id = found["member"][0]["member_id"]
    assert found == expected(id, elements + 1 if has_element else None, condition)
    moved = workspace.value("SELECT counter FROM keys WHERE tablename = 'mgpcondele'") - elements
    assert moved == (2 if has_element else 0)
    assert workspace.plan().changes == ()


@pytest.mark.parametrize(
    "name, message",
    [
        pytest.param("Nobody's Segment", "no segments are called", id="nothing has the name"),
        pytest.param("Loyalty Insiders", "2 segments are called", id="two owners have one"),
        pytest.param("Preferred Partners ", "no segments are called", id="another padding"),
        pytest.param("Alpine Territory", "no segments are called", id="not a segment"),
        pytest.param("Clicked Spring Campaign", "has conditions", id="it has conditions"),
        pytest.param("Loaded By File", "has conditions", id="it has compiled conditions only"),
    ],
)
def test_a_model_has_to_be_one_container(workspace: Workspace, name: str, message: str) -> None:
    with writable(workspace) as (connection, writing), pytest.raises(NotPermitted, match=message):
        environment = replace(workspace.settings(), container_condition=Like(name))
        condition_rows(connection, writing.lookups, environment)


# Update in place


@contextmanager
def writable(workspace: Workspace) -> Iterator[tuple[Connection, Writing]]:
    """A transaction that is rolled back in the end."""
    environment = workspace.settings()
    with (
        connect(environment, Access.WRITE) as database,
        database.writing() as connection,
        connection.begin() as transaction,
    ):
        lookups = look_up(connection, database.dialect, environment)
        yield connection, Writing(lookups, 1, "somebody", NO_ROWS, {}, {})
        transaction.rollback()


def live_row(connection: Connection, writing: Writing, name: str) -> LiveSegment:
    (found,) = (one for one in read_snapshot(connection, writing.lookups).groups if one.name == name)
    return found


def adopting(live: LiveSegment, content: Content) -> Adopt:
    desired = Segment(SegmentId.parse(GOLD), live.name, content)
    fields = tuple(FieldChange(path, live.content.get(path), value) for path, value in content.items())
    return Adopt(desired, live, fields)


@pytest.mark.parametrize("before, after", [(0, 1), (7, 8), (32766, 32767), (32767, 1), (None, 1)])
def test_optcounter_of_both_rows(workspace_7: Workspace, before: int | None, after: int) -> None:
    workspace_7.edit("UPDATE mbrgrp SET optcounter = ? WHERE mbrgrpname = 'Survey Panel'", before)
    workspace_7.edit("UPDATE mbrgrpdesc SET optcounter = ? WHERE displayname = 'Survey Panel'", before)
    with writable(workspace_7) as (connection, writing):
        live = live_row(connection, writing, "Survey Panel")
        run(connection, statements([adopting(live, {"description": "New words."})], writing))
        assert live_row(connection, writing, "Survey Panel").counters == {"": after, "en_US": after}


def test_rows_that_do_not_differ_are_not_touched(workspace: Workspace) -> None:
    with writable(workspace) as (connection, writing):
        live = live_row(connection, writing, "Tokyo Pop-up Visitors")
        run(connection, statements([adopting(live, {"translations.pl_PL.description": "Goście"})], writing))
        after = live_row(connection, writing, "Tokyo Pop-up Visitors")
    assert after.content == {**live.content, "translations.pl_PL.description": "Goście"}
    assert after.counters == {**live.counters, "": 1, "pl_PL": 1}
    assert after.updated_by == "somebody"


def test_a_missing_text_is_inserted(workspace: Workspace) -> None:
    with writable(workspace) as (connection, writing):
        live = live_row(connection, writing, "Imported From CRM 2019")
        run(connection, statements([adopting(live, {"description": "From the CRM."})], writing))
        after = live_row(connection, writing, "Imported From CRM 2019")
    assert after.content["description"] == "From the CRM."
    assert after.content["displayName"] == "Imported From CRM 2019"
    assert after.counters == {"": 1, "en_US": 0}


@pytest.mark.parametrize("value", [pytest.param(None, id="NULL"), pytest.param("", id="an empty text")])
def test_nothing_is_asked_for_in_words(workspace: Workspace, value: str | None) -> None:
    workspace.edit("UPDATE mbrgrpdesc SET description = ? WHERE displayname = 'Survey Panel'", value)
    with writable(workspace) as (connection, writing):
        live = live_row(connection, writing, "Survey Panel")
        run(connection, statements([adopting(live, {"description": "New words."})], writing))
        assert live_row(connection, writing, "Survey Panel").content["description"] == "New words."


def test_a_text_is_emptied_to_null(workspace: Workspace) -> None:
    workspace.segment("aurora/survey", "Survey Panel", description=None)
    workspace.apply(accept=["adoption"])
    assert workspace.value("SELECT description FROM mbrgrpdesc WHERE displayname = 'Survey Panel'") is None


@pytest.mark.parametrize(
    "behind_our_back",
    [
        "UPDATE mbrgrp SET optcounter = optcounter + 1 WHERE mbrgrpname = 'Survey Panel'",
        "UPDATE mbrgrp SET allowexport = 0 WHERE mbrgrpname = 'Survey Panel'",
        "UPDATE mbrgrp SET mbrgrpname = 'Renamed' WHERE mbrgrpname = 'Survey Panel'",
        "UPDATE mbrgrpdesc SET optcounter = optcounter + 1 WHERE displayname = 'Survey Panel'",
        "UPDATE mbrgrpdesc SET description = 'Theirs.' WHERE displayname = 'Survey Panel'",
        "UPDATE mbrgrpdesc SET description = NULL WHERE displayname = 'Survey Panel'",
        "UPDATE mbrgrpdesc SET displayname = 'Theirs' WHERE displayname = 'Survey Panel'",
        "DELETE FROM mbrgrpdesc WHERE displayname = 'Survey Panel'",
    ],
)
def test_a_row_that_changed_underneath_is_stale(workspace: Workspace, behind_our_back: str) -> None:
    with writable(workspace) as (connection, writing):
        live = live_row(connection, writing, "Survey Panel")
    workspace.edit(behind_our_back)
    before = workspace.store_rows()
    with writable(workspace) as (connection, writing), pytest.raises(Stale) as stale:
        run(connection, statements([adopting(live, {"description": "New words."})], writing))
    rows = "0 rows were touched where 1 had to be. Everything was rolled back."
    assert str(stale.value) in {f"{table} changed under our hands: {rows}" for table in ("mbrgrp", "mbrgrpdesc")}
    assert stale.value.remedy == "Plan again, and look at what changed."
    assert workspace.store_rows() == before


def test_one_stale_row_of_many_is_found_by_the_count(workspace: Workspace) -> None:
    workspace.edit("UPDATE mbrgrpdesc SET description = 'Same.' WHERE language_id = -1")
    with writable(workspace) as (connection, writing):
        names = ("Survey Panel", "Press Day Visitors", "Trade Fair Leads")
        rows = [live_row(connection, writing, name) for name in names]
    workspace.edit("UPDATE mbrgrpdesc SET description = 'Theirs.' WHERE displayname = 'Trade Fair Leads'")
    with writable(workspace) as (connection, writing), pytest.raises(Stale, match="2 rows were touched where 3 had"):
        run(connection, statements([adopting(row, {"description": "New."}) for row in rows], writing))


# Triggers of the site


@pytest.fixture(params=[pytest.param(Profile.NINE, id="version 9"), pytest.param(Profile.SEVEN, id="version 7")])
def with_triggers(request: pytest.FixtureRequest, new_workspace: Callable[[str], Workspace]) -> Workspace:
    """A workspace whose database has the vendor's triggers on OPTCOUNTER."""
    workspace = new_workspace(str(request.param))
    path = workspace.database()
    with workspace.watch.loader(path):
        build_sandbox(path, role=Role.STAGING, profile=request.param, reset=True, triggers=True)
    setup(workspace.root, "staging")
    return workspace


@only_on("sqlite")
def test_triggers_do_not_count_an_update_twice(with_triggers: Workspace) -> None:
    workspace = with_triggers
    workspace.segment("aurora/mail", "Legacy Mail Order", description="New words.")
    workspace.apply(accept=["adoption"])
    counters = (
        "SELECT g.optcounter, d.optcounter FROM mbrgrp g JOIN mbrgrpdesc d ON d.mbrgrp_id = g.mbrgrp_id"
        " WHERE g.mbrgrpname = 'Legacy Mail Order'"
    )
    assert workspace.rows(counters) == [(1, 1)]
    workspace.segment("aurora/mail", "Legacy Mail Order", description="Newer words.")
    workspace.segment()
    workspace.apply()
    assert workspace.rows(counters) == [(2, 2)]
    assert workspace.plan().changes == ()
    assert workspace.drift().is_in_sync
