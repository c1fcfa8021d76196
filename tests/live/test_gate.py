"""The gate: every forbidden statement, on every kind of connection, in every way."""

from __future__ import annotations

import ast
import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TypeAlias

import pytest
from sqlalchemy import Connection, Engine, event, exists, func, literal_column, select
from sqlalchemy.exc import DBAPIError

import syncer.live.gate
from syncer.engine.setup import setup
from syncer.live.connect import connect
from syncer.live.gate import MEMBERSHIP, Access, ForbiddenStatement, permit
from syncer.live.tables import OWN_TABLES, mbrgrp, mbrgrpmbr
from syncer.model.errors import Failed
from tests.figures import Tell
from tests.live.planted import DISGUISED, HIDDEN, TABLES, WAYS, Planted, planted
from tests.membership import Watch
from tests.workspace import Workspace

Opened: TypeAlias = Callable[[Access], AbstractContextManager[Connection]]

SYNCER = Path(syncer.live.gate.__file__).parents[1]

REFUSED = r"not authorized|is prohibited"

every_access = pytest.mark.parametrize("access", [pytest.param(one, id=f"{one.name} connections") for one in Access])
every_way = pytest.mark.parametrize("way", [pytest.param(way, id=f"by {name}") for name, way in WAYS.items()])


@pytest.fixture
def opened(workspace: Workspace) -> Opened:
    """A connection of the product in a transaction that may write; afterwards not a byte of the file is another."""

    @contextmanager
    def open_connection(access: Access) -> Iterator[Connection]:
        before = workspace.database().read_bytes()
        with (
            connect(workspace.settings(), access) as database,
            database.writing() as connection,
            connection.begin() as transaction,
        ):
            yield connection
            driver = connection.connection.driver_connection
            assert isinstance(driver, sqlite3.Connection)
            assert driver.total_changes == 0
            transaction.rollback()
        assert workspace.database().read_bytes() == before

    return open_connection


def passed(send: Callable[[Connection, Planted], None], connection: Connection, access: Access) -> list[str]:
    """Those of the planted statements that came through both gates."""
    return [one.sql for one in planted(access) if not _is_stopped(send, connection, one)]


def _is_stopped(send: Callable[[Connection, Planted], None], connection: Connection, one: Planted) -> bool:
    try:
        send(connection, one)
    except ForbiddenStatement:
        return True
    except (sqlite3.Error, DBAPIError) as error:
        return re.search(REFUSED, str(error)) is not None
    return False


@pytest.mark.plants_writes
@every_access
@every_way
def test_every_pair_that_is_not_allowed_is_stopped(
    opened: Opened,
    access: Access,
    way: Callable[[Connection, Planted], None],
    tell: Tell,
    request: pytest.FixtureRequest,
) -> None:
    with opened(access) as connection:
        came_through = passed(way, connection, access)
    count = len(list(planted(access)))
    tell("The gate", request.node.callspec.id, planted=count, stopped=count - len(came_through))
    assert came_through == []
    assert count == 3 * len(TABLES) - sum(verb != "create" for verb, _ in access.value)


