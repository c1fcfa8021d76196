"""The least rights and the guard on Derby, in this process: what the server lets each login do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from sqlalchemy import MetaData, NullPool, create_engine
from sqlalchemy.schema import CreateSchema

from syncer.engine.setup import setup
from syncer.live.dialects import DIALECTS
from syncer.live.dialects.rights import DERBY_RIGHTS
from syncer.live.gate import MEMBERSHIP
from syncer.live.grants import Logins, grants, reading_rights, writing_rights
from syncer.live.tables import OWN_TABLES
from syncer.model.environment import DatabaseUrl, Environment, Role
from syncer.sandbox.commerce import Profile, commerce_tables
from syncer.sandbox.seed import insert_seeds
from tests.live.derby.java import require_java
from tests.membership import Watch
from tests.workspace import Workspace

if TYPE_CHECKING:
    from syncer.live.derby.dbapi import Connection

READER, WRITER, LOADER, DBA = "READS", "WRITES", "LOADS", "DBA"
STORE, OURS = "wcs", "syncer"
DENIED = frozenset({"42500", "42502", "42504", "42506", "42507"})
DIVIDED_BY_ZERO, NO_VALUE = "22012", "23502"

_NUMBERS = count()


ENVIRONMENT = Environment(
    "staging", DatabaseUrl("URL"), Role.STAGING, "main", {}, "en_US", schema=STORE, ledger_schema=OURS
)


class Site(NamedTuple):
    """A store's database on which rights count, with those that the command prints, and the guard."""

    name: str
    before: Mapping[str, Mapping[str, str | None]]
    """By login, how each way to reach members was refused when the guard was there, and rights did not count yet."""


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    require_java()
    from syncer.live.derby import dbapi

    name = f"memory:grants{next(_NUMBERS)}"
    fill(name)
    rights, triggers = split(grants(DIALECTS["derby"], ENVIRONMENT, Logins(READER, WRITER), has_guard=True))
    say(name, triggers)
    before = {user: ways_to_members(name, user) for user in (WRITER, LOADER)}
    settings = {"derby.database.sqlAuthorization": "true", "derby.storage.indexStats.auto": "false"}
    say(name, (f"CALL SYSCS_UTIL.SYSCS_SET_DATABASE_PROPERTY('{key}', '{value}')" for key, value in settings.items()))
    with suppress(dbapi.OperationalError):  # Derby says so when it has shut one down
        connected(name, DBA, shutdown="true")
    say(name, rights)
    yield Site(name, before)
    with suppress(dbapi.OperationalError):
        connected(name, DBA, drop="true")


def say(name: str, script: Iterable[str]) -> None:
    """What the DBA says."""
    with closing(connected(name, DBA)) as dba:
        for statement in script:
            dba.cursor().execute(statement)
        dba.commit()


def connected(name: str, user: str, **settings: str) -> Connection:
    from syncer.live.derby import dbapi

    return dbapi.connect(f"jdbc:derby:{name}", {"user": user, "password": "none", **settings}, lock_seconds=20)


def split(text: str) -> tuple[list[str], list[str]]:
    """Grants and triggers of a script, without its comments; Derby takes one at a time, and no semicolon."""
    lines = (line for line in text.splitlines() if not line.startswith("--"))
    statements = list(filter(str.strip, "\n".join(lines).split(";")))
    return [one for one in statements if "GRANT" in one], [one for one in statements if "TRIGGER" in one]


def fill(name: str) -> None:
    """Make the tables of the store with some rows, and ours."""
    import syncer.live.derby.sqlalchemy_dialect  # noqa: F401 (so that SQLAlchemy knows it)

    engine = create_engine(f"derby://{DBA}:none@/{name}?create=true", poolclass=NullPool)
    tables, ours = commerce_tables(Profile.NINE), MetaData()
    for table in OWN_TABLES:
        table.to_metadata(ours, schema=OURS)
    with engine.begin() as connection:
        for schema in (STORE, OURS):
            connection.execute(CreateSchema(schema))
        connection.exec_driver_sql(f"SET SCHEMA {STORE}")
        tables.create_all(connection)
        insert_seeds(connection, tables, Role.STAGING, Profile.NINE, 25)
        ours.create_all(connection)
    engine.dispose()


def code(connection: Connection, statement: str) -> str | None:
    """With which SQLSTATE a statement is refused; what it does is rolled back."""
    from syncer.live.derby import dbapi

    try:
        connection.cursor().execute(statement)
        return None
    except dbapi.Error as error:
        return str(error.sqlstate)
    finally:
        connection.rollback()


def is_denied(connection: Connection, statement: str) -> bool:
    found = code(connection, statement)
    assert found in {None, NO_VALUE, *DENIED}, f"{found}: {statement}"
    return found in DENIED


# Rights


def test_each_login_may_do_this_and_nothing_else_to_any_column(site: Site) -> None:
    reading, writing = list(reading_rights(DERBY_RIGHTS)), list(writing_rights())
    named = {right.table for right in (*reading, *writing)} | MEMBERSHIP
    columns = [one for one in columns_of(site) if one.table in named]
    assert {one.table for one in columns} == named
    for user, rights in ((READER, reading), (WRITER, [*reading, *writing])):
        expected = {
            (right.verb, *one)
            for right in rights
            for one in columns
            if one.table == right.table and (not right.columns or one.column in right.columns)
        }
        with closing(connected(site.name, user)) as connection:
            assert set(may(connection, columns)) == expected


