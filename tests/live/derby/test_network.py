"""The same driver and a server of Derby: what is different, and that the rest is not."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from tests.lanes.derby_server import USER, DerbyServer, derby_server
from tests.live.derby.java import require_java
from tests.live.derby.test_dbapi import error_of, run
from tests.live.derby.test_values import VALUES, there_and_back

if TYPE_CHECKING:
    from syncer.live.derby.dbapi import Connection

LOGIN = {"user": USER, "password": "any"}


@pytest.fixture(scope="module")
def server() -> Iterator[DerbyServer]:
    require_java()
    with derby_server() as server:
        yield server


@pytest.fixture(scope="module")
def url(server: DerbyServer) -> str:
    """An empty database of the server."""
    return url_of(server, server.create_database())


def url_of(server: DerbyServer, database: str) -> str:
    return f"jdbc:derby://127.0.0.1:{server.port}/{database}"


@pytest.fixture
def connection(url: str) -> Iterator[Connection]:
    from syncer.live.derby import dbapi

    with closing(dbapi.connect(url, LOGIN)) as connection:
        yield connection


@pytest.mark.parametrize("type_, value", VALUES)
def test_a_value_comes_back_as_it_was(connection: Connection, type_: str, value: object) -> None:
    assert there_and_back(connection, type_, [value, None, value]) == [value, None, value]


def test_a_batch_counts_and_tells_what_was_wrong(connection: Connection) -> None:
    run(connection, "CREATE TABLE parent (id BIGINT NOT NULL PRIMARY KEY)")
    cursor = connection.cursor()
    cursor.executemany("INSERT INTO parent VALUES (?)", [(1,), (2,), (3,)])
    cursor.executemany("DELETE FROM parent WHERE id = ?", [(1,), (99,), (3,)])
    assert cursor.rowcount == 2
    error = error_of(lambda: cursor.executemany("INSERT INTO parent VALUES (?)", [(1,), (2,)]))
    assert (type(error).__name__, error.sqlstate) == ("IntegrityError", "23505")


def test_a_server_passes_over_read_only(url: str) -> None:
    from syncer.live.derby import dbapi

    with closing(dbapi.connect(url, LOGIN, read_only=True)) as reader:
        run(reader, "CREATE TABLE written (id BIGINT)")


def test_a_database_that_a_server_has_open_is_told(server: DerbyServer) -> None:
    from syncer.live.derby import dbapi

    name = server.create_database()
    with closing(dbapi.connect(url_of(server, name), LOGIN)):
        error = error_of(lambda: dbapi.connect(f"jdbc:derby:{server.home}/{name}"))
    assert (error.sqlstate, error.causes) == ("XJ040", ("XSDB6",))


def test_a_server_that_says_nothing_is_not_waited_for() -> None:
    require_java()
    from syncer.live.derby import dbapi

    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"jdbc:derby://127.0.0.1:{silent.getsockname()[1]}/SILENT"
        assert error_of(lambda: dbapi.connect(url, LOGIN, connect_seconds=1)).sqlstate == "XBDA0"


def test_a_server_that_ends_is_told() -> None:
    require_java()
    from syncer.live.derby import dbapi
    from syncer.live.derby.sqlalchemy_dialect import DerbyDialect

    with derby_server() as server:
        connection = dbapi.connect(url_of(server, server.create_database()), LOGIN)
        run(connection, "CREATE TABLE lost (id BIGINT)")
    error = error_of(connection.commit)
    connection.close()
    assert (type(error).__name__, error.sqlstate) == ("OperationalError", "08006")
    assert DerbyDialect().is_disconnect(error, None, None)
