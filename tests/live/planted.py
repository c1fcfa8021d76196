"""Statements that no part of the product may send, and the ways to send one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, Table, delete, insert, literal_column, text, update
from sqlalchemy.sql.dml import UpdateBase

from syncer.live.gate import Access
from syncer.live.tables import OWN_TABLES
from syncer.sandbox.commerce import Profile, commerce_tables

TABLES: Mapping[str, Table] = {
    **{str(name): table for name, table in commerce_tables(Profile.NINE).tables.items()},
    **{str(table.name): table for table in OWN_TABLES},
}
"""Every table of the sample databases, ours included."""


class Planted(NamedTuple):
    """One forbidden statement, as a value and as text."""

    verb: str
    table: str
    statement: UpdateBase
    sql: str


def planted(access: Access) -> Iterator[Planted]:
    """One statement for each (verb, table) pair that a kind of connection may not use."""
    for name, table in TABLES.items():
        column = next(iter(table.c))
        key = str(column.name)
        kept: ColumnElement[int] = literal_column(key)
        for verb, statement, sql in (
            (
                "insert",
                insert(table).values(dict.fromkeys(table.primary_key.c.keys(), 4242)),
                f"INSERT INTO {name} ({key}) VALUES (4242)",
            ),
            ("update", update(table).values({key: kept}), f"UPDATE {name} SET {key} = {key}"),
            ("delete", delete(table).where(column == kept), f"DELETE FROM {name} WHERE {key} = {key}"),
        ):
            if (verb, name) not in access.value:
                yield Planted(verb, name, statement, sql)


def by_core(connection: Connection, one: Planted) -> None:
    connection.execute(one.statement)


def by_text(connection: Connection, one: Planted) -> None:
    connection.execute(text(one.sql))


def by_driver_sql(connection: Connection, one: Planted) -> None:
    connection.exec_driver_sql(one.sql)


def by_cursor(connection: Connection, one: Planted) -> None:
    connection.connection.cursor().execute(one.sql)


WAYS: Mapping[str, Callable[[Connection, Planted], None]] = {
    "Core": by_core,
    "text()": by_text,
    "exec_driver_sql": by_driver_sql,
    "the driver's own cursor": by_cursor,
}

HIDDEN: Mapping[str, str] = {
    "behind a comment": "/* read only */ DELETE FROM mbrgrpmbr",
    "before a comment": "DELETE FROM mbrgrpmbr -- WHERE 1 = 0",
    "behind a common table": "WITH one AS (SELECT 1) DELETE FROM mbrgrpmbr",
    "with a subquery": "UPDATE keys SET counter = (SELECT max(customerid) FROM mbrgrpmbr)",
    "as the second statement": "SELECT 1; DELETE FROM mbrgrpmbr",
    "in double quotes": 'DELETE FROM "mbrgrpmbr"',
    "in brackets": "DELETE FROM [mbrgrpmbr]",
    "in backticks": "DELETE FROM `mbrgrpmbr`",
    "in single quotes": "DELETE FROM 'mbrgrpmbr'",
    "with its schema": "DELETE FROM main.mbrgrpmbr WHERE 1 = 1",
    "in capitals": "DELETE FROM MBRGRPMBR WHERE 1 = 1",
    "in small letters": "delete from dmmbrgrppzn where 1 = 1",
    "after many blanks": "\n\t  DELETE\n FROM\t mbrgrpmbr",
    "as a replacement": "REPLACE INTO mbrgrpmbr (member_id, mbrgrp_id) VALUES (1, 1)",
    "as a replacement of a parent": (
        "INSERT OR REPLACE INTO mbrgrp (mbrgrp_id, owner_id, mbrgrpname)"
        " SELECT mbrgrp_id, owner_id, mbrgrpname FROM mbrgrp"
    ),
    "as an update that replaces": "UPDATE OR REPLACE mbrgrp SET mbrgrpname = 'one', owner_id = -2000",
    "as an upsert": (
        "INSERT INTO mbrgrpmbr (member_id, mbrgrp_id) VALUES (1, 1) ON CONFLICT DO UPDATE SET exclude = '1'"
    ),
    "as an upsert of a parent": (
        "INSERT INTO member (member_id, type) VALUES (-2000, 'G') ON CONFLICT DO UPDATE SET type = 'U'"
    ),
    "from a select": "INSERT INTO mbrgrpmbr (member_id, mbrgrp_id) SELECT member_id, 1 FROM member",
    "returning what it deletes": "DELETE FROM mbrgrpmbr WHERE 1 = 1 RETURNING member_id",
    "as a delete of a group": "DELETE FROM mbrgrp WHERE mbrgrp_id = 8000000000000000551",
    "as a delete of a group's member row": "DELETE FROM member WHERE member_id = 8000000000000000551",
    "as a delete of the owner": "DELETE FROM member WHERE member_id = 7000000000000000101",
    "as a delete of a shopper": "DELETE FROM member WHERE type = 'U  '",
    "in a trigger": "CREATE TRIGGER one AFTER UPDATE ON keys BEGIN DELETE FROM mbrgrpmbr; END",
    "in a trigger of this connection": "CREATE TEMP TRIGGER one AFTER UPDATE ON keys BEGIN DELETE FROM mbrgrpmbr; END",
    "by dropping the table": "DROP TABLE mbrgrpmbr",
    "by renaming the table": "ALTER TABLE mbrgrpmbr RENAME TO members",
    "by a new column": "ALTER TABLE dmmbrgrppzn ADD COLUMN one INTEGER",
    "by a new table of that name": "CREATE TEMP TABLE mbrgrpmbr (member_id INTEGER)",
    "by an index": "CREATE UNIQUE INDEX one ON mbrgrpmbr (exclude)",
    "by a view": "CREATE VIEW one AS SELECT * FROM mbrgrpmbr",
    "through the schema": "PRAGMA writable_schema = ON",
    "in the schema": "DELETE FROM sqlite_master WHERE name = 'mbrgrpmbr'",
    "without foreign keys": "PRAGMA foreign_keys = OFF",
    "without safety": "PRAGMA synchronous = OFF",
    "in another file": "ATTACH DATABASE ':memory:' AS other",
    "by writing everything anew": "VACUUM",
    "behind a savepoint": "SAVEPOINT one",
    "by statistics": "ANALYZE mbrgrpmbr",
    "by sorting anew": "REINDEX mbrgrpmbr",
    "by reading who": "SELECT customerid FROM mbrgrpmbr",
    "by reading who, as a star": "SELECT * FROM dmmbrgrppzn",
    "by reading who, behind a count": ("SELECT count(*) AS n \nFROM mbrgrpmbr UNION SELECT customerid FROM mbrgrpmbr"),
    "not at all": "",
}
"""Ways to reach members, or to take the gates away, that do not look like it."""

DISGUISED: Mapping[str, str] = {
    "as a new id of a group": "UPDATE mbrgrp SET mbrgrp_id = mbrgrp_id + 1",
    "as a name": "UPDATE mbrgrp SET mbrgrpname = 'New' WHERE mbrgrp_id = 1",
    "as an owner": "UPDATE mbrgrp SET owner_id = -2000 WHERE mbrgrp_id = 1",
    "as a language": "UPDATE mbrgrpdesc SET language_id = -2 WHERE mbrgrp_id = 1",
    "as a bound of a range": "UPDATE keys SET upperbound = 9 WHERE keys_id = 1",
    "as an extension": "SELECT load_extension('one')",
    "as a question who it is": (
        "SELECT mbrgrp_id FROM mbrgrp WHERE EXISTS (SELECT 1 \nFROM mbrgrpmbr WHERE customerid = 'C5')"
    ),
}
"""What looks like a statement of ours, and sets or asks what we never do: SQLite sees the columns and functions."""
