"""SQLite's driver, counting its calls, and throwing at one of them what another engine's driver would throw."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, NamedTuple, Self
from unittest.mock import patch

from sqlalchemy import Engine, event

from syncer.live.dialects.codes import Code
from syncer.live.dialects.dialect import Dialect, Opening, Trouble
from syncer.live.dialects.sqlite import SQLITE
from tests.faults.errors.built import DRIVERS, Moment, built


class Point(NamedTuple):
    """A call of the driver, counted from 0."""

    number: int
    what: str
    moment: Moment


class Fault(NamedTuple):
    """One error at one call."""

    code: Code
    point: Point
    is_late: bool = False
    """The call did its work, and only then the error came."""
    lasts: bool = False
    """So does every call after it."""

    def comes_at(self, number: int, *, is_late: bool) -> bool:
        """Whether this call is where it comes, and now."""
        if number == self.point.number:
            return is_late == self.is_late
        return self.lasts and number > self.point.number and not is_late

    def __str__(self) -> str:
        when = "after" if self.is_late else "instead of"
        ever = ", and ever after" if self.lasts else ""
        return f"{self.code.engine} {self.code.code} {when} call {self.point.number}, {self.point.what}{ever}"


class Calls:
    """Counts the calls of a driver, and throws at one of them."""

    def __init__(self, fault: Fault | None = None) -> None:
        self.points: list[Point] = []
        self.has_thrown = False
        self._fault = fault

    @contextmanager
    def around(self, what: str, moment: Moment) -> Iterator[None]:
        point = Point(len(self.points), what, moment)
        self.points.append(point)
        self._throw(point, is_late=False)
        yield
        self._throw(point, is_late=True)

    def _throw(self, point: Point, *, is_late: bool) -> None:
        if self._fault and self._fault.comes_at(point.number, is_late=is_late):
            self.has_thrown = True
            raise built(self._fault.code, point.moment)


@contextmanager
def faulty(calls: Calls) -> Iterator[None]:
    """Let every call to the driver be counted."""

    class Cursor(sqlite3.Cursor):
        def execute(self, sql: str, parameters: Any = ()) -> Self:
            with calls.around(_beginning(sql), Moment.EXECUTE):
                return super().execute(sql, parameters)

        def executemany(self, sql: str, parameters: Any) -> Self:
            with calls.around(_beginning(sql), Moment.EXECUTE):
                return super().executemany(sql, parameters)

        def fetchone(self) -> Any:
            with calls.around("fetch", Moment.FETCH):
                return super().fetchone()

        def fetchmany(self, *arguments: Any, **keywords: Any) -> list[Any]:
            with calls.around("fetch", Moment.FETCH):
                return super().fetchmany(*arguments, **keywords)

        def fetchall(self) -> list[Any]:
            with calls.around("fetch", Moment.FETCH):
                return super().fetchall()

        def close(self) -> None:
            try:
                with calls.around("close a cursor", Moment.OTHER):
                    pass
            finally:
                super().close()

    class Connection(sqlite3.Connection):
        def __init__(self, *arguments: Any, **keywords: Any) -> None:
            super().__init__(*arguments, **keywords)
            self.cursors: list[sqlite3.Cursor] = []

        def cursor(self, factory: Any = None) -> Any:
            made = super().cursor(factory or Cursor)
            self.cursors.append(made)
            return made

        def commit(self) -> None:
            with calls.around("COMMIT", Moment.COMMIT):
                super().commit()

        def rollback(self) -> None:
            with calls.around("ROLLBACK", Moment.COMMIT):
                super().rollback()

        def close(self) -> None:
            try:
                with calls.around("close", Moment.OTHER):
                    pass
            finally:  # a server notices that nobody is there any more
                for cursor in self.cursors:
                    sqlite3.Cursor.close(cursor)
                super().rollback()
                super().close()

    connect = sqlite3.connect

    def connected(*arguments: Any, **keywords: Any) -> sqlite3.Connection:
        with calls.around("connect", Moment.CONNECT):
            opened: sqlite3.Connection = connect(*arguments, **{**keywords, "factory": Connection})
        return opened

    with patch.object(sqlite3, "connect", connected):
        yield


def _beginning(sql: str) -> str:
    return " ".join(sql.split()[:3])


class _Module:
    """SQLite's driver, whose errors are also those of another."""

    def __init__(self, errors: type[Exception]) -> None:
        self.Error = (sqlite3.Error, errors)

    def __getattr__(self, name: str) -> Any:
        return getattr(sqlite3, name)


def with_errors_of(engine: str) -> Dialect:
    """SQLite's, whose errors are another engine's."""
    driver = DRIVERS[engine]

    def opened(opening: Opening) -> Engine:
        made = SQLITE.open(opening)
        made.dialect.dbapi = _Module(driver.errors())  # type: ignore[assignment]

        @event.listens_for(made, "handle_error")
        def look(context: Any) -> None:
            context.is_disconnect = driver.trouble(context.original_exception) is Trouble.GONE

        return made

    return replace(SQLITE, open=opened, trouble=driver.trouble, commits_again=engine == "sqlite")
