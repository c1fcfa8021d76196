"""A PostgreSQL whose process stands still: its own limits end nothing then, so we do. And one that we are lost to."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Connection, text

from syncer.live.connect import Database, connect
from syncer.live.dialects import postgresql as dialect
from syncer.live.dialects import postgresql_psycopg
from syncer.live.dialects.dialect import Trouble
from syncer.live.gate import Access
from syncer.model.environment import Timeouts
from syncer.model.errors import Busy
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