@pytest.mark.plants_writes
@every_access
def test_the_authorizer_alone_stops_them_too(opened: Opened, access: Access, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(syncer.live.gate, "permit", lambda statement, access: None)
    with opened(access) as connection:
        assert passed(WAYS["text()"], connection, access) == []


def test_what_is_planted_would_do_harm_without_a_gate(workspace: Workspace) -> None:
    with workspace.connection() as ungated:
        for access in Access:
            for one in planted(access):
                ungated.execute(f"EXPLAIN {one.sql}")


@pytest.mark.plants_writes
@every_access
@pytest.mark.parametrize("sql", [pytest.param(sql, id=how) for how, sql in HIDDEN.items()])
def test_hidden_statements_are_stopped(opened: Opened, access: Access, sql: str) -> None:
    with opened(access) as connection:
        with pytest.raises(ForbiddenStatement):
            connection.exec_driver_sql(sql)
        if sql:
            with pytest.raises((sqlite3.Error, sqlite3.Warning)):
                connection.connection.cursor().execute(sql)


@every_access
def test_nobody_reads_who_is_a_member(access: Access) -> None:
    """SQLite itself has to read MEMBER_ID for its foreign keys, so the text is what counts."""
    for statement in ("SELECT member_id FROM mbrgrpmbr", "SELECT max(mbrgrpmbr.member_id) AS n \nFROM mbrgrpmbr"):
        with pytest.raises(ForbiddenStatement, match="select of member rows"):
            permit(statement, access)


@pytest.mark.plants_writes
@every_access
def test_scripts_of_the_driver_are_stopped(opened: Opened, access: Access) -> None:
    with opened(access) as connection:
        with pytest.raises(sqlite3.DatabaseError, match="not authorized"):
            connection.connection.cursor().executescript("SELECT 1; DELETE FROM mbrgrpmbr")
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # a script commits first


# What reaches members without naming them


@pytest.mark.plants_writes
@pytest.mark.parametrize("table", ["member", "mbrgrp"])
def test_a_cascade_is_stopped_even_where_the_delete_itself_is_allowed(
    opened: Opened, monkeypatch: pytest.MonkeyPatch, table: str, watch: Watch
) -> None:
    authorize = syncer.live.gate.authorize

    def allowing(access: Access, action: int, first: str | None, second: str | None) -> bool:
        is_of_a_parent = action in (sqlite3.SQLITE_DELETE, sqlite3.SQLITE_READ) and first not in MEMBERSHIP
        return is_of_a_parent or authorize(access, action, first, second)

    monkeypatch.setattr(syncer.live.gate, "authorize", allowing)
    with opened(Access.WRITE) as connection, pytest.raises(sqlite3.DatabaseError, match=REFUSED):
        connection.connection.cursor().execute(f"DELETE FROM {table} WHERE {table}{'_id'} = 8000000000000000551")
    assert "delete mbrgrpmbr" in watch.asked


@pytest.mark.plants_writes
def test_a_trigger_of_the_site_that_writes_members_stops_the_apply(workspace: Workspace) -> None:
    with workspace.connection() as site:
        site.execute(
            "CREATE TRIGGER dummy AFTER INSERT ON mbrgrp BEGIN"
            " INSERT INTO mbrgrpmbr (member_id, mbrgrp_id) VALUES (-2000, NEW.mbrgrp_id); END"
        )
    workspace.segment()
    before = workspace.store_rows()
    with pytest.raises(Failed, match="Everything was rolled back"):
        workspace.apply()
    assert workspace.store_rows() == before


@pytest.mark.parametrize("sql", [pytest.param(sql, id=how) for how, sql in DISGUISED.items()])
def test_disguised_statements_are_stopped_by_the_authorizer(opened: Opened, sql: str) -> None:
    with opened(Access.WRITE) as connection, pytest.raises(sqlite3.DatabaseError, match=REFUSED):
        connection.connection.cursor().execute(sql)


# What has to come through


def test_a_trigger_of_the_site_is_in_nobodys_way(workspace: Workspace) -> None:
    """With a trigger, SQLite looks into the membership tables for foreign keys before a parent is inserted."""
    with workspace.connection() as site:
        site.execute(
            "CREATE TRIGGER touch AFTER INSERT ON member BEGIN"
            " UPDATE mbrgrp SET lastupdatedby = 'site' WHERE mbrgrpname = 'Survey Panel'; END"
        )
    workspace.segment()
    assert workspace.apply().outcomes


def test_members_may_be_counted_and_looked_for(opened: Opened) -> None:
    looked_for = select(mbrgrp.c.mbrgrp_id).where(
        exists(select(literal_column("1")).where(mbrgrpmbr.c.mbrgrp_id == mbrgrp.c.mbrgrp_id))
    )
    with opened(Access.READ) as connection:
        counted = connection.scalar(select(func.count().label("n")).select_from(mbrgrpmbr))
        assert counted is not None
        assert counted > 1000
        assert connection.execute(looked_for).first()


@pytest.mark.parametrize("access", [Access.WRITE, Access.SETUP], ids=lambda one: one.name)
def test_every_pair_that_is_allowed_is_used(workspace: Workspace, access: Access) -> None:
    """What nobody needs would be a hole."""
    used: set[tuple[str, str]] = set()

    @event.listens_for(Engine, "before_cursor_execute")
    def collect(_c: object, _cursor: object, statement: str, *_: object) -> None:
        if found := re.match(r"\s*(INSERT INTO|UPDATE|DELETE FROM|CREATE TABLE) (?:\w+\.)?(\w+)", statement):
            used.add((found[1].split()[0].lower(), found[2]))

    try:
        if access is Access.SETUP:
            without_own_tables(workspace)
            setup(workspace.root, "staging")
        else:
            live_through_everything(workspace)
    finally:
        event.remove(Engine, "before_cursor_execute", collect)
    assert used == access.value


def without_own_tables(workspace: Workspace) -> None:
    with workspace.connection() as connection:
        for table in OWN_TABLES:
            connection.execute(f"DROP TABLE {table.name}")


def live_through_everything(workspace: Workspace) -> None:
    workspace.segment()
    workspace.apply()
    workspace.segment(description="New words.")
    workspace.apply()
    workspace.segment(lifecycle="released", description="New words.")
    workspace.apply()


# Who opens connections


_OPENING = (
    *("connect", "connect_scratch", "sqlite3.connect", "create_engine", "sqlalchemy.create_engine"),
    *("ScratchGate", "saw_made", "self.gate.saw_made"),
)


def calls() -> Iterator[tuple[str, str, str | None]]:
    """Where the product opens a database: file, function that is called, kind of access."""
    for path in sorted(SYNCER.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = ast.unparse(node.func)
                if name in _OPENING:
                    access = ast.unparse(node.args[1]) if name == "connect" else None
                    yield path.relative_to(SYNCER).as_posix(), name, access


def test_nobody_opens_a_database_past_the_gate() -> None:
    """A new call has to be added here, and so to be looked at."""
    found = Counter(call for call in calls() if not call[0].startswith("sandbox/"))
    assert found == {
        ("engine/apply.py", "connect", "Access.WRITE"): 1,
        ("engine/conformance/locking.py", "connect", "Access.WRITE"): 1,
        ("engine/doctor.py", "connect", "Access.READ"): 1,
        ("engine/drift.py", "connect", "Access.READ"): 1,
        ("engine/plan.py", "connect", "Access.READ"): 1,
        ("engine/setup.py", "connect", "Access.SETUP"): 1,
        ("live/dialects/db2.py", "create_engine", None): 1,
        ("live/dialects/derby.py", "create_engine", None): 1,
        ("live/dialects/oracle.py", "create_engine", None): 1,
        ("live/dialects/postgresql.py", "create_engine", None): 1,
        ("live/dialects/sqlite.py", "create_engine", None): 1,
        ("live/dialects/sqlite.py", "sqlite3.connect", None): 1,
        # Who may do more, in a schema that was found empty: tests/live/test_scratch_gate.py.
        ("live/scratch.py", "connect", "Access.READ"): 2,
        ("live/scratch.py", "ScratchGate", None): 1,
        ("live/scratch.py", "connect_scratch", None): 1,
        ("live/scratch.py", "connect", "Access.SETUP"): 1,
        ("live/scratch.py", "self.gate.saw_made", None): 2,
    }


@every_access
def test_the_authorizer_is_on_before_anything_is_said(workspace: Workspace, access: Access) -> None:
    with connect(workspace.settings(), access) as database, database.reading() as connection:
        driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        with pytest.raises(sqlite3.DatabaseError, match="not authorized"):
            driver.execute("PRAGMA user_version = 5")


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO mbrgrp (mbrgrp_id) VALUES (?)",
        "UPDATE wcs.mbrgrp SET optcounter=? WHERE wcs.mbrgrp.mbrgrp_id = ?",
        "DELETE FROM xsyncsegment WHERE xsyncsegment.segment_id = ?",
        "SELECT mbrgrp.mbrgrp_id \nFROM mbrgrp",
    ],
)
def test_our_own_statements_come_through_with_and_without_a_schema(statement: str) -> None:
    permit(statement, Access.WRITE)


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param("SELECT tidy(mbrgrp.mbrgrp_id) \nFROM mbrgrp", id="a function of the site"),
        pytest.param("SELECT setval('ids', 1) AS n", id="a function of the engine that writes"),
        pytest.param("SELECT pg_terminate_backend (1) AS n", id="one that ends somebody's session"),
        pytest.param("SELECT dblink_exec('x', 'y') AS n", id="one that writes elsewhere"),
        pytest.param("SELECT ids.NEXTVAL FROM DUAL", id="an id without KEYS"),
        pytest.param("SELECT mbrgrp.mbrgrp_id \nFROM mbrgrp FOR SHARE", id="a lock on rows of the store"),
        pytest.param("INSERT INTO mbrgrp (mbrgrp_id) VALUES (tidy(1))", id="a function in an INSERT"),
        pytest.param("UPDATE mbrgrp SET optcounter=tidy(1) WHERE mbrgrp.mbrgrp_id = ?", id="a function in an UPDATE"),
        pytest.param("UPDATE mbrgrp SET mbrgrpname=? WHERE mbrgrp.mbrgrp_id = ?", id="another name"),
        pytest.param(
            "UPDATE mbrgrp SET optcounter=coalesce(1, 2), mbrgrp_id=%(a)s::BIGINT WHERE mbrgrp.mbrgrp_id = %(b)s",
            id="another id, behind something harmless",
        ),
        pytest.param("UPDATE mbrgrp SET optcounter=1 WHERE 1 = 1", id="every group"),
        pytest.param("UPDATE mbrgrp SET optcounter=1", id="every group, in fewer words"),
        pytest.param("UPDATE mbrgrp SET optcounter=1 WHERE mbrgrp_id = ? OR 1 = 1", id="every group, by a trick"),
        pytest.param("UPDATE keys SET upperbound=1 WHERE keys.keys_id = ?", id="a bound of a range"),
        pytest.param("DELETE FROM xsyncsegment WHERE 1 = 1", id="the whole ledger"),
        pytest.param(
            "DELETE FROM xsyncsegment WHERE xsyncsegment.segment_id = ? OR 1 = 1", id="the whole ledger, by a trick"
        ),
    ],
)
def test_on_engines_without_an_authorizer_the_text_alone_stops_it(statement: str) -> None:
    for access in Access:
        with pytest.raises(ForbiddenStatement):
            permit(statement, access)
