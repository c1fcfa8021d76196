"""The tables have the keys, indexes, defaults and cascades of reference 13.2, and the database enforces them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, Index, MetaData, Table, create_mock_engine, func, insert, inspect, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.schema import CreateIndex, CreateTable

from syncer.sandbox.commerce import Profile, commerce_tables

# Table: primary key | unique | foreign keys. Reference 13.2, written down a second time.
EXPECTED = {
    "member": ("member_id", (), ()),
    "orgentity": ("orgentity_id", (), ("orgentity_id -> member",)),
    "language": ("language_id", (), ()),
    "storeent": ("storeent_id", ("identifier+member_id",), ("member_id -> member",)),
    "mbrgrptype": ("mbrgrptype_id", ("name",), ()),
    "mbrgrp": ("mbrgrp_id", ("owner_id+mbrgrpname",), ("mbrgrp_id -> member", "owner_id -> member")),
    "mbrgrpusg": ("mbrgrptype_id+mbrgrp_id", (), ("mbrgrp_id -> mbrgrp", "mbrgrptype_id -> mbrgrptype")),
    "mbrgrpdesc": ("mbrgrp_id+language_id", (), ("language_id -> language", "mbrgrp_id -> mbrgrp")),
    "mbrgrpcond": ("mbrgrp_id", (), ("mbrgrp_id -> mbrgrp",)),
    "mgpcondele": ("mgpcondele_id", ("name+mbrgrp_id",), ("mbrgrp_id -> mbrgrp",)),
    "mgpcondelenvp": ("mgpcondelenvp_id", (), ("mgpcondele_id -> mgpcondele",)),
    "mbrgrpmbr": ("member_id+mbrgrp_id", (), ("mbrgrp_id -> mbrgrp", "member_id -> member")),
    "dmmbrgrppzn": ("mbrgrp_id+personalizationid", (), ("mbrgrp_id -> mbrgrp",)),
    "keys": ("keys_id", ("tablename",), ()),
    "subkeys": ("subkeys_id", ("tablename",), ()),
    "dmelement": ("dmelement_id", (), ()),
    "dmelementnvp": ("dmelement_id+name+value", (), ("dmelement_id -> dmelement",)),
    "px_element": ("px_element_id", ("px_promotion_id+name",), ()),
    "px_elementnvp": ("px_elementnvp_id", ("px_element_id+name+value",), ("px_element_id -> px_element",)),
    "prelement": ("prelement_id", ("identifier+pricerule_id",), ()),
    "prelementattr": ("prelement_id+name+value", (), ("prelement_id -> prelement",)),
    "participnt": ("participnt_id", ("member_id+partrole_id+trading_id+termcond_id",), ("member_id -> member",)),
    "folderitem": ("folderitem_id", (), ()),
    "staglog": ("stgrfnbr", (), ()),
    "stgmertab": ("tabname", (), ()),
    "stgsitetab": ("tabname", (), ()),
    "stgmrsttab": ("tabname", (), ()),
}
INDEXES = {
    "i274130": "member_id+type",
    "i0000787": "member_id",
    "i0000616": "mbrgrp_id",
    "i0000615": "mbrgrp_id",
    "i0001233": "personalizationid",
    "i0001231": "mbrgrp_id",
    "i0001232": "mgpcondele_id",
    "i0001194": "name+value",
    "i0001348": "name+value",
}
DEFAULTS: dict[str, dict[str, object]] = {
    "storeent": {"markfordelete": 0},
    "mbrgrp": {"allowexport": 0, "exportall": 0},
    "mgpcondele": {"negate": 0, "optcounter": 0},
    "mgpcondelenvp": {"optcounter": 0},
    "mbrgrpmbr": {"exclude": "0"},
    "dmmbrgrppzn": {"optcounter": 0},
    "keys": {
        "prefetchsize": 20,
        "lowerbound": 0,
        "upperbound": 2147483648,
        "nonsequential": "0",
        "multiplier": 1048576,
    },
    "subkeys": {"prefetchsize": 20, "lowerbound": 0, "upperbound": 2147483648},
    "dmelement": {"optcounter": 0},
    "dmelementnvp": {"triggermatch": 0, "optcounter": 0},
    "px_element": {"sequence": 0, "optcounter": 0},
    "px_elementnvp": {"optcounter": 0},
    "prelement": {"optcounter": 0},
    "prelementattr": {"optcounter": 0},
    "staglog": {"stgprocessed": 0},
}
NULLABLE_COUNTERS_IN_SEVEN = {
    *("member", "mbrgrp", "mbrgrpdesc", "mbrgrpcond", "mbrgrpusg", "mbrgrptype", "mbrgrpmbr", "keys", "storeent"),
    *("subkeys", "orgentity", "participnt"),
}


def test_tables_keys_and_foreign_keys(empty: Engine) -> None:
    found = inspect(empty)
    assert {
        name: (
            "+".join(found.get_pk_constraint(name)["constrained_columns"]),
            tuple("+".join(map(str, index["column_names"])) for index in found.get_indexes(name) if index["unique"]),
            tuple(
                sorted(
                    f"{key['constrained_columns'][0]} -> {key['referred_table']}" for key in foreign_keys(found, name)
                )
            ),
        )
        for name in found.get_table_names()
    } == EXPECTED


def test_indexes_that_are_not_unique(empty: Engine) -> None:
    found = inspect(empty)
    assert {
        index["name"]: "+".join(map(str, index["column_names"]))
        for name in found.get_table_names()
        for index in found.get_indexes(name)
        if not index["unique"]
    } == INDEXES


def foreign_keys(found: Any, name: str) -> list[Any]:
    keys: list[Any] = found.get_foreign_keys(name)
    assert all(key["options"] == {"ondelete": "CASCADE"} for key in keys)
    return keys


@pytest.mark.parametrize("dialect", ["sqlite", "postgresql", "oracle"])
def test_names_are_lower_case_and_keys_are_given(tables: MetaData, dialect: str) -> None:
    compiled_for = create_mock_engine(f"{dialect}://", lambda *_: None).dialect
    for table in tables.sorted_tables:
        ddl = str(CreateTable(table).compile(dialect=compiled_for))
        ddl += "".join(str(CreateIndex(index).compile(dialect=compiled_for)) for index in table.indexes)
        assert all(name == name.lower() for name in (table.name, *table.c.keys()))
        assert not [word for word in ('"', "SERIAL", "IDENTITY", "AUTOINCREMENT") if word in ddl]


def valid_row(connection: Connection, table: Table, number: int = 1) -> dict[str, Any]:
    """A row with every column filled, whose parents are there."""
    row: dict[str, Any] = {column.name: value_for(column.type.python_type, number) for column in table.c}
    for key in table.foreign_keys:
        parent = key.column
        row[key.parent.name] = add(connection, parent.table, number)[parent.name]
    return row


def value_for(kind: type, number: int) -> object:
    match kind.__name__:
        case "datetime":
            return datetime.fromisoformat("2024-03-18 09:15:00")
        case "str":
            return str(number)
        case _:
            return kind(number)


def add(connection: Connection, table: Table, number: int = 1) -> dict[str, Any]:
    """A row that is there from now on, and was perhaps before."""
    row = valid_row(connection, table, number)
    keys = [column == row[column.name] for column in table.primary_key]
    if not connection.scalar(select(func.count()).select_from(table).where(*keys)):
        connection.execute(insert(table), row)
    return row


def uniques(table: Table) -> list[Index]:
    return [index for index in table.indexes if index.unique]


@pytest.mark.parametrize("name", EXPECTED)
def test_what_the_database_refuses(empty: Engine, tables: MetaData, name: str) -> None:
    table = tables.tables[name]
    with empty.connect() as connection:
        row = add(connection, table)
        refuses(connection, table, row)
        other = valid_row(connection, table, 2)
        for index in uniques(table):
            refuses(connection, table, other | {column.name: row[column.name] for column in index.columns})
        for column in table.c:
            if not column.nullable:
                refuses(connection, table, {**other, column.name: None})
        for key in table.foreign_keys:
            refuses(connection, table, {**other, key.parent.name: 999})
        connection.execute(insert(table), other)


def refuses(connection: Connection, table: Table, row: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError):
        connection.execute(insert(table), row)


@pytest.mark.parametrize("name", DEFAULTS)
def test_defaults_are_the_servers(empty: Engine, tables: MetaData, profile: Profile, name: str) -> None:
    table = tables.tables[name]
    expected = {column: value for column, value in DEFAULTS[name].items() if column in table.c}
    if "optcounter" in table.c and not table.c.optcounter.nullable:
        expected["optcounter"] = 0
    with empty.connect() as connection:
        row = {column: str(value) for column, value in valid_row(connection, table).items() if column not in expected}
        marks = ", ".join("?" * len(row))
        connection.exec_driver_sql(f"INSERT INTO {name} ({', '.join(row)}) VALUES ({marks})", tuple(row.values()))
        stored = connection.exec_driver_sql(f"SELECT * FROM {name}").mappings().one()
    assert {column: stored[column] for column in expected} == expected


@pytest.mark.parametrize(
    "deleted",
    [
        pytest.param("member", id="a group's MEMBER row"),
        pytest.param("mbrgrp", id="a group's MBRGRP row"),
    ],
)
def test_deleting_a_group_reaches_its_members(sample: Connection, deleted: str) -> None:
    group = 8000000000000000551
    parts = ("mbrgrpusg", "mbrgrpdesc", "mbrgrpcond", "mgpcondele", "mbrgrpmbr")
    assert all(count(sample, part, group) for part in parts)
    sample.exec_driver_sql(f"DELETE FROM {deleted} WHERE {deleted}_id = ?", (group,))
    assert not any(count(sample, part, group) for part in (*parts, "dmmbrgrppzn"))
    assert sample.exec_driver_sql("SELECT COUNT(*) FROM mbrgrpmbr").scalar()


def count(connection: Connection, table: str, group: int) -> int:
    found = connection.exec_driver_sql(f"SELECT COUNT(*) FROM {table} WHERE mbrgrp_id = ?", (group,)).scalar()
    return int(found or 0)


def test_deleting_an_organisation_reaches_every_segment_and_member(sample: Connection) -> None:
    sample.exec_driver_sql("DELETE FROM member WHERE member_id = 7000000000000000101")
    owners = sample.exec_driver_sql("SELECT DISTINCT owner_id FROM mbrgrp").scalars().all()
    assert sorted(owners) == [-2001, -2000, 7000000000000000102]
    assert count(sample, "mbrgrpmbr", 8000000000000000551) == 0


def test_what_version_seven_lacks() -> None:
    seven, nine = (columns_of(commerce_tables(profile)) for profile in (Profile.SEVEN, Profile.NINE))
    assert nine.keys() - seven.keys() == {
        *("mbrgrp.allowexport", "mbrgrp.exportall", "keys.nonsequential", "keys.multiplier")
    }
    assert seven.keys() <= nine.keys()
    assert {name: (kind, nine[name]) for name, kind in seven.items() if kind != nine[name]} == {
        "keys.tablename": ("VARCHAR(18)", "VARCHAR(30)"),
        "keys.columnname": ("VARCHAR(18)", "VARCHAR(30)"),
    }


def columns_of(tables: MetaData) -> dict[str, str]:
    return {f"{name}.{column.name}": str(column.type) for name, table in tables.tables.items() for column in table.c}


def test_counters_that_may_be_null(profile: Profile, tables: MetaData) -> None:
    nullable = {
        name for name, table in tables.tables.items() if "optcounter" in table.c and table.c.optcounter.nullable
    }
    assert nullable == (NULLABLE_COUNTERS_IN_SEVEN if profile is Profile.SEVEN else set())
