"""Ends a command at one of its calls to a driver, within this process: as a crash, or as a lost connection.

A call is a connection that is opened, a statement or a COMMIT. What a crash leaves of transactions is what the
database makes of connections that are closed.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, NoReturn
from unittest.mock import patch

from sqlalchemy import Engine
from sqlalchemy.engine.default import DefaultDialect

from syncer.engine import commit


class Crashed(BaseException):
    """The process has ended."""


@dataclass(frozen=True)
class Break:
    """One call that goes wrong."""

    call: int | None = None
    """Counted from 0; ``None`` for the COMMIT that ends the writing."""
    is_late: bool = False
    """The call does its work first."""
    is_crash: bool = False
    lasts: bool = False
    """The database stays out of reach."""


class Breaking:
    """Counts calls, and what came of the one that goes wrong."""

    def __init__(self, fault: Break | None) -> None:
        self._fault = fault
        self._calls = 0
        self._raw: list[Any] = []
        self._cursors: list[Any] = []
        self.connections = 0
        """How many were opened before it struck, that one included."""
        self.commits = 0
        """How many were carried out, of the one that was struck too."""
        self.has_struck = False
        self.is_commit = False
        """Whether it struck at a COMMIT."""

    def call(self, work: Callable[[], Any], dialect: Any, *, commits: bool = False) -> Any:
        """Do one call, or break it."""
        fault = self._fault
        if fault and self.has_struck and (fault.is_crash or fault.lasts):
            self._strike(fault, dialect)
        if not (fault and self._is_here(fault, commits)):
            answer = work()
            self.commits += commits
            return answer
        self.has_struck, self.is_commit = True, commits
        if fault.is_late:
            work()
            self.commits += commits
        return self._strike(fault, dialect)

    def _is_here(self, fault: Break, commits: bool) -> bool:
        self._calls += 1
        if self.has_struck:
            return False
        return commits and self.commits == 1 if fault.call is None else self._calls == fault.call + 1

    def _strike(self, fault: Break, dialect: Any) -> NoReturn:
        if fault.is_crash or dialect.name != "sqlite":  # a file has no connection to lose
            self.close()
        if fault.is_crash:
            raise Crashed
        raise _lost(dialect.name)

    def opened(self, connection: Any) -> Any:
        """A connection that ends when this strikes."""
        self._raw.append(connection.dbapi_connection)
        return connection

    def used(self, cursor: Any) -> None:
        """A cursor that ends when this strikes."""
        self._cursors.append(cursor)

    def require_life(self) -> None:
        """Raises ``Crashed`` where nobody is there any more who could do anything."""
        if self._fault and self._fault.is_crash and self.has_struck:
            raise Crashed

    def close(self) -> None:
        """Let the database see that nobody is there any more."""
        # Where a statement is under way SQLite would go on holding its lock until nobody knows the cursor any more.
        for opened in (*self._cursors, *self._raw):
            with suppress(Exception):
                opened.close()
        self._cursors.clear()
        self._raw.clear()


def _lost(engine: str) -> Exception:
    """What the driver says then."""
    if engine == "sqlite":
        error = sqlite3.OperationalError("disk I/O error")
        error.sqlite_errorname = "SQLITE_IOERR"
        return error
    import psycopg

    return psycopg.OperationalError("consuming input failed: server closed the connection unexpectedly")


@contextmanager
def broken(fault: Break | None) -> Iterator[Breaking]:
    """Let every call of this process to a database pass one that goes wrong."""
    breaking = Breaking(fault)

    def raw_connection(engine: Engine) -> Any:
        if not breaking.has_struck:
            breaking.connections += 1
        return breaking.call(lambda: breaking.opened(raw(engine)), engine.dialect)

    def do_execute(dialect: Any, cursor: Any, statement: str, parameters: Any, context: Any = None) -> None:
        breaking.used(cursor)
        breaking.call(lambda: execute(dialect, cursor, statement, parameters, context), dialect)

    def do_executemany(dialect: Any, cursor: Any, statement: str, parameters: Any, context: Any = None) -> None:
        breaking.used(cursor)
        breaking.call(lambda: many(dialect, cursor, statement, parameters, context), dialect)

    def do_commit(dialect: Any, connection: Any) -> None:
        breaking.call(lambda: committing(dialect, connection), dialect, commits=True)

    def do_rollback(dialect: Any, connection: Any) -> None:
        breaking.require_life()
        rolling_back(dialect, connection)

    grammar: Any = DefaultDialect
    raw, committing, rolling_back = Engine.raw_connection, grammar.do_commit, grammar.do_rollback
    execute, many = grammar.do_execute, grammar.do_executemany
    with (
        patch.object(Engine, "raw_connection", raw_connection),
        patch.object(DefaultDialect, "do_execute", do_execute),
        patch.object(DefaultDialect, "do_executemany", do_executemany),
        patch.object(DefaultDialect, "do_commit", do_commit),
        patch.object(DefaultDialect, "do_rollback", do_rollback),
        patch.object(commit, "RECONNECT", 0),
        patch.object(commit, "PAUSE", 0),
    ):
        try:
            yield breaking
        finally:
            breaking.close()
