"""OPTCOUNTER moves on by itself, but not for a statement that moves it (reference 3.1)."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Connection

from syncer.model.environment import Role
from syncer.sandbox.build import build_sandbox
from syncer.sandbox.commerce import Profile, commerce_tables
from syncer.sandbox.connect import sandbox_engine
from syncer.sandbox.triggers import perf_triggers


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    build_sandbox(tmp_path / "sample.db", role=Role.STAGING, profile=Profile.SEVEN)
    return tmp_path / "sample.db"


@pytest.mark.parametrize(
    "before, setting, after",
    [
        pytest.param(4, "description = 'x'", 5, id="a statement that forgets it"),
        pytest.param(4, "optcounter = 4", 5, id="set to what it was"),
        pytest.param(4, "optcounter = NULL", 5, id="set to null"),
        pytest.param(4, "optcounter = optcounter + 1", 5, id="moved by the statement: not twice"),
        pytest.param(4, "optcounter = 9", 9, id="set to something else"),
        pytest.param(None, "description = 'x'", 1, id="never set before"),
        pytest.param(None, "optcounter = 1", 1, id="set for the first time"),
        pytest.param(32767, "description = 'x'", 1, id="wraps to one"),
    ],
)
def test_counter_after_an_update(sample: Path, before: int | None, setting: str, after: int) -> None:
    engine = sandbox_engine(sample)
    tables = commerce_tables(Profile.SEVEN)
    here, there = "WHERE mbrgrp_id = 8000000000000000551", "WHERE mbrgrp_id <> 8000000000000000551"
    with engine.connect() as connection:
        connection.exec_driver_sql("UPDATE mbrgrpdesc SET optcounter = 77")
        connection.exec_driver_sql(f"UPDATE mbrgrpdesc SET optcounter = ? {here}", (before,))
        for trigger in perf_triggers(tables):
            connection.exec_driver_sql(trigger)
        changed = connection.exec_driver_sql(f"UPDATE mbrgrpdesc SET {setting} {here} AND language_id = -1")
        assert changed.rowcount == 1
        assert counters(connection, f"{here} AND language_id = -1") == {after}
        assert counters(connection, f"{here} AND language_id <> -1") == {before}
        assert counters(connection, there) == {77}


def counters(connection: Connection, where: str) -> set[int | None]:
    return set(connection.exec_driver_sql(f"SELECT optcounter FROM mbrgrpdesc {where}").scalars())


def test_every_table_with_a_counter_has_one(tmp_path: Path) -> None:
    build_sandbox(tmp_path / "with.db", role=Role.STAGING, triggers=True)
    build_sandbox(tmp_path / "without.db", role=Role.STAGING)
    tables = {table.name for table in commerce_tables(Profile.NINE).sorted_tables if "optcounter" in table.c}
    assert triggers(tmp_path / "with.db") == {f"perf_{name}" for name in tables}
    assert triggers(tmp_path / "without.db") == set()


def triggers(path: Path) -> set[str]:
    with sandbox_engine(path).connect() as connection:
        return set(connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars())
