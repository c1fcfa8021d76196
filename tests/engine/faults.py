"""Plays what may go wrong at COMMIT, on every connection that the product opens."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping


def answer(name: str) -> sqlite3.OperationalError:
    """An error as SQLite gives it."""
    error = sqlite3.OperationalError(f"answered {name}")
    error.sqlite_errorname = name
    error.sqlite_errorcode = getattr(sqlite3, name)
    return error


class Faults:
    """Which COMMITs go wrong, counted from 1, and how.

    Run 1 has three of them at the most: it is opened (1), it is applied (2), or it failed (3).
    """

    def __init__(self) -> None:
        self.commits = 0
        self.before: Mapping[int, str] = {}
        """The answer that comes instead of a COMMIT."""
        self.after: Mapping[int, str] = {}
        """The answer that comes although the COMMIT was done."""
        self.committing: Mapping[int, Callable[[], object]] = {}
        """What else happens while a COMMIT is under way."""

    def commit(self, connection: sqlite3.Connection) -> None:
        self.commits += 1
        if also := self.committing.get(self.commits):
            also()
        if name := self.before.get(self.commits):
            raise answer(name)
        sqlite3.Connection.commit(connection)
        if name := self.after.get(self.commits):
            raise answer(name)
