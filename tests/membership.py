"""Who is a member of what, as bytes; and a watch on the product that it never changes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from syncer.live.gate import MEMBERSHIP, Access

_WRITES = {
    number: name.removeprefix("SQLITE_").lower()
    for name, number in vars(sqlite3).items()
    if name in ("SQLITE_INSERT", "SQLITE_UPDATE", "SQLITE_DELETE", "SQLITE_DROP_TABLE", "SQLITE_ALTER_TABLE")
}


def memberships(path: Path) -> dict[str, str | None]:
    """Every value of every row of the membership tables, in order; ``None`` for a table that is not there."""
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
        self._before: dict[Path, dict[str, str | None]] = {}
        self._opened: set[Path] = set()
        self.asked: list[str] = []

    def expect(self, path: Path, before: dict[str, str | None]) -> None:
        """What a database is known to hold."""
        self._before[path.resolve()] = before

    def opened(self, path: Path) -> None:
        """The product opens a database: what it holds now is what it has to hold in the end."""
        path = path.resolve()
        self._opened.add(path)
        if path not in self._before:
            self._before[path] = memberships(path)

    def authorizing(self, _access: Access, action: int, first: str | None, _second: str | None) -> None:
        """SQLite asks whether it may do something, for a statement or for its cascades."""
        if action in _WRITES and (first or "").lower() in MEMBERSHIP:
            self.asked.append(f"{_WRITES[action]} {first}")

    @contextmanager
    def loader(self, path: Path) -> Iterator[None]:
        """In here members change, because the test plays the process that fills segments."""
        self.require_untouched()
        try:
            yield
        finally:
            self._before[path.resolve()] = memberships(path)

    def require_untouched(self) -> None:
        """Compare every database that was opened, byte by byte."""
        changed = [str(path) for path in sorted(self._opened) if memberships(path) != self._before[path]]
        assert not changed, f"members were changed in {changed}"
