"""The least rights on a real PostgreSQL: enough for everything that we do, and for nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import Connection, sql
from psycopg.errors import InsufficientPrivilege
from sqlalchemy import create_engine

from syncer.engine.grants import grants_sql
from syncer.engine.setup import setup
from syncer.live.dialects.rights import POSTGRESQL_RIGHTS
from syncer.live.gate import MEMBERSHIP
from syncer.live.grants import Right, grant, reading_rights, writing_rights
from syncer.model.environment import Role
from syncer.model.errors import NotPermitted
from syncer.model.report import Report
from syncer.sandbox.commerce import Profile, commerce_tables
from syncer.sandbox.lookups import BOREALIS
from syncer.sandbox.seed import insert_seeds
from tests.figures import Tell
from tests.lanes.postgresql import PostgresqlServer
from tests.membership import Watch
from tests.workspace import Workspace

READER, WRITER, LOADER = "grants_reader", "grants_writer", "grants_loader"
STORE, OURS = "wcs", "syncer"
READ_BY_DOCTOR = "xsyncchange"
"""Neither a plan nor an apply looks back at what was changed."""


@dataclass(frozen=True)
class Site:
    """A store's database with both logins, and the workspace of those who use them."""

    workspace: Workspace
    server: PostgresqlServer
    database: str

    @contextmanager
    def session(self, role: str | None = None) -> Iterator[Connection[tuple[Any, ...]]]:
        """Somebody's connection, each statement on its own; without a name the DBA's."""
        url = self.server.url(self.database, role) if role else self.server.url(self.database)
        with psycopg.connect(url, autocommit=True, options=f"-c search_path={STORE},{OURS}") as connection:
            yield connection

    def run(self, *statements: str, role: str | None = None) -> None:
        """Say statements as somebody."""
        with self.session(role) as connection:
            for statement in statements:
                connection.execute(statement.encode())

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with self.session() as connection:
            return connection.execute(query.encode()).fetchall()

    def members(self) -> list[list[tuple[Any, ...]]]:
        """Every row of the membership tables."""
        return [self.rows(f"SELECT * FROM {table} ORDER BY 1, 2, 3") for table in sorted(MEMBERSHIP)]

    def grants(self, *, has_guard: bool) -> str:
        """What the command prints."""
        return grants_sql(self.workspace.root, "staging", reader=READER, writer=WRITER, has_guard=has_guard)

    def statement(self, right: Right, login: str) -> str:
        """One grant, without its conditions."""
        return grant(right, POSTGRESQL_RIGHTS, self.workspace.settings(), (login,)).splitlines()[-1]


@pytest.fixture(scope="session")
def template(postgresql: PostgresqlServer) -> str:
    """A database with the tables of the store, of which each test gets a copy."""
    name = postgresql.create_database()
    with psycopg.connect(postgresql.url(name), autocommit=True) as dba:
        # The doctor's tests of this server may have made them.
        there = {name for (name,) in dba.execute("SELECT rolname FROM pg_roles")}
        for role in sorted({READER, WRITER, LOADER} - there):
            dba.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role)))
        for schema in (STORE, OURS):
            dba.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(schema)))
    url = postgresql.url(name).replace("postgresql:", "postgresql+psycopg:")
    engine = create_engine(url, connect_args={"options": f"-c search_path={STORE}"})
    tables = commerce_tables(Profile.NINE)
    with engine.begin() as connection:
        tables.create_all(connection)
        insert_seeds(connection, tables, Role.STAGING, Profile.NINE, 25)
    engine.dispose()
    return name


@pytest.fixture
def site(template: str, postgresql: PostgresqlServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    """A copy of it, set up by a DBA, with both logins granted what the command prints."""
    database = f"{template}_{tmp_path.name[-20:].replace('-', '_')}"
    with psycopg.connect(postgresql.url("postgres"), autocommit=True) as dba:
        dba.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(database), sql.Identifier(template))
        )
    workspace = Workspace(tmp_path, Watch())
    for folder in ("environments", "catalog"):
        (tmp_path / folder).mkdir()
    declare(workspace)
    site = Site(workspace, postgresql, database)
    monkeypatch.setenv("WRITER_URL", postgresql.url(database))
    setup(tmp_path, "staging")
    monkeypatch.setenv("WRITER_URL", postgresql.url(database, WRITER))
    monkeypatch.setenv("READER_URL", postgresql.url(database, READER))
    site.run(site.grants(has_guard=False))
    return site


def declare(workspace: Workspace, **settings: str) -> None:
    """Write the environment's file: two logins, two schemas, a store by its identifier and one by its owner."""
    stores = {"aurora": "Aurora", "borealis": {"owner_id": str(BOREALIS)}}
    workspace.environment(
        url_env="WRITER_URL",
        read_url_env="READER_URL",
        schema=STORE,
        ledger_schema=OURS,
        stores=stores,
        **settings,
    )


