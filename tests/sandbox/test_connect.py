"""Connections of the sandbox enforce foreign keys and begin what they roll back."""

from __future__ import annotations

from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy.exc import IntegrityError

from syncer.sandbox.connect import sandbox_engine


def test_foreign_keys_are_on_for_every_connection(tmp_path: Path) -> None:
    engine = sandbox_engine(tmp_path / "any.db")
    answers: list[object] = []

    def ask() -> None:
        with engine.connect() as first, engine.connect() as second:
            for connection in (first, second):
                answers.append(connection.exec_driver_sql("PRAGMA foreign_keys").scalar())

    threads = [Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ask()
    assert answers == [1] * 10


def test_a_row_without_its_parent_is_refused(tmp_path: Path) -> None:
    engine = sandbox_engine(tmp_path / "any.db")
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE parent (id INT PRIMARY KEY)")
        connection.exec_driver_sql("CREATE TABLE child (id INT REFERENCES parent (id))")
    with pytest.raises(IntegrityError), engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO child VALUES (1)")


def test_everything_is_rolled_back_tables_too(tmp_path: Path) -> None:
    engine = sandbox_engine(tmp_path / "any.db")
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE TABLE made (id INT)")
        connection.rollback()
        assert connection.exec_driver_sql("SELECT COUNT(*) FROM sqlite_master").scalar() == 0
