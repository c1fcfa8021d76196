"""A driver over JDBC, as PEP 249 wants it: for Derby in this process, Derby's network client, and others like them.

Import it only where it is needed: it needs JPype.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, TypeAlias

from jpype import JClass

from syncer.live.derby import jvm
from syncer.live.derby.errors import (
    DatabaseError,
    DataError,
    Error,
    IntegrityError,
    InterfaceError,
    InternalError,
    NotSupportedError,
    OperationalError,
    ProgrammingError,
    told,
    told_without_words,
)
from syncer.live.derby.values import Binder, Reader, reader

__all__ = [
    "Binary",
    "Connection",
    "Cursor",
    "DataError",
    "DatabaseError",
    "Error",
    "IntegrityError",
    "InterfaceError",
    "InternalError",
    "NotSupportedError",
    "OperationalError",
    "ProgrammingError",
    "apilevel",
    "connect",
    "paramstyle",
    "threadsafety",
]

apilevel = "2.0"
threadsafety = 1
"""Threads may share this module, but not a connection."""
paramstyle = "qmark"
Binary = bytes

Row: TypeAlias = tuple[Any, ...]
Description: TypeAlias = tuple[str, int, None, None, None, None, None]

EMBEDDED = "org.apache.derby.jdbc.EmbeddedDriver"
NETWORK = "org.apache.derby.jdbc.ClientDriver"


def connect(
    jdbc_url: str,
    properties: Mapping[str, str] | None = None,
    *,
    driver_class: str | None = None,
    connect_seconds: int = 0,
    lock_seconds: int | None = None,
    statement_seconds: int = 0,
    read_only: bool = False,
) -> Connection:
    """Connect, and start Java where it does not run yet; 0 s is no limit.

    ``lock_seconds`` is kept by a database that this process opens, for the first time; a server has its own. A server
    of Derby also passes over ``read_only``.
    Raises :class:`Error` without the driver's words, and ``NotPermitted`` where JPype, Java or a jar is missing.
    """
    jvm.start(properties={} if lock_seconds is None else {"derby.locks.waitTimeout": str(lock_seconds)})
    network = jdbc_url.startswith("jdbc:derby://")
    driver = jvm.driver(driver_class or (NETWORK if network else EMBEDDED))
    settings = JClass("java.util.Properties")()
    for name, value in (properties or {}).items():
        settings.setProperty(name, value)
    with told_without_words():
        JClass("java.sql.DriverManager").setLoginTimeout(connect_seconds)
        connection = driver.connect(jdbc_url, settings)
        if connection is None:
            raise InterfaceError("this driver does not know a URL of that kind")
        connection.setReadOnly(read_only)
        connection.setAutoCommit(False)
    return Connection(connection, statement_seconds)


class Connection:
    """A connection on which every statement is in a transaction."""

    def __init__(self, jdbc: Any, statement_seconds: int) -> None:
        self.jdbc = jdbc
        """The connection as Java sees it."""
        self._statement_seconds = statement_seconds

    def cursor(self) -> Cursor:
        """Something to run statements with."""
        return Cursor(self)

    def prepare(self, statement: str) -> Any:
        """A JDBC statement that ends itself after the time it may run."""
        prepared = self.jdbc.prepareStatement(statement)
        prepared.setQueryTimeout(self._statement_seconds)
        return prepared

    def commit(self) -> None:
        """Keep what was done since the last end of a transaction."""
        with told():
            self.jdbc.commit()

    def rollback(self) -> None:
        """Take back what was done since then."""
        with told():
            self.jdbc.rollback()

    def close(self) -> None:
        """Take back what was not committed, and leave. Derby would refuse to leave a transaction open."""
        with suppress(Error):
            self.rollback()
        with told():
            self.jdbc.close()


class Cursor:
    """One statement at a time, and its rows."""

    arraysize = 1

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.description: tuple[Description, ...] | None = None
        self.rowcount = -1
        self._statement: Any = None
        self._rows: Any = None
        self._readers: tuple[Reader, ...] = ()

    def execute(self, statement: str, parameters: Sequence[Any] = ()) -> None:
        """Run a statement; ``rowcount`` is what it touched, or -1 where it gives rows."""
        with told():
            prepared = self._prepare(statement)
            Binder(prepared).bind(parameters)
            if prepared.execute():
                self._open(prepared.getResultSet())
            else:
                self._finish(int(prepared.getUpdateCount()))

    def executemany(self, statement: str, rows: Sequence[Sequence[Any]]) -> None:
        """Run a statement once a row, in one go; ``rowcount`` is the sum, or -1 where the driver kept no count."""
        with told():
            prepared = self._prepare(statement)
            binder = Binder(prepared)
            for parameters in rows:
                binder.bind(parameters)
                prepared.addBatch()
            counts = [int(count) for count in prepared.executeBatch()]
            self._finish(-1 if any(count < 0 for count in counts) else sum(counts))

    def fetchone(self) -> Row | None:
        """The next row; ``None`` after the last."""
        with told():
            return self._next()

    def fetchmany(self, size: int | None = None) -> list[Row]:
        """The next rows, fewer at the end."""
        found: list[Row] = []
        with told():
            while len(found) < (size or self.arraysize) and (row := self._next()) is not None:
                found.append(row)
        return found

    def fetchall(self) -> list[Row]:
        """All rows that are left."""
        with told():
            return list(iter(self._next, None))

    def close(self) -> None:
        """Let go of the statement and its rows; a later ``execute`` does so too."""
        statement, self._statement, self._rows = self._statement, None, None
        if statement is not None:
            with told():
                statement.close()

    def _prepare(self, statement: str) -> Any:
        self.close()
        self.description, self.rowcount = None, -1
        self._statement = self.connection.prepare(statement)
        return self._statement

    def _open(self, rows: Any) -> None:
        columns = rows.getMetaData()
        places = range(1, int(columns.getColumnCount()) + 1)
        types = [int(columns.getColumnType(place)) for place in places]
        self.description = tuple(
            (str(columns.getColumnLabel(place)), type_, None, None, None, None, None)
            for place, type_ in zip(places, types, strict=True)
        )
        self._readers = tuple(map(reader, types))
        self._rows = rows

    def _finish(self, count: int) -> None:
        self.close()
        self.rowcount = count

    def _next(self) -> Row | None:
        rows = self._rows
        if rows is None:
            raise InterfaceError("there are no rows to fetch")
        if not rows.next():
            return None
        return tuple(read(rows, place) for place, read in enumerate(self._readers, start=1))