# Enough


def let_everything_wait(site: Site) -> None:
    """After this, one apply creates, adopts, updates, activates and forgets, and changes all that may be changed."""
    work = site.workspace
    declare(work, empty_segment_means="everybody")
    french = {"description": "Les plus fidèles.", "displayName": "Or"}
    work.segment("aurora/held", "Held Back")
    work.segment("aurora/leaving", "On Its Way Out")
    work.segment(description="Old words.", translations={"fr_FR": french}, allowExport=False, exportAll=False)
    work.apply(accept=["first-write"])
    site.run(
        "INSERT INTO mbrgrpmbr (member_id, mbrgrp_id, exclude) SELECT (SELECT min(member_id) FROM member"
        " WHERE type = 'U'), mbrgrp_id, '0' FROM mbrgrp WHERE mbrgrpname = 'Held Back'"
    )
    texts = {"fr_FR": {"description": "Neuf.", "displayName": "Or et plus"}, "de_DE": {"description": "Gold."}}
    work.segment(description="New words.", translations=texts, allowExport=True, exportAll=True)
    work.segment("aurora/leaving", "On Its Way Out", description="Tier gold.", lifecycle="released")
    work.segment("aurora/survey", "Survey Panel", description="Agreed to be asked.")
    work.segment("aurora/new", "New Here")


def apply(site: Site) -> Report:
    members = site.members()
    try:
        return site.workspace.apply(accept=["adoption", "first-write"])
    finally:
        assert site.members() == members


