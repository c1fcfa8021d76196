"""What SQLite's own authorizer lets each kind of connection do, action by action."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TypeAlias

import pytest
from sqlalchemy import create_engine
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import NullPool

from syncer.live.gate import CHANGEABLE, MEMBERSHIP, OWN_COLUMNS, Access, authorize, guard, is_log_of_the_site

Asked: TypeAlias = tuple[int, str | None, str | None]

EVERYBODY, NOBODY = ("READ", "WRITE", "SETUP"), ()
INSERT, UPDATE, DELETE = sqlite3.SQLITE_INSERT, sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_DELETE
READ, PRAGMA, FUNCTION = sqlite3.SQLITE_READ, sqlite3.SQLITE_PRAGMA, sqlite3.SQLITE_FUNCTION
OWN = ("xsyncsegment", "xsyncrun", "xsyncchange", "xsynchead")
FUNCTIONS = ("coalesce", "count", "current_timestamp", "lower", "max", "min", "sqlite_version", "trim")


def who_may(asked: Asked) -> tuple[str, ...]:
    return tuple(access.name for access in Access if authorize(access, *asked))


@pytest.mark.parametrize(
    "asked, who",
    [
        pytest.param((sqlite3.SQLITE_SELECT, None, None), EVERYBODY, id="select"),
        pytest.param((sqlite3.SQLITE_TRANSACTION, "BEGIN", None), EVERYBODY, id="begin"),
        pytest.param((sqlite3.SQLITE_RECURSIVE, None, None), EVERYBODY, id="a recursive question"),
        pytest.param((READ, "mbrgrp", "mbrgrpname"), EVERYBODY, id="read a name"),
        pytest.param((READ, "member", None), EVERYBODY, id="read a table without a column"),
        pytest.param((READ, None, None), EVERYBODY, id="read what has no name"),
        pytest.param((INSERT, "mbrgrp", None), ("WRITE",), id="a new group"),
        pytest.param((INSERT, "MBRGRP", None), ("WRITE",), id="a new group, in capitals"),
        pytest.param((INSERT, None, None), NOBODY, id="into what has no name"),
        pytest.param((INSERT, "xsynchead", None), ("SETUP",), id="the one row of the head"),
        pytest.param((INSERT, "staglog", None), NOBODY, id="the site's log, by us"),
        pytest.param((UPDATE, "mbrgrp", "optcounter"), ("WRITE",), id="a counter"),
        pytest.param((UPDATE, "MBRGRP", "OPTCOUNTER"), ("WRITE",), id="a counter, in capitals"),
        pytest.param((UPDATE, "mbrgrp", "mbrgrpname"), NOBODY, id="a name"),
        pytest.param((UPDATE, "mbrgrp", None), NOBODY, id="a column without a name"),
        pytest.param((UPDATE, "member", "state"), NOBODY, id="a table that is never updated"),
        pytest.param((UPDATE, "xsyncrun", "outcome"), NOBODY, id="what happened"),
        pytest.param((DELETE, "mbrgrp", None), NOBODY, id="a group deleted"),
        pytest.param((DELETE, "xsyncsegment", None), ("WRITE",), id="our record of one deleted"),
        pytest.param((FUNCTION, None, "load_extension"), NOBODY, id="another function"),
        pytest.param((FUNCTION, None, None), NOBODY, id="a function without a name"),
        pytest.param((FUNCTION, "count", None), NOBODY, id="a function in another place"),
        pytest.param((sqlite3.SQLITE_CREATE_TABLE, "mbrgrp", None), NOBODY, id="another table made"),
        pytest.param((sqlite3.SQLITE_CREATE_INDEX, "xsynchead", "mbrgrp"), NOBODY, id="an index on another table"),
        pytest.param((sqlite3.SQLITE_CREATE_INDEX, "one", None), NOBODY, id="an index on nothing"),
        pytest.param((sqlite3.SQLITE_REINDEX, "sqlite_autoindex_mbrgrp_1", None), NOBODY, id="sorting another anew"),
        pytest.param(
            (sqlite3.SQLITE_REINDEX, "x_sqlite_autoindex_xsynchead", None), NOBODY, id="sorting what is called so"
        ),
        pytest.param((sqlite3.SQLITE_REINDEX, None, None), NOBODY, id="sorting nothing anew"),
        pytest.param((PRAGMA, "foreign_key_list", "mbrgrp"), EVERYBODY, id="the foreign keys of a table"),
        pytest.param((PRAGMA, "table_xinfo", "mbrgrp"), EVERYBODY, id="the columns of a table"),
        pytest.param((PRAGMA, "read_uncommitted", None), EVERYBODY, id="the isolation level asked for"),
        pytest.param((PRAGMA, "read_uncommitted", "1"), NOBODY, id="the isolation level set"),
        pytest.param((PRAGMA, "user_version", None), NOBODY, id="another pragma"),
        pytest.param((PRAGMA, None, None), NOBODY, id="a pragma without a name"),
        pytest.param((sqlite3.SQLITE_ATTACH, "foreign_key_list", None), NOBODY, id="another file"),
        pytest.param((sqlite3.SQLITE_DROP_TABLE, "xsynchead", None), NOBODY, id="a table of ours dropped"),
        pytest.param((sqlite3.SQLITE_ALTER_TABLE, "read_uncommitted", None), NOBODY, id="a table changed"),
    ],
)
def test_who_may(asked: Asked, who: tuple[str, ...]) -> None:
    assert who_may(asked) == who


@pytest.mark.parametrize("table", sorted(MEMBERSHIP))
def test_of_members_only_what_existence_and_a_count_depend_on(table: str) -> None:
    for column in ("", "mbrgrp_id", "exclude", "member_id", "MEMBER_ID"):
        assert who_may((READ, table, column)) == who_may((READ, table.upper(), column)) == EVERYBODY
    assert who_may((READ, table, None)) == EVERYBODY
    for column in ("customerid", "field1"):
        assert who_may((READ, table, column)) == who_may((READ, table.upper(), column)) == NOBODY
    for action in (INSERT, UPDATE, DELETE):
        assert who_may((action, table, "exclude" if action == UPDATE else None)) == NOBODY


@pytest.mark.parametrize("table", CHANGEABLE)
def test_each_column_that_may_change(table: str) -> None:
    assert [who_may((UPDATE, table, column)) for column in CHANGEABLE[table]] == [("WRITE",)] * len(CHANGEABLE[table])


def test_all_of_our_own_record_may_change() -> None:
    assert {who_may((UPDATE, "xsyncsegment", column)) for column in OWN_COLUMNS} == {("WRITE",)}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_each_function_that_only_looks(function: str) -> None:
    assert who_may((FUNCTION, None, function)) == who_may((FUNCTION, None, function.upper())) == EVERYBODY


@pytest.mark.parametrize("table", OWN)
def test_setup_alone_makes_our_tables_with_their_keys(table: str) -> None:
    for written in (table, table.upper()):
        assert who_may((sqlite3.SQLITE_CREATE_TABLE, written, None)) == ("SETUP",)
        assert who_may((sqlite3.SQLITE_CREATE_INDEX, "one", written)) == ("SETUP",)
    assert who_may((sqlite3.SQLITE_REINDEX, f"sqlite_autoindex_{table}_1", None)) == ("SETUP",)


@pytest.mark.parametrize("table", ["sqlite_master", "sqlite_schema"])
def test_setup_alone_writes_what_sqlite_notes_of_tables(table: str) -> None:
    for action in (INSERT, UPDATE, DELETE):
        assert who_may((action, table, "sql")) == ("SETUP",)


@pytest.mark.parametrize(
    "action, table, trigger, is_one",
    [
        pytest.param(INSERT, "staglog", "stag0001", True, id="a trigger notes a change"),
        pytest.param(INSERT, "STAGLOG", "stag0001", True, id="in capitals"),
        pytest.param(INSERT, "staglog", None, False, id="a statement of ours"),
        pytest.param(INSERT, "mbrgrpmbr", "stag0001", False, id="a trigger that writes elsewhere"),
        pytest.param(INSERT, None, "stag0001", False, id="a trigger that writes nowhere"),
        pytest.param(DELETE, "staglog", "stag0001", False, id="a trigger that forgets"),
    ],
)
def test_what_is_a_log_of_the_site(action: int, table: str | None, trigger: str | None, is_one: bool) -> None:
    assert is_log_of_the_site(action, table, trigger) is is_one


def test_a_trigger_of_the_site_writes_its_log_through_the_gate(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'mall.db'}", poolclass=NullPool)
    with closing(sqlite3.connect(tmp_path / "mall.db")) as site:
        site.executescript(
            "CREATE TABLE mbrgrp (mbrgrp_id, optcounter); INSERT INTO mbrgrp VALUES (1, 0);"
            "CREATE TABLE staglog (stgtable); CREATE TABLE member (member_id);"
            "CREATE TRIGGER stag AFTER UPDATE ON mbrgrp BEGIN INSERT INTO staglog VALUES ('mbrgrp'); END;"
        )
        guard(engine, Access.WRITE)
        update = "UPDATE mbrgrp SET optcounter=1 WHERE mbrgrp.mbrgrp_id = 1"
        with engine.begin() as connection:
            connection.exec_driver_sql(update)
        assert site.execute("SELECT stgtable FROM staglog").fetchall() == [("mbrgrp",)]
        site.executescript(
            "DROP TRIGGER stag;"
            "CREATE TRIGGER other AFTER UPDATE ON mbrgrp BEGIN INSERT INTO member VALUES (1); DELETE FROM mbrgrp; END;"
        )
        with pytest.raises(DatabaseError, match="not authorized"), engine.begin() as connection:
            connection.exec_driver_sql(update)
