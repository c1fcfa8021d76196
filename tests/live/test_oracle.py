"""What the product says to an Oracle, and what comes of it, on H2's Oracle mode."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import bindparam, text

import syncer.live.gate
from syncer.live.connect import connect
from syncer.live.dialects.oracle import ORACLE
from syncer.live.gate import MEMBERSHIP, Access
from syncer.live.lookups import look_up, schema_of
from syncer.live.tables import OWN_TABLES
from syncer.model.plan import SavedPlan
from syncer.model.report import Report
from tests.lanes.fixtures import only_on
from tests.lanes.oracle import SCHEMA
from tests.workspace import GOLD, NAME, Workspace

pytestmark = only_on("oracle")

LONGEST = "é" * 127
"""254 bytes, as many as MBRGRPNAME may have, in 127 characters."""


def verbs(done: Report) -> list[str]:
    return [one.verb for one in done.outcomes]


def planned(saved: SavedPlan) -> list[str]:
    return [change.verb for change in saved.changes]


@pytest.fixture
def said(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every statement of the product, as the gate sees it."""
    statements: list[str] = []
    permit = syncer.live.gate.permit

    def listening(statement: str, access: Access) -> None:
        statements.append(statement)
        permit(statement, access)

    monkeypatch.setattr(syncer.live.gate, "permit", listening)
    return statements


def a_whole_life(workspace: Workspace) -> list[list[str]]:
    """What each of five runs did; the members are those of the process that fills segments."""
    workspace.environment(empty_segment_means="everybody")
    runs = []
    workspace.segment()
    workspace.segment("aurora/survey", "Survey Panel", description="Agreed to be asked.", allowExport=True)
    runs.append(verbs(workspace.apply(accept=["adoption"])))
    workspace.fill(NAME)
    runs.append(verbs(workspace.apply()))
    workspace.segment(description="Tier gold, from 2000 points.")
    workspace.segment("aurora/longest", LONGEST)
    runs.append(verbs(workspace.apply()))
    workspace.segment(lifecycle="released", description="Tier gold, from 2000 points.")
    runs.append(verbs(workspace.apply()))
    runs.append(planned(workspace.plan()))
    return runs


def test_a_whole_life(workspace: Workspace) -> None:
    assert a_whole_life(workspace) == [["adopted", "created"], ["activated"], ["updated", "created"], ["forgotten"], []]
    assert workspace.drift().is_in_sync
    assert workspace.rows("SELECT run_state, count(*) FROM xsyncrun GROUP BY run_state ORDER BY 1") == [
        ("applied", 4),
        ("opened", 4),
    ]
    assert workspace.value("SELECT count(*) FROM mbrgrp WHERE mbrgrpname = ?", LONGEST) == 1


def test_every_statement_is_one_that_oracle_knows(workspace: Workspace, said: list[str]) -> None:
    a_whole_life(workspace)
    for description in (None, "Now it has one."):
        workspace.segment("aurora/empty", "Empty text", description=description)
        workspace.apply()
    workspace.drift()
    verbs_said = {statement.split()[0] for statement in said}
    assert verbs_said == {"SELECT", "INSERT", "UPDATE", "DELETE"}
    for statement in set(said):
        assert not re.search(r"\b(LIMIT|RETURNING|TRUE|FALSE)\b|\"|\), \(", statement), "not Oracle's"
        assert not re.search(r"\b(FROM|JOIN) \S+ AS\b", statement), "no AS before the alias of a table"
        assert not re.search(r"\w{31}", statement), "names have 30 characters at most"
        alone = re.sub(r"\w+(\.\w+)* IS NULL OR \S+ = ''", "", statement)
        assert not re.search(r"= ''|<> ''|!= ''", alone), "nothing equals an empty text"


def test_drift_is_found(workspace: Workspace) -> None:
    workspace.segment()
    workspace.apply()
    workspace.edit("UPDATE mbrgrpdesc SET description = 'By hand.' WHERE displayname = ?", NAME)
    (found,) = workspace.drift().findings
    assert (str(found.id), found.field, found.before, found.after) == (GOLD, "description", "Tier gold.", "By hand.")


def test_an_empty_text_is_nothing(workspace: Workspace) -> None:
    workspace.segment(description=None)
    workspace.apply()
    assert workspace.value("SELECT description FROM mbrgrpdesc WHERE displayname = ?", NAME) is None
    workspace.edit("UPDATE mbrgrpdesc SET description = '' WHERE displayname = ?", NAME)
    assert planned(workspace.plan()) == []
    workspace.segment(description="Now it has one.")
    assert verbs(workspace.apply()) == ["updated"]


def test_padded_columns_are_read_without_their_blanks(workspace: Workspace) -> None:
    assert set(workspace.rows("SELECT DISTINCT length(localename) FROM language")) == {(16,)}
    workspace.segment()
    workspace.apply()
    (row,) = workspace.rows("SELECT mbrgrp_id FROM mbrgrp WHERE mbrgrpname = ?", NAME)
    assert workspace.value("SELECT type FROM member WHERE member_id = ?", *row) == "G  "


def test_ids_that_no_float_holds_stay_whole(workspace: Workspace) -> None:
    """Groups of another environment begin where the range of this one ends."""
    workspace.segment()
    plan = workspace.plan("production")
    assert verbs(workspace.apply(plan)) == ["created"]


def test_the_system_views_answer(workspace: Workspace) -> None:
    with connect(workspace.settings(), Access.READ) as database, database.reading() as connection:
        found = look_up(connection, database.dialect, database.environment)
        schema = schema_of(connection, database.dialect, None)
        tables = text(ORACLE.system.tables).bindparams(bindparam("tables", expanding=True))
        there = connection.execute(tables, {"schema": schema, "tables": [*MEMBERSHIP, "no_such_table"]})
        assert {name.lower() for (name,) in there} == MEMBERSHIP
    assert schema == SCHEMA
    assert found.own_tables == {table.name for table in OWN_TABLES}
    assert found.is_recorded
