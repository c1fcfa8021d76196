"""The watch over members that stands around every test: it sees what it is there for."""

from __future__ import annotations

import sqlite3

import pytest

from syncer.live import gate
from syncer.live.gate import Access
from tests.workspace import NAME, Workspace

FIRST = "(SELECT min(rowid) FROM mbrgrpmbr)"


@pytest.mark.plays_loader
@pytest.mark.parametrize(
    "statement",
    [
        pytest.param(f"UPDATE mbrgrpmbr SET exclude = '1' WHERE rowid = {FIRST}", id="one flag"),
        pytest.param(f"UPDATE mbrgrpmbr SET customerid = '' WHERE rowid = {FIRST}", id="NULL and nothing"),
        pytest.param(f"DELETE FROM mbrgrpmbr WHERE rowid = {FIRST}", id="one row less"),
        pytest.param("DELETE FROM dmmbrgrppzn", id="no row in the other table"),
        pytest.param("DELETE FROM member WHERE member_id = 8000000000000000551", id="by a cascade"),
        pytest.param("ALTER TABLE dmmbrgrppzn ADD COLUMN one INTEGER", id="one column more"),
    ],
)
def test_any_change_of_members_is_seen(workspace: Workspace, statement: str) -> None:
    workspace.plan()
    workspace.watch.require_untouched()
    with workspace.connection() as somebody:
        somebody.execute(statement)
    with pytest.raises(AssertionError, match="members were changed"):
        workspace.watch.require_untouched()


def test_the_loader_may_do_it(workspace: Workspace) -> None:
    workspace.segment()
    workspace.apply()
    workspace.fill(NAME)
    workspace.watch.require_untouched()


def test_rows_in_another_order_are_the_same_members(workspace: Workspace) -> None:
    workspace.plan()
    with workspace.connection() as somebody:
        somebody.execute("CREATE TEMP TABLE kept AS SELECT * FROM mbrgrpmbr ORDER BY mbrgrp_id DESC, member_id DESC")
        somebody.execute("DELETE FROM mbrgrpmbr")
        somebody.execute("INSERT INTO mbrgrpmbr SELECT * FROM kept")
    workspace.watch.require_untouched()


@pytest.mark.plants_writes
def test_whoever_asks_to_write_is_written_down(workspace: Workspace) -> None:
    for action in (sqlite3.SQLITE_INSERT, sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_DELETE):
        assert not gate.authorize(Access.WRITE, action, "MBRGRPMBR", None)
    assert gate.authorize(Access.WRITE, sqlite3.SQLITE_READ, "mbrgrpmbr", "mbrgrp_id")
    assert workspace.watch.asked == ["insert MBRGRPMBR", "update MBRGRPMBR", "delete MBRGRPMBR"]
