"""IBM's Db2 client, and our dialect for it, in front of Derby: what it writes, reads and says."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Connection, Text, column, insert, literal_column, select, text, update
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.schema import CreateTable

from syncer.live.connect import Database, connect
from syncer.live.dialects.db2 import DB2
from syncer.live.dialects.dialect import Opening, Trouble
from syncer.live.gate import Access
from syncer.live.keys import GROUP_IDS, reserve
from syncer.live.lookups import look_up
from syncer.live.read import read_snapshot
from syncer.live.tables import THE_HEAD, mbrgrp, mbrgrpcond, member, xsynchead, xsyncsegment
from syncer.model.environment import DatabaseUrl, Timeouts
from syncer.model.errors import Busy, NotPermitted, Stale
from tests.builders import environment
from tests.lanes.db2 import Db2Lane, Relay, relay
from tests.lanes.fixtures import only_on
from tests.lanes.lane import Lane
from tests.workspace import GOLD, NAME, Workspace, variable

on_db2 = only_on("db2")

CANARY = "c4n4ry-Pa55w0rd"
FIRST = 8_000_000_000_000_000_000


@contextmanager
def opened(workspace: Workspace, access: Access = Access.WRITE) -> Iterator[tuple[Database, Connection]]:
    """The product's own connection, in a transaction that is rolled back."""
    with (
        connect(workspace.settings(), access) as database,
        database.writing() as connection,
        connection.begin() as transaction,
    ):
        yield database, connection
        transaction.rollback()


def ask(connection: Connection) -> object:
    return connection.execute(select(xsynchead)).all()


def change(connection: Connection) -> object:
    return connection.execute(update(xsynchead).where(xsynchead.c.head_id == THE_HEAD).values(last_run=1))


