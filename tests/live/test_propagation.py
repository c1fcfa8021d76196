"""The signs that a site carries segments from staging to production itself, on every engine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from syncer.live.connect import connect
from syncer.live.gate import Access
from syncer.live.propagation import read_signs
from syncer.model.errors import Failed
from syncer.model.snapshot import UNSTAGED, Staged
from tests.lanes.fixtures import every_lane, only_on
from tests.workspace import Workspace

pytestmark = every_lane

LOGGED = (
    "INSERT INTO staglog (stgrfnbr, stgstmp, stgtable, stgop, stgprocessed) VALUES (?, CURRENT_TIMESTAMP, ?, 'I', ?)"
)


def signs(workspace: Workspace) -> Staged:
    environment = workspace.settings()
    with connect(environment, Access.READ) as database, database.reading() as connection:
        return read_signs(connection, database.dialect, environment)


def test_a_site_that_does_not_stage_shows_none(workspace: Workspace) -> None:
    assert signs(workspace) == UNSTAGED
    assert not UNSTAGED


@pytest.mark.parametrize(
    "table, names, found",
    [
        pytest.param("stgmertab", ["MBRGRPDESC", "MBRGRP", "CATENTRY"], ("mbrgrp", "mbrgrpdesc"), id="of merchants"),
        pytest.param("stgsitetab", ["mbrgrp "], ("mbrgrp",), id="of the site, in small letters and padded"),
        pytest.param("stgmrsttab", ["MEMBER"], ("member",), id="of both"),
        pytest.param("stgmertab", ["CATENTRY", "MBRGRPMBR", "MBRGRPX"], (), id="with tables that are not ours"),
    ],
)
def test_lists_of_staged_tables(workspace: Workspace, table: str, names: list[str], found: tuple[str, ...]) -> None:
    with workspace.session() as say:
        for number, name in enumerate(names):
            say(f"INSERT INTO {table} (tabname, tabnbr) VALUES (?, ?)", name, number)
    assert signs(workspace) == Staged(by_list=found)


@pytest.mark.parametrize(
    "rows, found",
    [
        pytest.param([("MBRGRP", 0), ("MBRGRP", 1), ("CATENTRY", 0)], ("mbrgrp",), id="a change that waits"),
        pytest.param([("MBRGRP", 1)], (), id="only changes that were carried"),
        pytest.param([("CATENTRY", 0)], (), id="only changes of other tables"),
    ],
)
def test_changes_in_the_log(workspace: Workspace, rows: list[tuple[str, int]], found: tuple[str, ...]) -> None:
    with workspace.session() as say:
        for number, (table, processed) in enumerate(rows):
            say(LOGGED, number, table, processed)
    assert signs(workspace) == Staged(by_log=found)


def test_the_log_is_not_read_where_a_list_tells(workspace: Workspace) -> None:
    with workspace.session() as say:
        say("INSERT INTO stgmertab (tabname, tabnbr) VALUES ('MBRGRP', 1)")
        say(LOGGED, 1, "MBRGRPDESC", 0)
    assert signs(workspace) == Staged(by_list=("mbrgrp",))


# What a trigger says, and what takes it away again: rows of a lane are put back, what it is made of is not.
_LOGS = "INSERT INTO staglog (stgrfnbr, stgstmp, stgtable, stgop) VALUES (1, CURRENT_TIMESTAMP, 'MBRGRP', 'U')"
_TOUCHES = "UPDATE mbrgrptype SET description = 'touched' WHERE mbrgrptype_id = -2"


def _words(lane: str, body: str) -> tuple[list[str], list[str]]:
    if lane == "sqlite":
        return [f"CREATE TRIGGER stag AFTER UPDATE ON mbrgrp BEGIN {body}; END"], ["DROP TRIGGER stag"]
    if lane == "postgresql":
        function = f"CREATE FUNCTION log_it() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body}; RETURN NULL; END $$"
        trigger = "CREATE TRIGGER stag AFTER UPDATE ON mbrgrp FOR EACH ROW EXECUTE FUNCTION log_it()"
        return [function, trigger], ["DROP TRIGGER stag ON mbrgrp", "DROP FUNCTION log_it()"]
    return [f"CREATE TRIGGER stag AFTER UPDATE ON mbrgrp FOR EACH ROW {body}"], ["DROP TRIGGER stag"]


@contextmanager
def _said(workspace: Workspace, made: list[str], undone: list[str]) -> Iterator[None]:
    for statements in (made, undone):
        with workspace.session() as say:
            for statement in statements:
                say(statement)
        if statements is made:
            yield


@only_on("sqlite", "postgresql", "derby", "db2")
@pytest.mark.parametrize(
    "body, found",
    [
        pytest.param(_LOGS, ("mbrgrp",), id="a trigger that logs"),
        pytest.param(_TOUCHES, (), id="a trigger that does something else"),
    ],
)
def test_triggers(workspace: Workspace, lane_name: str, body: str, found: tuple[str, ...]) -> None:
    with _said(workspace, *_words(lane_name, body)):
        assert signs(workspace) == Staged(by_trigger=found)
    assert signs(workspace) == UNSTAGED


@only_on("sqlite", "postgresql")
def test_a_site_may_have_none_of_these_tables(workspace: Workspace) -> None:
    tables = ("staglog", "stgmertab", "stgsitetab", "stgmrsttab")
    gone = [f"ALTER TABLE {table} RENAME TO no_{table}" for table in tables]
    back = [f"ALTER TABLE no_{table} RENAME TO {table}" for table in tables]
    with _said(workspace, gone, back):
        assert signs(workspace) == UNSTAGED
        assert workspace.plan().refusals[0].code == "shrunk-catalog"


@only_on("sqlite")
@pytest.mark.parametrize(
    "rows, found",
    [
        pytest.param([("MBRGRP", "0 ")], ("mbrgrp",), id="as a text"),
        pytest.param([("MBRGRP", None)], (), id="as nothing"),
    ],
)
def test_whether_a_change_was_carried_may_be_kept_in_other_ways(
    workspace: Workspace, rows: list[tuple[str, str | None]], found: tuple[str, ...]
) -> None:
    with workspace.session() as say:
        say("ALTER TABLE staglog RENAME TO old_log")
        say("CREATE TABLE staglog (stgtable CHAR(30), stgprocessed CHAR(2))")
        for table, processed in rows:
            say("INSERT INTO staglog VALUES (?, ?)", table, processed)
    assert signs(workspace) == Staged(by_log=found)


@only_on("sqlite")
@pytest.mark.parametrize(
    "sql", ["DELETE FROM staglog", "UPDATE staglog SET stgprocessed = 1", "DELETE FROM mbrgrpdesc"]
)
def test_a_trigger_may_log_and_nothing_else(workspace: Workspace, sql: str) -> None:
    with workspace.session() as say:
        say(f"CREATE TRIGGER stag AFTER INSERT ON mbrgrp BEGIN {_LOGS}; {sql}; END")
    workspace.environment(propagation="stagingprop")
    workspace.segment()
    before = workspace.store_rows()
    with pytest.raises(Failed, match="Everything was rolled back"):
        workspace.apply()
    assert workspace.store_rows() == before