class Place(NamedTuple):
    """A column of the store's or of our tables."""

    schema: str
    table: str
    column: str


def columns_of(site: Site) -> Iterator[Place]:
    with closing(connected(site.name, DBA)) as dba:
        cursor = dba.cursor()
        cursor.execute(
            "SELECT s.schemaname, t.tablename, c.columnname FROM sys.sysschemas s"
            " JOIN sys.systables t ON t.schemaid = s.schemaid JOIN sys.syscolumns c ON c.referenceid = t.tableid"
            " WHERE s.schemaname IN ('WCS', 'SYNCER')"
        )
        yield from (Place(*(name.lower() for name in row)) for row in cursor.fetchall())
        dba.rollback()


def may(connection: Connection, columns: Sequence[Place]) -> Iterator[tuple[str, str, str, str]]:
    """What Derby lets a login do; other reasons against it, such as a value that is missing, come later."""
    by_table = {
        "insert": "INSERT INTO {}.{} ({}) VALUES (DEFAULT)",
        "delete": "DELETE FROM {}.{} WHERE 1 = 0",
    }
    by_column = {
        "select": "SELECT {2} FROM {0}.{1} WHERE 1 = 0",
        "update": "UPDATE {}.{} SET {} = DEFAULT WHERE 1 = 0",
    }
    first = {one.table: one for one in reversed(columns)}
    for verb, statement in by_table.items():
        free = {table for table, one in first.items() if not is_denied(connection, statement.format(*one))}
        yield from ((verb, *one) for one in columns if one.table in free)
    for verb, statement in by_column.items():
        yield from ((verb, *one) for one in columns if not is_denied(connection, statement.format(*one)))


@pytest.mark.parametrize("user", [READER, WRITER])
def test_what_is_no_reading_or_writing_of_rows_is_refused(site: Site, user: str) -> None:
    forbidden = (
        "TRUNCATE TABLE wcs.mbrgrpmbr",
        "DROP TABLE wcs.mbrgrpmbr",
        "DROP TABLE syncer.xsyncrun",
        "DROP TRIGGER wcs.xsync_mbrgrpmbr_delete",
        "ALTER TABLE wcs.mbrgrp DROP COLUMN mbrgrpname",
        "CREATE TABLE wcs.another (a INTEGER)",
        f"GRANT DELETE ON wcs.mbrgrpmbr TO {user}",
        "CALL SYSCS_UTIL.SYSCS_SET_DATABASE_PROPERTY('derby.database.sqlAuthorization', 'false')",
    )
    with closing(connected(site.name, user)) as connection:
        assert [one for one in forbidden if not is_denied(connection, one)] == []


def test_both_logins_are_enough_to_plan_and_to_apply(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = Workspace(tmp_path, Watch())
    for folder in ("environments", "catalog"):
        (tmp_path / folder).mkdir()
    work.environment(
        url_env="WRITER_URL", read_url_env="READER_URL", schema=STORE, ledger_schema=OURS, propagation="ours"
    )
    monkeypatch.setenv("READER_URL", f"derby://{READER}:none@/{site.name}")
    monkeypatch.setenv("WRITER_URL", f"derby://{DBA}:none@/{site.name}")
    setup(tmp_path, "staging")
    monkeypatch.setenv("WRITER_URL", f"derby://{WRITER}:none@/{site.name}")
    work.segment()
    work.segment("aurora/survey", "Survey Panel", description="Agreed to be asked.", allowExport=True)
    assert sorted(one.verb for one in work.apply(accept=["adoption"]).outcomes) == ["adopted", "created"]
    work.segment(description="New words.")
    work.segment("aurora/survey", "Survey Panel", description="Agreed to be asked.", lifecycle="released")
    assert sorted(one.verb for one in work.apply().outcomes) == ["forgotten", "updated"]
    assert work.drift().findings == ()


# The guard


FILLED = "(SELECT min(mbrgrp_id) FROM wcs.mbrgrpmbr)"
REACHES_MEMBERS = {
    "an insert": "INSERT INTO wcs.mbrgrpmbr (member_id, mbrgrp_id, exclude)"
    " SELECT mbrgrp_id, mbrgrp_id, '0' FROM wcs.mbrgrp",
    "an update": "UPDATE wcs.mbrgrpmbr SET exclude = '1'",
    "a delete": "DELETE FROM wcs.mbrgrpmbr",
    "a delete of shoppers": "DELETE FROM wcs.dmmbrgrppzn",
    "a delete of a group": f"DELETE FROM wcs.mbrgrp WHERE mbrgrp_id = {FILLED}",
    "a delete of its member row": f"DELETE FROM wcs.member WHERE member_id = {FILLED}",
}


def ways_to_members(name: str, user: str) -> dict[str, str | None]:
    """With which SQLSTATE each is refused."""
    with closing(connected(name, user)) as connection:
        return {how: code(connection, statement) for how, statement in REACHES_MEMBERS.items()}


def test_a_cascade_into_members_needs_a_right_on_them(site: Site) -> None:
    assert set(ways_to_members(site.name, WRITER).values()) <= DENIED


def test_the_guard_stops_the_writing_login_and_nobody_else_even_where_rights_do_not_count(site: Site) -> None:
    assert site.before[WRITER] == dict.fromkeys(REACHES_MEMBERS, DIVIDED_BY_ZERO)
    assert site.before[LOADER] == dict.fromkeys(REACHES_MEMBERS)