@pytest.fixture
def silence(capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Nothing is printed, and no logger has anything to say that Python would print by itself."""
    yield
    assert capfd.readouterr() == ("", "")
    assert caplog.get_records("call") == []


# The whole of the product


@on_db2
@pytest.mark.usefixtures("silence")
def test_a_plan_is_applied_and_nothing_is_left_to_do(workspace: Workspace) -> None:
    workspace.segment()
    assert [(one.verb, one.id) for one in workspace.apply().outcomes] == [("created", GOLD)]
    assert workspace.value("SELECT count(*) FROM mbrgrp WHERE mbrgrpname = ?", NAME) == 1
    assert not workspace.plan().changes
    workspace.segment(description="New words.")
    assert [one.verb for one in workspace.apply().outcomes] == ["updated"]
    assert not workspace.plan().changes
    assert workspace.drift().findings == ()


@on_db2
def test_ids_are_taken_from_keys(workspace: Workspace) -> None:
    settings = workspace.settings()
    counter = "SELECT counter FROM keys WHERE tablename = 'mbrgrp'"
    before = workspace.value(counter)
    with connect(settings, Access.WRITE) as database, database.writing() as connection, connection.begin():
        ids = reserve(connection, look_up(connection, database.dialect, settings), settings, GROUP_IDS, 7)
    assert ids == range(before + 1, before + 8)
    assert workspace.value(counter) == before + 8


@on_db2
def test_a_site_of_version_7_is_read(workspace_7: Workspace) -> None:
    with opened(workspace_7, Access.READ) as (database, connection):
        lookups = look_up(connection, database.dialect, workspace_7.settings())
        assert lookups.is_recorded
        assert len(lookups.lacking) == 2
        assert not lookups.has_nonsequential
        assert len(read_snapshot(connection, lookups).groups) > 10


# Values

TEXTS = (
    None,
    "",
    "x",
    "n" * 254,
    "é" * 127,
    "🛒" * 63,
    'it\'s "so" \\n ?; --',
    "  between  ",
    "one\ntwo\r\n",
)


@on_db2
@pytest.mark.parametrize("texts", [TEXTS, TEXTS[::-1]], ids=["in order", "the other way round"])
def test_a_batch_keeps_each_value_and_counts_its_rows(workspace: Workspace, texts: tuple[str | None, ...]) -> None:
    """Lengths and NULLs differ from row to row; the driver binds a batch at once."""
    owner = workspace.value("SELECT max(owner_id) FROM mbrgrp")
    by = {FIRST + number: words for number, words in enumerate(texts)}
    groups = [{"mbrgrp_id": id, "owner_id": owner, "mbrgrpname": f"{id}", "lastupdatedby": by[id]} for id in by]
    counted = {"preserve_rowcount": True}
    with opened(workspace) as (_, connection):
        connection.execute(insert(member), [{"member_id": id, "type": "G", "optcounter": 0} for id in by])
        assert connection.execute(insert(mbrgrp), groups, execution_options=counted).rowcount == len(by)
        ours = mbrgrp.c.mbrgrp_id.between(FIRST, FIRST + len(by))
        found = connection.execute(select(mbrgrp.c.mbrgrp_id, mbrgrp.c.lastupdatedby).where(ours))
        assert {int(id): words for id, words in found} == by
        seen = mbrgrp.c.mbrgrp_id == literal_column(f"{FIRST}")
        missed = update(mbrgrp).where(seen, mbrgrp.c.mbrgrpname == text(":seen_name"))
        rows = [{"seen_name": name, "lastupdatedby": "me"} for name in (f"{FIRST}", "nobody's")]
        assert connection.execute(missed, rows, execution_options=counted).rowcount == 1


@on_db2
@pytest.mark.parametrize("length", [0, 1, 30_000, 300_000])
def test_a_long_text_comes_back_as_it_was(workspace: Workspace, length: int) -> None:
    words = ("ü🛒<x/>" * (length // 6 + 1))[:length]
    some = workspace.value("SELECT min(member_id) FROM member WHERE type = 'G'")
    with opened(workspace) as (_, connection):
        row = {"mbrgrp_id": FIRST, "owner_id": some, "mbrgrpname": "Long"}
        connection.execute(insert(member), [{"member_id": FIRST, "type": "G", "optcounter": 0}])
        connection.execute(insert(mbrgrp), [row])
        connection.execute(insert(mbrgrpcond), [{"mbrgrp_id": FIRST, "conditions": words}])
        found = connection.execute(select(mbrgrpcond.c.conditions).where(mbrgrpcond.c.mbrgrp_id == FIRST)).scalar_one()
        assert found == words


# What goes wrong


@on_db2
@pytest.mark.usefixtures("silence")
def test_a_key_that_is_there_already_is_a_conflict(workspace: Workspace) -> None:
    some = workspace.value("SELECT min(member_id) FROM member")
    with pytest.raises(Stale, match="a row is there already"), opened(workspace) as (_, connection):
        connection.execute(insert(member), [{"member_id": some, "type": "G", "optcounter": 0}])


@on_db2
def test_who_waits_for_a_lock_is_busy_after_the_time_of_the_environment(workspace: Workspace) -> None:
    workspace.environment(timeouts={"lock": 1})
    with opened(workspace) as (_, connection):
        change(connection)
        begun = time.monotonic()
        with pytest.raises(Busy, match="for more than 1 s"), opened(workspace) as (_, other):
            change(other)
        assert 0.9 < time.monotonic() - begun < 3


@on_db2
def test_a_reader_that_waits_is_busy_too(workspace: Workspace) -> None:
    """An error of a fetch is an Exception of no class, which SQLAlchemy does not know as the driver's."""
    workspace.environment(timeouts={"lock": 1})
    with opened(workspace) as (_, connection):
        change(connection)
        with pytest.raises(Busy, match="for more than 1 s"), opened(workspace, Access.READ) as (_, other):
            ask(other)


@pytest.fixture
def way(workspace: Workspace, lane: Lane, monkeypatch: pytest.MonkeyPatch) -> Iterator[Relay]:
    """A way to the server of a test alone."""
    assert isinstance(lane, Db2Lane)
    assert workspace.store_of
    with relay(lane.server) as way:
        monkeypatch.setenv(variable("staging"), way.url(make_url(workspace.store_of("staging").url).database or ""))
        yield way


@on_db2
@pytest.mark.usefixtures("silence")
@pytest.mark.parametrize(
    "before, after",
    [
        pytest.param((), ask, id="where a transaction begins"),
        pytest.param((change,), ask, id="after a write"),
        pytest.param((change,), Connection.commit, id="in a commit, where the driver loses its own error"),
    ],
)
def test_a_lost_connection_is_not_opened_again_in_silence(
    workspace: Workspace,
    lane: Lane,
    way: Relay,
    before: tuple[Callable[[Connection], object], ...],
    after: Callable[[Connection], object],
) -> None:
    """By itself the client does so, and tells nobody where a transaction begins."""
    assert isinstance(lane, Db2Lane)
    with connect(workspace.settings(), Access.WRITE) as database, database.engine.connect() as connection:
        ask(connection)
        connection.rollback()
        for step in before:
            step(connection)
        way.cut()
        with relay(lane.server, way.port), pytest.raises(DBAPIError) as lost:
            after(connection)
        assert lost.value.orig
        assert DB2.trouble(lost.value.orig) is Trouble.GONE


@on_db2
@pytest.mark.usefixtures("silence")
def test_nobody_listens(workspace: Workspace, way: Relay) -> None:
    way.cut()
    with pytest.raises(Busy, match="The connection to staging failed"), opened(workspace):
        pass


@on_db2
def test_a_statement_that_takes_too_long_is_ended(workspace: Workspace, way: Relay) -> None:
    """Db2 answers to the interrupt; Derby knows none, so the client lets the connection go."""
    workspace.environment(timeouts={"lock": 8, "statement": 1})
    with opened(workspace) as (_, connection):
        change(connection)
        begun = time.monotonic()
        with pytest.raises(Busy), opened(workspace) as (_, other):
            change(other)
        assert time.monotonic() - begun < 4


# The URL


def words_of(url: str, **timeouts: int) -> list[str]:
    """What the client would be told."""
    from syncer.live.dialects.db2 import _words

    settings = environment(target=DatabaseUrl("STAGING_URL"), timeouts=Timeouts(**timeouts))
    return list(_words(Opening(make_url(url), "STAGING_URL", settings, reads_only=False)))


def test_the_client_is_told_where_who_and_how_long() -> None:
    url = "db2://wcs:p%40ss%3Dw%2F%C3%BC@db.example.com:50000/MALL?security=SSL&sslservercertificate=/etc/db2.arm"
    assert words_of(url, connect=7, statement=9) == [
        "PROTOCOL=TCPIP",
        "PORT=50000",
        "ConnectTimeout=7",
        "QueryTimeout=9",
        "TxnIsolation=2",
        "HOSTNAME=db.example.com",
        "DATABASE=MALL",
        "UID=wcs",
        "PWD=p@ss=w/ü",
        "Security=SSL",
        "SSLServerCertificate=/etc/db2.arm",
    ]


@pytest.mark.parametrize(
    "url, message",
    [
        pytest.param("db2:///MALL", "lacks a host", id="no host"),
        pytest.param("db2://wcs@host/MALL", "lacks a host, a port", id="no port"),
        pytest.param("db2://wcs@host:50000", "or the name of a database", id="no database"),
        pytest.param(f"db2://wcs:{CANARY}%3BUID=root@host:1/MALL", "The password in", id="a semicolon in the password"),
        pytest.param(f"db2://wcs:%7B{CANARY}%7D@host:1/MALL", "The password in", id="braces in the password"),
        pytest.param(f"db2://wcs:{CANARY}%20@host:1/MALL", "The password in", id="a blank at its end"),
        pytest.param(f"db2://{CANARY}%00:x@host:1/MALL", "The user in", id="a null byte in the user"),
        pytest.param(f"db2://wcs@host:1/MALL;{CANARY}=1", "The database in", id="a keyword behind the database"),
        pytest.param(f"db2://wcs@host:1/MALL?Security=SSL%3BPWD={CANARY}", "The Security in", id="one behind a value"),
        pytest.param(f"db2://wcs@host:1/MALL?PWD={CANARY}", "says PWD after", id="a keyword of no use"),
        pytest.param("db2://wcs@host:1/MALL?x;y=1", "says something after", id="no word at all"),
        pytest.param("db2://wcs@host:1/MALL?Security=SSL&Security=x", "is said twice", id="the same one twice"),
    ],
)
def test_a_url_without_sense_is_refused_without_a_byte_of_it(url: str, message: str) -> None:
    with pytest.raises(NotPermitted, match=message) as refused:
        words_of(url)
    assert CANARY not in f"{refused.value.message} {refused.value.remedy}"
    assert "STAGING_URL" in refused.value.message


# The grammar


@pytest.fixture
def written() -> Callable[[Any], str]:
    """A statement as the dialect writes it, on one line."""
    pytest.importorskip("ibm_db_sa")
    grammar = DB2.grammar()
    return lambda statement: " ".join(str(statement.compile(dialect=grammar)).split())


def test_rows_are_limited_in_words_that_older_versions_know(written: Callable[[Any], str]) -> None:
    assert written(select(column("a", Text)).limit(3)).endswith("FETCH FIRST __[POSTCOMPILE_param_1] ROWS ONLY")


def test_a_long_text_has_its_length(written: Callable[[Any], str]) -> None:
    assert "content CLOB(1048576) NOT NULL" in written(CreateTable(xsyncsegment))


def test_names_are_never_quoted(written: Callable[[Any], str]) -> None:
    assert written(select(member.c.type)) == "SELECT member.type FROM member"
