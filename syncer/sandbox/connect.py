"""Connections to SQLite files that we made ourselves."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event


def sandbox_engine(path: Path) -> Engine:
    """An engine for a SQLite file: foreign keys on for every connection, each transaction begun in so many words.

    SQLite makes the file where it is missing. Who only wants to open one asks ``is_sandbox_file`` before.
    """
    engine = create_engine(URL.create("sqlite", database=str(path)), poolclass=NullPool, hide_parameters=True)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    # The driver would begin transactions where it sees fit, and never before DDL.
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys = ON")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")
