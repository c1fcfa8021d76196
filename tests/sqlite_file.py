"""A SQLite file as others than the product see it; other engines have ``tests.lanes.store.Store``."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from tests.rows import Dump, dump


@dataclass(frozen=True)
class SqliteFile:
    """One database; every call has a connection of its own, with foreign keys on."""

    path: Path

    def execute(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """The rows that a statement finds; ``?`` stands for a value."""
        with self._connection() as connection:
            return connection.execute(sql, values).fetchall()

    def script(self, statements: str) -> None:
        """Say several statements, divided by semicolons."""
        with self._connection() as connection:
            connection.executescript(statements)

    def dump(self) -> Dump:
        """Every row of every table, each table in the order of its values."""
        return dump(self.path)

    def state(self) -> object:
        """All that it holds: the same only where no byte was written."""
        return self.path.read_bytes()

    def way_back(self) -> Callable[[], None]:
        """What undoes everything that is done from now on; what a process that died left beside the file goes too."""
        return partial(self._go_back, self.path.read_bytes())

    def _go_back(self, made: bytes) -> None:
        for remains in self.path.parent.glob(f"{self.path.name}*"):
            remains.unlink()
        self.path.write_bytes(made)

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self.path, isolation_level=None)) as connection:
            connection.execute("PRAGMA foreign_keys = ON")
            yield connection
