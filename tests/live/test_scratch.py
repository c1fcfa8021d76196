"""A scratch schema on a real server: which ones are refused, and that nothing which was there can be reached."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import Any

import pytest
from sqlalchemy import Engine, text

from syncer.engine.conformance.bench import in_scratch
from syncer.live.connect import connect_scratch
from syncer.live.dialects.postgresql import POSTGRESQL
from syncer.live.gate import ForbiddenStatement
from syncer.live.scratch import Scratch, claim
from syncer.live.scratch_gate import ScratchGate
from syncer.model.environment import DatabaseUrl, Environment
from syncer.model.errors import NotPermitted, SyncerError
from syncer.sandbox.commerce import Profile, commerce_tables
from tests.builders import environment
from tests.lanes.lane import Lane
from tests.workspace import Workspace

VARIABLE = "SITE_URL"


@dataclass(frozen=True)
class Site:
    """A store in schema wcs with one member row, an empty schema scratch, and one that holds a view."""

    administrator: Engine
    where: Environment

    def rows(self, table: str) -> int:
        with self.administrator.begin() as connection:
            return int(connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one())

    def scratch(self, schema: str = "scratch") -> AbstractContextManager[Scratch]:
        return claim(self.where, in_scratch(self.where, schema))


@pytest.fixture
def site(lane_of: Callable[[str], Lane | None], monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    lane = lane_of("postgresql")
    assert lane
    url, administrator = lane.new_database()
    with administrator.begin() as connection:
        for sql in (
            *("CREATE SCHEMA wcs", "CREATE SCHEMA scratch", "CREATE SCHEMA seen", "CREATE SCHEMA ledger"),
            "CREATE TABLE wcs.member (member_id BIGINT PRIMARY KEY)",
            "CREATE TABLE wcs.mbrgrp (mbrgrp_id BIGINT PRIMARY KEY REFERENCES wcs.member ON DELETE CASCADE)",
            "CREATE TABLE wcs.mbrgrpmbr (member_id BIGINT, mbrgrp_id BIGINT REFERENCES wcs.mbrgrp ON DELETE CASCADE)",
            *("INSERT INTO wcs.member VALUES (1)", "INSERT INTO wcs.mbrgrp VALUES (1)"),
            *("INSERT INTO wcs.mbrgrpmbr VALUES (1, 1)", "CREATE VIEW seen.member AS SELECT * FROM wcs.member"),
        ):
            connection.exec_driver_sql(sql)
    monkeypatch.setenv(VARIABLE, url)
    yield Site(
        administrator, environment(target=DatabaseUrl(VARIABLE), schema="wcs", ledger_schema="ledger", name="site")
    )
    administrator.dispose()


_ANOTHER = "Have the DBA make an empty schema, and name that."


@pytest.mark.parametrize(
    "schema, why, remedy",
    [
        pytest.param("wcs", "wcs is the schema that site works in.", _ANOTHER, id="that of the store"),
        pytest.param("WCS", "WCS is the schema that site works in.", _ANOTHER, id="that of the store, in capitals"),
        pytest.param("ledger", "ledger is the schema that site works in.", _ANOTHER, id="that of our own tables"),
        pytest.param(
            "seen",
            "The schema seen is not empty: it holds member.",
            "Name an empty one. What an interrupted run left there has to be dropped by hand.",
            id="one with a view onto the store",
        ),
        pytest.param(
            "nowhere",
            "There is no schema nowhere in the database of site, or this login may not see it.",
            "Have the DBA make it, with the right to make tables in it.",
            id="one that is not there",
        ),
    ],
)
def test_a_schema_is_refused(site: Site, schema: str, why: str, remedy: str) -> None:
    with pytest.raises(NotPermitted) as raised, site.scratch(schema):
        pass
    assert (raised.value.message, raised.value.remedy) == (f"{why} Nothing was made.", remedy)


def test_the_schema_of_a_store_is_refused_where_nobody_says_that_it_is_one(site: Site) -> None:
    other = replace(site.where, schema=None, ledger_schema=None)
    with pytest.raises(NotPermitted) as raised:
        claim(other, in_scratch(other, "wcs")).__enter__()
    held = "mbrgrp, mbrgrp_pkey, mbrgrpmbr and 2 more"
    assert raised.value.message == f"The schema wcs is not empty: it holds {held}. Nothing was made."


def test_a_schema_is_looked_at_by_the_login_that_will_write_there(
    site: Site, lane_of: Callable[[str], Lane | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    lane = lane_of("postgresql")
    assert lane
    elsewhere, administrator = lane.new_database()
    with administrator.begin() as connection:
        connection.exec_driver_sql("CREATE SCHEMA seen")
    administrator.dispose()
    monkeypatch.setenv("READING_URL", elsewhere)
    where = replace(site.where, target=DatabaseUrl(VARIABLE, "READING_URL"))
    with pytest.raises(NotPermitted, match="is not empty: it holds member"), claim(where, in_scratch(where, "seen")):
        pass


def test_sqlite_has_no_schemas(workspace: Workspace) -> None:
    where = workspace.settings()
    with pytest.raises(NotPermitted) as raised:
        claim(where, in_scratch(where, "scratch")).__enter__()
    assert raised.value.message == "The database of staging has no schemas to try things in. Nothing was made."
    assert raised.value.remedy == "There is nothing to show on it either: our own tests run on it, every time."


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM wcs.member WHERE wcs.member.member_id = 1",
        "DELETE FROM member WHERE member.member_id = 1",
        "INSERT INTO wcs.mbrgrpmbr (member_id, mbrgrp_id) VALUES (2, 1)",
        "DROP TABLE wcs.mbrgrpmbr",
    ],
)
def test_a_session_in_a_scratch_schema_reaches_nothing_of_the_store(site: Site, sql: str) -> None:
    with site.scratch() as scratch:
        scratch.make(commerce_tables(Profile.NINE).sorted_tables[:6])
        with pytest.raises(ForbiddenStatement), scratch.session() as connection:
            connection.execute(text(sql))
    assert site.rows("wcs.mbrgrpmbr") == 1


def test_a_forged_claim_of_the_store_writes_nothing(site: Site) -> None:
    """Without a table that it made itself the gate stays shut, and a table that is there cannot be made."""
    where, gate = in_scratch(site.where, "wcs"), ScratchGate("wcs", POSTGRESQL)
    with connect_scratch(where, gate) as others:
        forged = Scratch(where, POSTGRESQL, None, gate, others)
        with pytest.raises(SyncerError):
            forged.make([commerce_tables(Profile.NINE).tables["member"]])
        for sql in ("DELETE FROM wcs.member WHERE 1 = 1", "INSERT INTO wcs.mbrgrpmbr (member_id) VALUES (3)"):
            with pytest.raises(ForbiddenStatement), forged.session() as connection:
                connection.execute(text(sql))
        assert forged.drop(["mbrgrpmbr", "member"]) == ()
    assert [site.rows(f"wcs.{table}") for table in ("member", "mbrgrp", "mbrgrpmbr")] == [1, 1, 1]


def test_only_what_was_made_is_dropped_and_what_cannot_be_is_told(site: Site) -> None:
    tables = commerce_tables(Profile.NINE).sorted_tables
    with site.scratch() as scratch:
        scratch.make(tables)
        with site.administrator.begin() as connection:
            connection.exec_driver_sql("CREATE TABLE scratch.theirs (a BIGINT REFERENCES scratch.member)")
        assert scratch.outsiders() == ()
        assert scratch.drop(str(table.name) for table in reversed(tables)) == ("MEMBER",)
    assert site.rows("scratch.theirs") == 0
    assert site.rows("wcs.mbrgrpmbr") == 1


def test_of_a_database_that_lets_nobody_in_any_more_every_table_is_told_at_once(
    site: Site, lane_of: Callable[[str], Lane | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    lane = lane_of("postgresql")
    assert lane
    from syncer.live.dialects.postgresql_psycopg import ImpatientConnection

    asked: list[str] = []

    def connect(*words: Any, **settings: Any) -> Any:
        asked.append("once")
        return connected(*words, **settings)

    tables = commerce_tables(Profile.NINE).sorted_tables[:6]
    with site.scratch() as scratch:
        scratch.make(tables)
        connected = ImpatientConnection.connect
        monkeypatch.setattr(ImpatientConnection, "connect", connect)
        with site.administrator.begin() as connection:
            connection.exec_driver_sql(f"ALTER ROLE {lane.login} NOLOGIN")
        try:
            left = scratch.drop(table.name for table in tables)
        finally:
            with site.administrator.begin() as connection:
                connection.exec_driver_sql(f"ALTER ROLE {lane.login} LOGIN")
    assert left == tuple(table.name.upper() for table in tables)
    assert asked == ["once"]


def test_a_foreign_key_from_outside_is_seen(site: Site) -> None:
    with site.scratch() as scratch:
        scratch.make([commerce_tables(Profile.NINE).tables["member"]])
        with site.administrator.begin() as connection:
            connection.exec_driver_sql("CREATE TABLE wcs.theirs (a BIGINT REFERENCES scratch.member ON DELETE CASCADE)")
        assert scratch.outsiders() == ("wcs.theirs",)
