"""Who is a member of what, as bytes; and a watch on the product that it never changes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TypeAlias

from syncer.live.gate import MEMBERSHIP, Access
from tests.lanes.store import Store

_WRITES = {
    number: name.removeprefix("SQLITE_").lower()
    for name, number in vars(sqlite3).items()
    if name in ("SQLITE_INSERT", "SQLITE_UPDATE", "SQLITE_DELETE", "SQLITE_DROP_TABLE", "SQLITE_ALTER_TABLE")
}


Place: TypeAlias = "Path | Store"
"""A database: a file of SQLite, or one of another lane."""


def memberships(path: Place) -> dict[str, str | None]:
    """Every value of every row of the membership tables, in order; ``None`` for a table that is not there."""
    if isinstance(path, Store):
        return path.memberships()
    if not path.is_file():
        return dict.fromkeys(sorted(MEMBERSHIP))
    with closing(sqlite3.connect(path)) as connection:
        return {table: _dump(connection, table) for table in sorted(MEMBERSHIP)}


def _dump(connection: sqlite3.Connection, table: str) -> str | None:
    try:
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
        if not columns:
            return None
        values = " || ',' || ".join(f"quote({column})" for column in columns)
        rows = f"SELECT {values} AS one FROM {table} ORDER BY {', '.join(columns)}"
        dump: str = connection.execute(f"SELECT coalesce(group_concat(one, char(10)), '') FROM ({rows})").fetchone()[0]
        return dump
    except sqlite3.DatabaseError as error:  # a test may have damaged it, or somebody holds it
        return str(error)


class Watch:
    """What one test does to members: what they were before, and which writes SQLite was asked to allow."""

    def __init__(self) -> None:
        self._before: dict[Place, dict[str, str | None]] = {}
        self._opened: set[Place] = set()
        self.asked: list[str] = []

    def expect(self, path: Place, before: dict[str, str | None]) -> None:
        """What a database is known to hold."""
        self._before[_resolved(path)] = before

    def opened(self, path: Place) -> None:
        """The product opens a database: what it holds now is what it has to hold in the end."""
        path = _resolved(path)
        self._opened.add(path)
        if path not in self._before:
            self._before[path] = memberships(path)

    def authorizing(self, _access: Access, action: int, first: str | None, _second: str | None) -> None:
        """SQLite asks whether it may do something, for a statement or for its cascades."""
        if action in _WRITES and (first or "").lower() in MEMBERSHIP:
            self.asked.append(f"{_WRITES[action]} {first}")

    @contextmanager
    def loader(self, path: Place) -> Iterator[None]:
        """In here members change, because the test plays the process that fills segments."""
        self.require_untouched()
        try:
            yield
        finally:
            self._before[_resolved(path)] = memberships(path)

    def require_untouched(self) -> None:
        """Compare every database that was opened, byte by byte."""
        changed = [path for path in self._opened if memberships(path) != self._before[path]]
        assert not changed, f"members were changed in {changed}"


def _resolved(place: Place) -> Place:
    return place.resolve() if isinstance(place, Path) else place
