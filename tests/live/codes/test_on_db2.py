"""IBM's client whose connection breaks: what it says then, and what it hides."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.faults.errors.built import require_driver
from tests.lanes.derby_server import USER, DerbyServer, derby_server
from tests.lanes.programs import free_port, listens, running
from tests.live.codes.provoked import provoked, require

KEYWORDS = "PROTOCOL=TCPIP;Authentication=SERVER;ClientBuffersUnboundLOBS=1;ArrayInputChain=1"


@pytest.fixture(autouse=True)
def is_not_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    require_driver("db2")
    monkeypatch.setenv("DB2_MAX_CLIENT_CONNRETRIES", "0")


@pytest.fixture(scope="module")
def server() -> Iterator[DerbyServer]:
    with derby_server() as started:
        yield started


def connect(port: int, database: str = "NOWHERE") -> Any:
    import ibm_db_dbi

    login = f"HOSTNAME=127.0.0.1;PORT={port};DATABASE={database};UID={USER};PWD={USER}"
    connection = ibm_db_dbi.connect(f"{login};{KEYWORDS}", "", "")
    connection.set_autocommit(False)
    return connection


@contextmanager
def relayed(server: DerbyServer, log: Path) -> Iterator[tuple[Any, subprocess.Popen[bytes]]]:
    """A connection that has written a row, and the relay that it needs."""
    port = free_port()
    command = [sys.executable, "-m", "tests.lanes.drda_relay", str(port), str(server.port)]
    with running(command, log, lambda: listens(port)) as relay:
        connection = connect(port, server.create_database())
        cursor = connection.cursor()
        cursor.execute("CREATE TABLE one (id INTEGER)")
        connection.commit()
        cursor.execute("INSERT INTO one VALUES (1)")
        yield connection, relay


def said(act: Callable[[], object]) -> Exception:
    with pytest.raises(Exception) as raised:  # a failed fetch is nothing better
        act()
    return raised.value


def test_a_connection_that_breaks(server: DerbyServer, tmp_path: Path) -> None:
    with relayed(server, tmp_path / "log") as (connection, relay):
        relay.kill()
        relay.wait()
        lost = said(connection.commit)
        assert "SQLCODE" not in str(lost), "ibm_db has learnt to tell why a COMMIT failed: it may be read there"
        require("db2", "-30081", lost)
        require("db2", "CLI0106E", said(connection.commit))
        broken = said(lambda: connection.cursor().execute("SELECT * FROM one"))
        require("db2", "CLI0108E", broken)
        require("db2", "40003", broken)
        assert connection.rollback() is False  # nothing is raised, and nothing was rolled back by us


def test_a_commit_that_failed_without_a_word() -> None:
    """As a rollback does on a connection that broke. Nobody knows what became of it, so it must be asked for."""
    from syncer.live.dialects.db2_sqlalchemy import Db2Dialect

    class Silent:
        def commit(self) -> bool:
            return False

    require("db2", "CLI0108E", said(lambda: Db2Dialect().do_commit(Silent())))


def test_nobody_listens_to_ibm_db() -> None:
    require("db2", "-30081", said(lambda: connect(free_port())))


def test_nothing_of_db2_is_only_said_to_be_provoked() -> None:
    assert provoked("db2") == {"-30081", "CLI0106E", "CLI0108E", "40003"}
