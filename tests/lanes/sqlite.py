"""SQLite as one lane beside others: its databases are files in a folder, named by a URL as on any other engine."""

from __future__ import annotations

from itertools import count
from pathlib import Path

from sqlalchemy import Engine

from syncer.live.dialects.sqlite import SQLITE
from syncer.sandbox.connect import sandbox_engine
from tests.lanes.lane import Lane


class SqliteLane(Lane):
    """The product on SQLite."""

    name = "sqlite"
    login = ""
    # There are no logins that a trigger could tell apart.
    has_guard = False

    def __init__(self, folder: Path) -> None:
        super().__init__(SQLITE)
        self._folder, self._numbers = folder, count(1)

    def new_database(self) -> tuple[str, Engine]:
        path = self._folder / f"store{next(self._numbers)}.db"
        engine = sandbox_engine(path)
        engine.connect().close()
        return f"sqlite:///{path}", engine
