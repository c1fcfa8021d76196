"""Faults to play on an apply."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any

import pytest

from tests.engine.faults import Faults


@pytest.fixture
def faults(monkeypatch: pytest.MonkeyPatch) -> Iterator[Faults]:
    """Every connection of the product commits through these."""
    played, connect = Faults(), sqlite3.connect

    class Connection(sqlite3.Connection):
        def commit(self) -> None:
            if self.in_transaction:
                played.commit(self)

    def faulty(*arguments: Any, **options: Any) -> sqlite3.Connection:
        return connect(*arguments, factory=Connection, **options)

    with monkeypatch.context() as patch:
        patch.setattr(sqlite3, "connect", faulty)
        yield played
