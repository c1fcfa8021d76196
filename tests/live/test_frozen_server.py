"""A PostgreSQL whose process stands still: its own limits end nothing then, so we do. And one that we are lost to."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from psycopg.waiting import Ready
from sqlalchemy import Connection, make_url, text

from syncer.live.connect import Database, connect
from syncer.live.dialects import postgresql as dialect
from syncer.live.dialects import postgresql_psycopg
from syncer.live.dialects.dialect import Opening, Trouble
from syncer.live.gate import Access
from syncer.model.environment import Timeouts
from syncer.model.errors import Busy
from tests.builders import environment
from tests.faults.wire.cuts import Cut, Ending, Fault, Way
from tests.faults.wire.proxy import proxy
from tests.lanes.postgresql import PostgresqlServer
from tests.workspace import Workspace

LONGEST = 2.5
"""Seconds: a limit of 1 for statements and locks each, and the grace."""


@pytest.fixture
def database(postgresql: PostgresqlServer, workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    monkeypatch.setattr(postgresql_psycopg, "GRACE", 0.5)
    monkeypatch.setenv("FROZEN_URL", postgresql.url(postgresql.create_database()))
    workspace.environment(url_env="FROZEN_URL", timeouts={"statement": 1, "lock": 1})
    with connect(workspace.settings(), Access.WRITE) as database:
        yield database


@contextmanager
def frozen(connection: Connection) -> Iterator[None]:
    """The server's process of this session stands still."""
    driver: Any = connection.connection.driver_connection
    pid = driver.info.backend_pid
    os.kill(pid, signal.SIGSTOP)
    began = time.monotonic()
    try:
        yield
        assert LONGEST - 0.1 < time.monotonic() - began < LONGEST + 2
    finally:
        os.kill(pid, signal.SIGCONT)


def test_a_session_has_its_limits(postgresql: PostgresqlServer) -> None:
    where = environment(timeouts=Timeouts(connect=11, lock=7, statement=61, overall=301))
    url = make_url(postgresql.url(postgresql.create_database()))
    with dialect.POSTGRESQL.open(Opening(url, "MALL_URL", where, reads_only=False)).connect() as connection:
        driver: Any = connection.connection.driver_connection
        rows = driver.execute("SELECT name, setting FROM pg_settings").fetchall()
    wanted = {
        "lock_timeout": "7000",
        "statement_timeout": "61000",
        "idle_in_transaction_session_timeout": "301000",
        "tcp_keepalives_idle": "10",
        "tcp_keepalives_interval": "5",
        "tcp_keepalives_count": "3",
        "DateStyle": "ISO, MDY",
    }
    assert {name: value for name, value in rows if name in wanted} == wanted
    assert driver.seconds == 61 + 7 + postgresql_psycopg.GRACE


def _steps() -> Generator[str, Ready, tuple[Ready, ...]]:
    """As psycopg waits: for two answers, whatever they are."""
    return (yield "first"), (yield "second")


def _without_end() -> Generator[str, Ready, None]:
    while True:
        yield "on"


def test_what_is_heard_is_handed_on() -> None:
    steps = postgresql_psycopg._heard(_steps(), 60)
    assert (next(steps), steps.send(Ready.RW)) == ("first", "second")
    with pytest.raises(StopIteration) as done:
        steps.send(Ready.NONE)
    assert done.value.value == (Ready.RW, Ready.NONE)


def test_silence_ends_it_once_it_has_lasted(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr(postgresql_psycopg, "monotonic", lambda: now)
    steps = postgresql_psycopg._heard(_without_end(), 10)
    next(steps)
    for heard, passes in ((Ready.NONE, 10.0), (Ready.R, 9.0), (Ready.W, 10.0)):
        now += passes
        steps.send(heard)
    now += 0.1
    with pytest.raises(postgresql_psycopg.Silent, match=r"^the server does not answer$"):
        steps.send(Ready.NONE)


def test_a_statement_is_given_up(database: Database) -> None:
    with (
        pytest.raises(Busy, match=r"The connection to staging failed\. Nothing was written\."),
        database.reading() as connection,
        frozen(connection),
    ):
        with pytest.raises(Exception, match="does not answer") as raised:
            connection.execute(text("SELECT 1"))
        raise raised.value


def test_a_commit_is_given_up_and_may_have_happened(database: Database) -> None:
    with database.writing() as connection, connection.begin() as transaction, frozen(connection):
        with pytest.raises(postgresql_psycopg.Silent) as raised:
            connection.dialect.do_commit(connection.connection)
        assert database.dialect.trouble(raised.value) is Trouble.GONE
        connection.invalidate()
        transaction.rollback()


def test_a_plan_ends_as_busy_where_the_session_freezes_at_its_beginning(
    database: Database, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[int] = []
    allow = postgresql_psycopg.ImpatientConnection.allow

    def freezing(connection: postgresql_psycopg.ImpatientConnection, timeouts: Timeouts) -> None:
        allow(connection, timeouts)
        begun.append(connection.info.backend_pid)
        os.kill(begun[-1], signal.SIGSTOP)

    monkeypatch.setattr(postgresql_psycopg.ImpatientConnection, "allow", freezing)
    workspace.segment()
    try:
        with pytest.raises(Busy, match="The connection to staging failed"):
            workspace.plan()
    finally:
        for pid in begun:
            os.kill(pid, signal.SIGCONT)
    assert begun


def test_the_server_gives_up_a_statement_of_which_the_rest_never_comes(
    postgresql: PostgresqlServer, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """None of its limits runs while it reads one. What ends it is TCP, which asks after two hours if nobody says so."""
    import psycopg

    monkeypatch.setattr(postgresql_psycopg, "GRACE", 0.5)
    monkeypatch.setattr(dialect, "KEEPALIVES", {"idle": 1, "interval": 1, "count": 1})
    name, sent = postgresql.create_database(), b"SELECT CAST($1::INTEGER AS INTEGER)"
    sessions = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    workspace.environment(url_env="FROZEN_URL", timeouts={"statement": 1, "lock": 1})
    with proxy(postgresql.port) as wire:
        monkeypatch.setenv("FROZEN_URL", replace(postgresql, port=wire.port).url(name))
        # Its text is there, and which types its values have; the values are not.
        parsed = len(sent) + len(b"\0\0\1\0\0\0\x17")
        wire.play(Fault((Cut(0, Way.TO_SERVER, parsed + 1, Ending.SILENT, waits=True, mark=sent),)))
        with pytest.raises(Busy), connect(workspace.settings(), Access.WRITE) as database, database.reading() as lost:
            lost.execute(text("SELECT CAST(:number AS INTEGER)").bindparams(number=1))
        with psycopg.connect(postgresql.url(name)) as connection:
            assert connection.execute(sessions).fetchall() == [(1,)]
