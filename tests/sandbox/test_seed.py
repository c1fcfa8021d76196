"""What the sample databases promise (reference 7.4 and 13.3)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import Connection

from syncer.model.environment import Role
from syncer.model.names import folded
from syncer.sandbox.build import build_sandbox
from syncer.sandbox.commerce import Profile
from syncer.sandbox.connect import sandbox_engine
from syncer.sandbox.lookups import AURORA, BOREALIS
from syncer.sandbox.seed_groups import seed_groups

ROOT = Path(__file__).parents[2]
TABLES_WITH_KEYS = {
    "mbrgrp": "SELECT mbrgrp_id FROM mbrgrp",
    "users": "SELECT member_id FROM member WHERE type LIKE 'U%'",
    "orgentity": "SELECT orgentity_id FROM orgentity",
    "mgpcondele": "SELECT mgpcondele_id FROM mgpcondele",
    "mgpcondelenvp": "SELECT mgpcondelenvp_id FROM mgpcondelenvp",
}


def values(connection: Connection, sql: str, *parameters: object) -> Sequence[Any]:
    return connection.exec_driver_sql(sql, parameters).scalars().all()


def number(connection: Connection, sql: str, *parameters: object) -> int:
    return int(values(connection, sql, *parameters)[0])


def group_named(connection: Connection, owner: int, name: str) -> int:
    return number(connection, "SELECT mbrgrp_id FROM mbrgrp WHERE owner_id = ? AND mbrgrpname = ?", owner, name)


def key_row(connection: Connection, table: str) -> dict[str, Any]:
    found = connection.exec_driver_sql("SELECT * FROM keys WHERE tablename = ?", (table,)).mappings().one()
    return dict(found)


@pytest.mark.parametrize("table", TABLES_WITH_KEYS)
def test_counter_is_beyond_every_id_of_its_range(sample: Connection, table: str) -> None:
    row = key_row(sample, table)
    ids = values(sample, TABLES_WITH_KEYS[table])
    inside = [one for one in ids if row["lowerbound"] <= one <= row["upperbound"]]
    assert row["lowerbound"] <= row["counter"] < row["upperbound"]
    assert all(one < row["counter"] for one in inside)
    assert inside or table == "orgentity"


def test_ranges_are_split_in_thirds(tmp_path: Path) -> None:
    rows = {}
    for role in Role:
        build_sandbox(tmp_path / f"{role}.db", role=role)
        with sandbox_engine(tmp_path / f"{role}.db").connect() as connection:
            rows[role] = {table: key_row(connection, table) for table in TABLES_WITH_KEYS}
    for table in TABLES_WITH_KEYS:
        production, staging = rows[Role.PRODUCTION][table], rows[Role.STAGING][table]
        assert production["upperbound"] == staging["lowerbound"] - 1
        whole = staging["upperbound"] - production["lowerbound"]
        assert abs((production["upperbound"] - production["lowerbound"]) * 3 - whole) <= 3


def test_ranges_of_members_exclude_each_other(sample: Connection) -> None:
    bounds = sorted(
        (key_row(sample, t)["lowerbound"], key_row(sample, t)["upperbound"]) for t in ("mbrgrp", "users", "orgentity")
    )
    assert all(one[1] < other[0] for one, other in pairwise(bounds))


def test_groups_have_ids_of_the_side_that_made_them(tmp_path: Path) -> None:
    ids = {role: {group.name + str(group.owner_id): group.mbrgrp_id for group in seed_groups(role)} for role in Role}
    staging, production = ids[Role.STAGING], ids[Role.PRODUCTION]
    shared = {name for name in staging.keys() & production.keys() if staging[name] == production[name]}
    twins = staging.keys() & production.keys() - shared
    assert len(shared) >= 20
    assert [name.rstrip("0123456789") for name in twins] == ["Press Day Visitors"]
    assert staging.keys() - production.keys()
    assert production.keys() - staging.keys()


def test_organisations_stores_and_languages(sample: Connection) -> None:
    assert set(values(sample, "SELECT orgentity_id FROM orgentity")) == {-2001, -2000, AURORA, BOREALIS}
    for identifier, owner in (("Aurora", AURORA), ("Borealis", BOREALIS)):
        assert values(sample, "SELECT member_id FROM storeent WHERE identifier = ?", identifier) == [owner]
    assert values(sample, "SELECT storeent_id FROM storeent WHERE identifier = 'Aurora'") == [10101]
    locales = values(sample, "SELECT localename FROM language")
    assert len(locales) == 13
    assert {len(locale) for locale in locales} == {16}, "CHAR comes back padded"


def test_usages_of_groups(sample: Connection) -> None:
    assert set(values(sample, "SELECT mbrgrptype_id FROM mbrgrptype")) == {-1, -2, -5, -8}
    assert set(values(sample, "SELECT DISTINCT mbrgrptype_id FROM mbrgrpusg")) == {-1, -2, -5, -8}
    both = (
        "SELECT g.mbrgrpname FROM mbrgrp g WHERE 2 = (SELECT COUNT(*) FROM mbrgrpusg u WHERE u.mbrgrp_id = g.mbrgrp_id)"
    )
    assert values(sample, both) == ["Trade Fair Leads"]


def test_the_starter_segments(sample: Connection) -> None:
    for group, name in ((8000000000000000551, "Registered Customers"), (8000000000000000552, "Repeat Customers")):
        assert group_named(sample, AURORA, name) == group
        assert set(values(sample, "SELECT language_id FROM mbrgrpdesc WHERE mbrgrp_id = ?", group)) == {-1, -2}
        assert values(sample, "SELECT conditions FROM mbrgrpcond WHERE mbrgrp_id = ?", group) == [None]
        assert values(sample, "SELECT name FROM mgpcondele WHERE mbrgrp_id = ?", group) == ["topAndList"]


def test_one_name_under_two_owners(sample: Connection) -> None:
    assert group_named(sample, AURORA, "Loyalty Insiders") != group_named(sample, BOREALIS, "Loyalty Insiders")
    segment, price_group = (group_named(sample, owner, "Preferred Partners") for owner in (BOREALIS, AURORA))
    assert values(sample, "SELECT mbrgrptype_id FROM mbrgrpusg WHERE mbrgrp_id = ?", segment) == [-1]
    assert values(sample, "SELECT mbrgrptype_id FROM mbrgrpusg WHERE mbrgrp_id = ?", price_group) == [-8]


@pytest.mark.parametrize(
    "name, table",
    [
        pytest.param("Legacy Mail Order", "mbrgrpcond", id="no condition row"),
        pytest.param("Imported From CRM 2019", "mbrgrpdesc", id="no description row"),
        pytest.param("Catalog Request 2018", "mgpcondele", id="no condition element"),
    ],
)
def test_rows_that_are_missing(sample: Connection, name: str, table: str) -> None:
    group = group_named(sample, AURORA, name)
    assert number(sample, f"SELECT COUNT(*) FROM {table} WHERE mbrgrp_id = ?", group) == 0


def test_odd_names(sample: Connection) -> None:
    names = values(sample, "SELECT mbrgrpname FROM mbrgrp")
    assert {"VIP Shoppers", "VIP shoppers", "Holiday Gift Buyers  ", "Café-Stammgäste Zürich"} <= set(names)


def test_a_language_that_no_file_of_ours_mentions(sample: Connection) -> None:
    group = group_named(sample, AURORA, "Tokyo Pop-up Visitors")
    assert set(values(sample, "SELECT language_id FROM mbrgrpdesc WHERE mbrgrp_id = ?", group)) == {-1, -10, -22}


def test_conditions_in_both_forms(sample: Connection) -> None:
    group = group_named(sample, AURORA, "Gala Invitations")
    parents = sample.exec_driver_sql(
        "SELECT name, parent FROM mgpcondele WHERE mbrgrp_id = ? ORDER BY sequence", (group,)
    )
    assert [tuple(row) for row in parents] == [
        ("topAndList", None),
        ("segment", "topAndList"),
        ("segment1", "segment"),
    ]
    assert "VIP Shoppers" in values(sample, "SELECT conditions FROM mbrgrpcond WHERE mbrgrp_id = ?", group)[0]
    assert values(sample, "SELECT value FROM mgpcondelenvp") == ["OrgAndAncestorOrgs"]


def test_members_are_there_in_every_form(sample: Connection) -> None:
    assert 2000 <= number(sample, "SELECT COUNT(*) FROM mbrgrpmbr") <= 9000
    assert number(sample, "SELECT COUNT(*) FROM mbrgrpmbr WHERE exclude = '1'") > 50
    assert number(sample, "SELECT COUNT(*) FROM mbrgrpmbr WHERE member_id = ?", BOREALIS) > 1
    assert number(sample, "SELECT COUNT(*) FROM dmmbrgrppzn") > 100
    empty = "SELECT COUNT(*) FROM mbrgrp g WHERE NOT EXISTS (SELECT 1 FROM mbrgrpmbr m WHERE m.mbrgrp_id = g.mbrgrp_id)"
    assert number(sample, empty) > 3


def test_null_counters_in_version_seven_only(sample: Connection, profile: Profile) -> None:
    found = number(sample, "SELECT COUNT(*) FROM mbrgrp WHERE optcounter IS NULL")
    assert found == (4 if profile is Profile.SEVEN else 0)


def test_nothing_refers_to_what_is_not_there(sample: Connection) -> None:
    assert values(sample, "PRAGMA foreign_key_check") == []


@pytest.mark.parametrize("role", Role)
def test_no_name_of_the_sample_catalog_is_taken(role: Role) -> None:
    files = sorted((ROOT / "catalog").glob("*/*.yaml"))
    assert files
    wanted = {folded(yaml.safe_load(file.read_text(encoding="utf-8"))["name"]) for file in files}
    assert not wanted & {folded(group.name) for group in seed_groups(role)}
