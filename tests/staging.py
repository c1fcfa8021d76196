"""A site that carries its changes from staging to production by itself, as far as the reference knows how (7.2).

Triggers on staging log each change of a staged table in STAGLOG; ``replay`` carries what is logged to production, row
by row: as the row is on staging by then, found by its key.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from syncer.live.propagation import GROUP_TABLES
from syncer.sandbox.commerce import Profile, commerce_tables

_EVENTS = {"I": ("INSERT", "NEW"), "U": ("UPDATE", "NEW"), "D": ("DELETE", "OLD")}

# The manual cuts the columns that hold the values of a key of several columns; these stand for them.
_KEY_VALUES = ("stgokey1", "stgokey2")


def make_staging(database: Path) -> None:
    """Triggers that log every change of a row of segments, on a database that is staging from now on."""
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        for column in _KEY_VALUES:
            connection.execute(f"ALTER TABLE staglog ADD COLUMN {column} BIGINT")
        for trigger in _triggers():
            connection.execute(trigger)


def list_tables(database: Path, *tables: str) -> None:
    """Name tables in the list of staged tables."""
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        for number, table in enumerate(tables):
            connection.execute("INSERT INTO stgmertab (tabname, tabnbr) VALUES (?, ?)", (table.upper(), number))


def _triggers() -> Iterator[str]:
    for table in GROUP_TABLES:
        keys = _keys(table)
        names = [f"stgkey{number}name" for number, _ in enumerate(keys, start=1)] if len(keys) > 1 else ["stgpkeyname"]
        places = _KEY_VALUES[: len(keys)] if len(keys) > 1 else ["stgpkey"]
        for code, (event, row) in _EVENTS.items():
            values = [f"'{key.upper():<32}'" for key in keys] + [f"{row}.{key}" for key in keys]
            yield (
                f"CREATE TRIGGER stag_{table}_{code} AFTER {event} ON {table} BEGIN INSERT INTO staglog"
                f" (stgrfnbr, stgstmp, stgtable, stgop, {', '.join([*names, *places])}) VALUES"
                " ((SELECT coalesce(max(stgrfnbr), 0) + 1 FROM staglog), CURRENT_TIMESTAMP,"
                f" '{table.upper():<30}', '{code}', {', '.join(values)}); END"
            )


def _keys(table: str) -> list[str]:
    return [str(column.name) for column in commerce_tables(Profile.NINE).tables[table].primary_key]


def logged(staging: Path) -> list[int]:
    """The numbers of the changes that were not carried yet, in order."""
    with closing(sqlite3.connect(staging)) as connection:
        rows = connection.execute("SELECT stgrfnbr FROM staglog WHERE stgprocessed = 0 ORDER BY stgrfnbr")
        return [row[0] for row in rows]


def replay(staging: Path, production: Path, most: int | None = None) -> None:
    """Carry the changes that are logged, or only the first so many."""
    with (
        closing(sqlite3.connect(staging, isolation_level=None)) as source,
        closing(sqlite3.connect(production, isolation_level=None)) as target,
    ):
        target.execute("PRAGMA foreign_keys = ON")
        for number in logged(staging)[:most]:
            row = source.execute("SELECT * FROM staglog WHERE stgrfnbr = ?", (number,))
            change = dict(zip([column[0] for column in row.description], row.fetchone(), strict=True))
            if change["stgop"] != "D":  # The delete of a group has no effect on production (reference 7.3).
                _carry(source, target, change)
            source.execute("UPDATE staglog SET stgprocessed = 1 WHERE stgrfnbr = ?", (number,))


def _carry(source: sqlite3.Connection, target: sqlite3.Connection, change: dict[str, object]) -> None:
    table = str(change["stgtable"]).strip().lower()
    keys = _keys(table)
    values = [change[place] for place in (_KEY_VALUES[: len(keys)] if len(keys) > 1 else ["stgpkey"])]
    where = " AND ".join(f"{key} = ?" for key in keys)
    found = source.execute(f"SELECT * FROM {table} WHERE {where}", values)
    row = found.fetchone()
    if row is None:
        return
    columns = [column[0] for column in found.description]
    settings = ", ".join(f"{column} = ?" for column in columns)
    if target.execute(f"UPDATE {table} SET {settings} WHERE {where}", (*row, *values)).rowcount == 0:
        target.execute(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(row))})", row)
