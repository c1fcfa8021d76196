"""Oracle's dialect, as far as it shows without an Oracle."""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from sqlalchemy import select, text
from sqlalchemy.engine import make_url
from sqlalchemy.schema import CreateTable
from sqlalchemy.sql.elements import quoted_name

from syncer.live.clock import ServerTime
from syncer.live.connect import connect
from syncer.live.dialects import DIALECTS
from syncer.live.dialects.dialect import Opening
from syncer.live.dialects.oracle import ORACLE
from syncer.live.gate import Access, ForbiddenStatement, permit
from syncer.live.tables import LEDGER_SCHEMA, OWN_TABLES, THE_HEAD, xsynchead
from syncer.model.environment import DatabaseUrl, Environment, Role, Timeouts
from syncer.model.errors import Busy, NotPermitted
from tests.lanes.programs import free_port

VARIABLE = "STORE_URL"
SECRET = "tiger!"


@pytest.fixture
def silent_port() -> Iterator[int]:
    """Somebody takes connections there and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]
        connection, _ = listener.accept()
        with connection:
            connection.recv(65536)


def environment(**seconds: int) -> Environment:
    return Environment(
        "mirror",
        DatabaseUrl(VARIABLE),
        Role.STAGING,
        catalog="main",
        stores={},
        default_language="en_US",
        timeouts=Timeouts(**seconds),
    )


def look(monkeypatch: pytest.MonkeyPatch, url: str, **seconds: int) -> None:
    """Connect to read."""
    monkeypatch.setenv(VARIABLE, url)
    with connect(environment(**seconds), Access.READ) as database, database.reading():
        pass


def test_who_takes_the_connection_and_says_nothing_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch, silent_port: int
) -> None:
    began = time.monotonic()
    with pytest.raises(Busy, match=r"mirror did not answer within 1 s\. Nothing was written\.") as raised:
        look(monkeypatch, f"oracle://scott:{SECRET}@127.0.0.1:{silent_port}/?service_name=store", connect=1)
    assert time.monotonic() - began < 3
    assert SECRET not in str(raised.value)


def test_where_nobody_listens_the_store_is_unreachable(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Busy, match="The connection to mirror failed"):
        look(monkeypatch, f"oracle://scott:{SECRET}@127.0.0.1:{free_port()}/?service_name=store")


@pytest.mark.parametrize(
    "url, words",
    [
        pytest.param("oracle://a:{}@h/?service_name=s&mode=SYSDBA", "mode", id="a setting that we do not know"),
        pytest.param("oracle://a:{}@h/?x%1B[1m=1", "says something after", id="a setting that cannot be shown"),
        pytest.param("oracle://a:{}@h/sid?service_name=s", "both a SID and a service", id="two databases"),
    ],
)
def test_a_url_that_says_too_much_is_refused(monkeypatch: pytest.MonkeyPatch, url: str, words: str) -> None:
    with pytest.raises(NotPermitted, match=words) as raised:
        look(monkeypatch, url.format(SECRET))
    told = f"{raised.value} {raised.value.remedy}"
    assert VARIABLE in told
    assert SECRET not in told
    assert told.isprintable()


@pytest.mark.parametrize(
    "url, told",
    [
        pytest.param("oracle://a:b@h:1600/?service_name=s", "(SERVICE_NAME=s)", id="a service"),
        pytest.param("oracle+oracledb://a:b@h:1600/x", "(SID=x)", id="a SID"),
        pytest.param("oracle://a:b@alias", "alias", id="a name of tnsnames.ora"),
    ],
)
def test_urls_are_read_as_sqlalchemy_reads_them(url: str, told: str) -> None:
    engine = ORACLE.open(Opening(make_url(url), VARIABLE, environment(), reads_only=True))
    _, settings = engine.dialect.create_connect_args(engine.url)
    assert told in settings["dsn"]
    assert DIALECTS[make_url(url).get_backend_name()] is ORACLE


def test_a_connection_gets_the_limit_of_a_statement_in_milliseconds() -> None:
    opening = Opening(make_url("oracle://a:b@h/?service_name=s"), VARIABLE, environment(statement=7), reads_only=True)
    (connect_with_limits,) = ORACLE.open(opening).dialect.dispatch.do_connect
    driver = SimpleNamespace(connect=lambda: SimpleNamespace())
    assert connect_with_limits(driver, None, (), {}).call_timeout == 7000


def taking_the_lock(schema: str) -> str:
    assert ORACLE.lock_clause
    row = select(xsynchead.c.head_id).where(xsynchead.c.head_id == THE_HEAD)
    taken = row.suffix_with(text(ORACLE.lock_clause(30)))
    names = {LEDGER_SCHEMA: quoted_name(schema, quote=False)}
    return str(taken.compile(dialect=ORACLE.grammar(), schema_translate_map=names, render_schema_translate=True))


def test_the_lock_is_waited_for_no_longer_than_it_may_take() -> None:
    sql = taking_the_lock("wcs")
    assert sql.endswith("WHERE wcs.xsynchead.head_id = :head_id_1 FOR UPDATE WAIT 30 ")
    permit(sql, Access.WRITE)


@pytest.mark.parametrize("access", [Access.READ, Access.SETUP])
def test_who_only_reads_takes_no_lock(access: Access) -> None:
    with pytest.raises(ForbiddenStatement):
        permit(taking_the_lock("wcs"), access)


@pytest.mark.parametrize(
    "old, new",
    [
        pytest.param("xsynchead", "mbrgrpmbr", id="of members"),
        pytest.param("xsynchead", "mbrgrp", id="of another table"),
        pytest.param(" FOR UPDATE", " OR 1 = 1 FOR UPDATE", id="of more rows"),
        pytest.param(" WAIT 30", "", id="without an end"),
        pytest.param("\nFROM wcs.xsynchead", "\nFROM wcs.xsynchead, wcs.mbrgrpmbr", id="of members beside it"),
    ],
)
def test_no_other_lock_is_taken(old: str, new: str) -> None:
    with pytest.raises(ForbiddenStatement):
        permit(taking_the_lock("wcs").replace(old, new), Access.WRITE)


def test_beginnings_pass_the_gate() -> None:
    for words in (ORACLE.begin_reading, ORACLE.begin_writing):
        assert words
        permit(words, Access.READ)


@pytest.mark.parametrize("name", list(DIALECTS))
def test_the_time_is_that_of_the_server(name: str) -> None:
    sql = str(select(ServerTime()).compile(dialect=DIALECTS[name].grammar()))
    wanted = "CAST(SYSTIMESTAMP AS TIMESTAMP)" if name == "oracle" else "CURRENT_TIMESTAMP"
    assert wanted in sql


def test_our_own_tables_hold_as_many_characters_as_they_say() -> None:
    """VARCHAR2 counts characters, so 254 bytes fit whatever the characters are, and 254 characters too."""
    sql = "".join(str(CreateTable(table).compile(dialect=ORACLE.grammar())) for table in OWN_TABLES)
    assert sql.count("mbrgrpname VARCHAR2(254 CHAR) NOT NULL") == 2
    assert re.findall(r"VARCHAR2\(\d+(?! CHAR)\)", sql) == []
    assert sql.count(" CLOB NOT NULL") == 3
    assert max(map(len, re.findall(r"\w+", sql))) <= 30
    assert '"' not in sql
