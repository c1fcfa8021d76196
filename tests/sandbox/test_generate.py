"""A generated store has the shape that was asked for, and the same seed gives the same rows."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest

from syncer.model.environment import Role
from syncer.sandbox.build import build_sandbox, is_sandbox_file
from syncer.sandbox.commerce import Profile
from syncer.sandbox.connect import sandbox_engine
from syncer.sandbox.generate import build_store, generate_store
from syncer.sandbox.invent import MOST_NAMES, StoreShape, invent

SEED = 20240318


def rows(path: Path, sql: str) -> Sequence[Any]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql).fetchall()


def number(path: Path, sql: str) -> int:
    return int(rows(path, sql)[0][0])


def dump(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return sorted(connection.iterdump())


@pytest.mark.parametrize(
    "shape",
    [
        pytest.param(StoreShape(segments=10), id="10 segments"),
        pytest.param(StoreShape(segments=10, owners=1, members=0), id="10 of one owner without members"),
        pytest.param(
            StoreShape(segments=700, owners=7, null_counters=15, profile=Profile.SEVEN), id="700 of version 7"
        ),
        pytest.param(StoreShape(segments=10_000), id="10,000 segments"),
    ],
)
@pytest.mark.parametrize("role", Role)
def test_a_store_has_its_shape(tmp_path: Path, shape: StoreShape, role: Role) -> None:
    path = tmp_path / "store.db"
    began = perf_counter()
    segments, members = build_store(path, shape, SEED, role=role)
    print(f"{shape.groups} groups in {perf_counter() - began:.2f} s, seed {SEED}")  # shown by pytest -s
    others = shape.share(shape.other_groups)
    assert segments == shape.groups - others
    assert members == segments * shape.members
    assert number(path, "SELECT COUNT(*) FROM mbrgrp") == shape.groups
    assert number(path, "SELECT COUNT(*) FROM mbrgrpusg WHERE mbrgrptype_id IN (-2, -8)") == others
    assert number(path, "SELECT COUNT(DISTINCT owner_id) FROM mbrgrp") == shape.owners
    assert twins(path, str.casefold) == shape.share(shape.case_twins)
    assert twins(path, str.strip) == shape.share(shape.padded_names)
    assert number(path, WITH_CONDITIONS) == shape.share(shape.with_conditions)
    assert number(path, WITHOUT_TEXTS) == shape.share(shape.without_descriptions)
    null_counters = number(path, "SELECT COUNT(*) FROM mbrgrp WHERE optcounter IS NULL")
    assert abs(null_counters - shape.groups * shape.null_counters / 100) <= 1
    assert rows(path, "PRAGMA foreign_key_check") == []
    assert rows(path, OUTSIDE_KEYS) == []
    assert is_sandbox_file(path)


def twins(path: Path, fold: Callable[[str], str]) -> int:
    """How many names are those of another group of the same owner, once they are folded."""
    names = rows(path, "SELECT owner_id, mbrgrpname FROM mbrgrp")
    return len(names) - len({(owner, fold(name)) for owner, name in names})


WITH_CONDITIONS = """SELECT COUNT(*) FROM mbrgrpcond c WHERE conditions LIKE '%simpleCondition%'
    AND 2 = (SELECT COUNT(*) FROM mgpcondele e WHERE e.mbrgrp_id = c.mbrgrp_id)"""
WITHOUT_TEXTS = """SELECT COUNT(*) FROM mbrgrp g WHERE NOT EXISTS
    (SELECT 1 FROM mbrgrpdesc d WHERE d.mbrgrp_id = g.mbrgrp_id)"""
OUTSIDE_KEYS = """SELECT mbrgrp_id FROM mbrgrp, keys WHERE tablename = 'mbrgrp'
    AND NOT (mbrgrp_id >= lowerbound AND mbrgrp_id < counter AND counter < upperbound)
    UNION ALL SELECT mgpcondele_id FROM mgpcondele, keys WHERE tablename = 'mgpcondele'
    AND NOT (mgpcondele_id >= lowerbound AND mgpcondele_id < counter AND counter < upperbound)
    UNION ALL SELECT member_id FROM member, keys WHERE tablename = 'users' AND type LIKE 'U%'
    AND NOT (member_id >= lowerbound AND member_id < counter AND counter < upperbound)"""


def test_the_same_seed_gives_the_same_rows_and_another_one_others(tmp_path: Path) -> None:
    for name, seed in (("first", SEED), ("second", SEED), ("third", SEED + 1)):
        build_store(tmp_path / f"{name}.db", StoreShape(segments=300), seed, role=Role.STAGING)
    assert dump(tmp_path / "first.db") == dump(tmp_path / "second.db")
    assert dump(tmp_path / "first.db") != dump(tmp_path / "third.db")


def test_it_goes_into_a_sample_database_beside_the_seeds(tmp_path: Path) -> None:
    path = tmp_path / "staging.db"
    before, members = build_sandbox(path, role=Role.STAGING)
    shape = StoreShape(segments=50)
    generate_store(sandbox_engine(path), shape, SEED)
    assert number(path, "SELECT COUNT(*) FROM mbrgrpusg WHERE mbrgrptype_id = -1") > before + shape.segments
    assert number(path, "SELECT COUNT(*) FROM mbrgrpmbr") > members
    assert rows(path, "SELECT mbrgrp_id FROM mbrgrp, keys WHERE tablename = 'mbrgrp' AND mbrgrp_id >= counter") == []


def test_names_are_unique_per_store_and_some_are_in_two() -> None:
    segments = tuple(invent(StoreShape(segments=5000, owners=3), SEED))
    assert len({(one.store, one.name) for one in segments}) == 5000
    assert len({(one.store, one.slug) for one in segments}) == 5000
    assert 5000 - len({one.name for one in segments}) == 250
    assert not all(one.name.isascii() for one in segments)


def test_more_names_than_there_are_words_for() -> None:
    with pytest.raises(ValueError, match="larger than population"):
        next(invent(StoreShape(segments=MOST_NAMES + 1), SEED))