def test_the_reading_login_is_enough_to_plan_and_to_look(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.workspace.segment()
    monkeypatch.setenv("WRITER_URL", site.server.url(site.database, READER))
    assert [change.verb for change in site.workspace.plan().changes] == ["create"]
    assert site.workspace.drift().findings == ()
    with pytest.raises(NotPermitted, match="with these rights"):
        apply(site)


@pytest.mark.parametrize("has_guard", [pytest.param(False, id="alone"), pytest.param(True, id="beside the guard")])
def test_the_writing_login_is_enough_for_all_that_an_apply_does(site: Site, has_guard: bool) -> None:
    if has_guard:
        site.run(site.grants(has_guard=True))
    let_everything_wait(site)
    found = {one.verb for one in apply(site).outcomes}
    assert found == {"created", "adopted", "updated", "activated", "forgotten"}
    assert site.workspace.plan().changes == ()


def test_one_login_is_enough_for_all(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("READER_URL", site.server.url(site.database, WRITER))
    site.workspace.segment()
    assert len(apply(site).outcomes) == 1
    assert site.workspace.drift().findings == ()


# Not more than that


def single(rights: Iterator[Right]) -> Iterator[Right]:
    """The rights column by column."""
    for right in rights:
        yield from (replace(right, columns=(column,)) for column in right.columns) if right.columns else (right,)


def test_taking_any_right_away_makes_something_fail(site: Site, tell: Tell) -> None:
    let_everything_wait(site)
    reading = [right for right in single(reading_rights(POSTGRESQL_RIGHTS)) if right.table != READ_BY_DOCTOR]
    cases = [(READER, right) for right in reading] + [
        (WRITER, right) for right in (*reading, *single(writing_rights()))
    ]
    superfluous = [(login, right) for login, right in cases if not fails_without(site, login, right)]
    tell("Least rights", "on PostgreSQL", taken_away=len(cases), something_failed=len(cases) - len(superfluous))
    assert superfluous == []
    assert len(apply(site).outcomes) == 5


def fails_without(site: Site, login: str, right: Right) -> bool:
    given = site.statement(right, login)
    site.run(given.replace("GRANT", "REVOKE").replace(" TO ", " FROM "))
    try:
        site.workspace.plan() if login == READER else apply(site)
    except NotPermitted:
        return True
    finally:
        site.run(given)
    return False


def test_each_login_may_do_this_and_nothing_else_to_any_column(site: Site) -> None:
    reading, writing = list(reading_rights(POSTGRESQL_RIGHTS)), list(writing_rights())
    columns = [(str(table), str(column)) for table, column in site.rows(COLUMNS)]
    assert len({table for table, _ in columns}) > 30
    for login, rights in ((READER, reading), (WRITER, [*reading, *writing])):
        expected = {
            (right.verb, table, column)
            for right in rights
            for table, column in columns
            if table == right.table and (not right.columns or column in right.columns)
        }
        assert set(may(site, login, columns)) == expected


COLUMNS = f"""
    SELECT table_name, column_name FROM information_schema.columns WHERE table_schema IN ('{STORE}', '{OURS}')
"""


def may(site: Site, login: str, columns: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str, str]]:
    """What the server lets a login do, tried on no row."""
    tries = {
        "select": "SELECT {column} FROM {table} WHERE false",
        "insert": "INSERT INTO {table} ({column}) SELECT NULL WHERE false",
        "update": "UPDATE {table} SET {column} = NULL WHERE false",
        "delete": "DELETE FROM {table} WHERE false",
    }
    with site.session(login) as connection:
        for table, column in columns:
            for verb, statement in tries.items():
                try:
                    connection.execute(statement.format(table=table, column=column).encode())
                    yield verb, table, column
                except InsufficientPrivilege:
                    pass


NO_READING_OR_WRITING_OF_ROWS = (
    "TRUNCATE mbrgrpmbr",
    "TRUNCATE mbrgrp CASCADE",
    "DROP TABLE mbrgrpmbr",
    "DROP TABLE xsyncrun",
    "ALTER TABLE mbrgrpmbr DISABLE TRIGGER ALL",
    "ALTER TABLE mbrgrp DROP COLUMN mbrgrpname",
    "CREATE TABLE wcs.another (a integer)",
    "CREATE TABLE syncer.another (a integer)",
    "CREATE TRIGGER one BEFORE DELETE ON mbrgrpmbr EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    f"GRANT ALL ON mbrgrpmbr TO {WRITER}",
    "SET session_replication_role = replica",
    f"SET SESSION AUTHORIZATION {LOADER}",
    f"SET ROLE {LOADER}",
    "COPY mbrgrpmbr FROM STDIN",
)


@pytest.mark.parametrize("login", [READER, WRITER])
def test_what_is_no_reading_or_writing_of_rows_is_refused(site: Site, login: str) -> None:
    assert [one for one in NO_READING_OR_WRITING_OF_ROWS if not is_refused(site, one, login)] == []


def is_refused(site: Site, statement: str, login: str, words: str = "") -> bool:
    """Whether the server says no; what it lets through is rolled back."""
    with site.session(login) as connection, connection.transaction(force_rollback=True):
        try:
            connection.execute(statement.encode())
        except InsufficientPrivilege as error:
            return words in str(error)
    return False


# The guard


@pytest.fixture
def generous_site(site: Site) -> Site:
    """A site that gave both logins far too much, and has the guard."""
    site.run(site.grants(has_guard=True), f"GRANT ALL ON ALL TABLES IN SCHEMA {STORE} TO {WRITER}, {LOADER}")
    site.run(f"GRANT USAGE ON SCHEMA {STORE} TO {LOADER}")
    return site


FILLED = "(SELECT min(mbrgrp_id) FROM mbrgrpmbr)"
REACHES_MEMBERS = {
    "an insert": "INSERT INTO mbrgrpmbr (member_id, mbrgrp_id, exclude)"
    " SELECT (SELECT min(member_id) FROM member), min(mbrgrp_id), '0' FROM mbrgrp",
    "an update": "UPDATE mbrgrpmbr SET exclude = '1'",
    "a delete": "DELETE FROM mbrgrpmbr",
    "a delete of shoppers": "DELETE FROM dmmbrgrppzn",
    "a truncate": "TRUNCATE mbrgrpmbr",
    "a truncate that cascades": "TRUNCATE mbrgrp CASCADE",
    "a delete of a group": f"DELETE FROM mbrgrp WHERE mbrgrp_id = {FILLED}",
    "a delete of its member row": f"DELETE FROM member WHERE member_id = {FILLED}",
    "a delete of a shopper": "DELETE FROM member WHERE member_id = (SELECT max(member_id) FROM mbrgrpmbr)",
}


def test_the_guard_stops_the_writing_login_and_nobody_else(generous_site: Site) -> None:
    words = "members are not for this login to change"
    refused = {
        login: [how for how, statement in REACHES_MEMBERS.items() if is_refused(generous_site, statement, login, words)]
        for login in (WRITER, LOADER)
    }
    assert refused == {WRITER: list(REACHES_MEMBERS), LOADER: []}


def test_without_the_guard_a_cascade_needs_no_right_on_members(site: Site) -> None:
    site.run(f"GRANT DELETE ON mbrgrp TO {WRITER}")
    before = site.members()
    with pytest.raises(InsufficientPrivilege):
        site.run("DELETE FROM mbrgrpmbr", role=WRITER)
    group = str(site.rows("SELECT min(mbrgrp_id) FROM mbrgrpmbr")[0][0])
    site.run(f"DELETE FROM mbrgrp WHERE mbrgrp_id = {group}", role=WRITER)
    assert site.members() != before
