"""Errors of SQLite, and of drivers whose server does not listen, each provoked."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.faults.errors.built import require_driver
from tests.lanes.programs import free_port
from tests.live.codes.provoked import provoked, require


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "one.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(
            "CREATE TABLE one (id INTEGER PRIMARY KEY, word TEXT); INSERT INTO one VALUES (1, 'a')"
        )
    return path


def run(path: Path | str, *statements: str, prepare: Callable[[sqlite3.Connection], Any] | None = None) -> None:
    with closing(sqlite3.connect(path, uri=True, isolation_level=None, timeout=0)) as connection:
        if prepare:
            prepare(connection)
        for statement in statements:
            connection.execute(statement).fetchall()


def busy(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        run(path, "SELECT * FROM one")


def locked(path: Path) -> None:
    shared = f"file:{path}?cache=shared"
    with closing(sqlite3.connect(shared, uri=True, isolation_level=None)) as other:
        other.execute("BEGIN")
        other.execute("UPDATE one SET word = 'b'")
        run(shared, "SELECT * FROM one")


def full(path: Path) -> None:
    run(path, "PRAGMA max_page_count = 2", "INSERT INTO one (word) SELECT hex(zeroblob(100000))")


def damaged(path: Path) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    run(path, "SELECT * FROM one")


def no_database(path: Path) -> None:
    path.write_bytes(b"no database " * 1000)
    run(path, "SELECT * FROM one")


def out_of_time(path: Path) -> None:
    endless = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    run(path, endless, prepare=lambda connection: connection.set_progress_handler(lambda: 1, 1000))


def stopped(path: Path) -> None:
    run(
        path,
        "DELETE FROM one",
        prepare=lambda connection: connection.set_authorizer(lambda *_: sqlite3.SQLITE_DENY),
    )


PROVOCATIONS: dict[str, Callable[[Path], None]] = {
    "SQLITE_BUSY": busy,
    "SQLITE_LOCKED": locked,
    "SQLITE_INTERRUPT": out_of_time,
    "SQLITE_CONSTRAINT": lambda path: run(path, "INSERT INTO one VALUES (1, 'b')"),
    "SQLITE_READONLY": lambda path: run(f"file:{path}?mode=ro", "DELETE FROM one"),
    "SQLITE_CANTOPEN": lambda path: run(path.parent / "not" / "there.db", "SELECT 1"),
    "SQLITE_NOTADB": no_database,
    "SQLITE_CORRUPT": damaged,
    "SQLITE_FULL": full,
    "SQLITE_TOOBIG": lambda path: run(path, "SELECT zeroblob(2000000000)"),
    "SQLITE_AUTH": stopped,
    "no such table...": lambda path: run(path, "SELECT * FROM two"),
    "no such column...": lambda path: run(path, "SELECT nowhere FROM one"),
    "unknown database...": lambda path: run(path, "CREATE TABLE wcs.one (id INTEGER)"),
}


@pytest.mark.parametrize("code", PROVOCATIONS)
def test_on_sqlite(code: str, database: Path) -> None:
    with pytest.raises(sqlite3.Error) as raised:
        PROVOCATIONS[code](database)
    require("sqlite", code, raised.value)


def test_nothing_of_sqlite_is_only_said_to_be_provoked() -> None:
    assert provoked("sqlite") == PROVOCATIONS.keys()


def test_nobody_listens_to_oracledb() -> None:
    require_driver("oracle")
    import oracledb

    with pytest.raises(oracledb.Error) as raised:
        oracledb.connect(user="wcs", password="none", dsn=f"127.0.0.1:{free_port()}/store")
    require("oracle", "DPY-6005", raised.value)
    assert provoked("oracle") == {"DPY-6005"}
