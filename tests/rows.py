"""What a database holds, as plain values that can be compared: whole, or without what two runs may not share."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any, TypeAlias

from syncer.live.journal import FIRST_HASH, link

Row: TypeAlias = dict[str, Any]
Dump: TypeAlias = dict[str, list[Row]]

MEMBERSHIP = ("mbrgrpmbr", "dmmbrgrppzn")
APART = ("keys", "xsyncrun", "xsynchead")
"""Tables in which a run that was cut off may leave a trace: ids that it reserved, and that it was opened."""

OUR_KEYS = ("mbrgrp", "mgpcondele")
"""The rows of KEYS from which we take ids."""

_OF_A_RUN = frozenset({"lastupdate", "run_id", "seq", "previous_hash", "row_hash", "target_id"})


def dump(database: Path) -> Dump:
    """Every row of every table, each table in the order of its values."""
    with closing(sqlite3.connect(database)) as connection:
        connection.row_factory = sqlite3.Row
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: _rows(connection, name) for name in sorted(names)}


def _rows(connection: sqlite3.Connection, table: str) -> list[Row]:
    return ordered(dict(row) for row in connection.execute(f"SELECT * FROM {table}"))


def ordered(rows: Iterable[Row]) -> list[Row]:
    """Rows in the order of their values."""
    return sorted(rows, key=_order)


def _order(row: Row) -> list[tuple[bool, str]]:
    return [(value is not None, str(value)) for value in row.values()]


def members(found: Dump) -> Dump:
    """Who belongs to which group."""
    return {name: found[name] for name in MEMBERSHIP}


def settled(found: Dump, before: Dump) -> Dump:
    """The rows that a plan decides about. Ids that were not there before become their rank; times and runs are left
    out, and so are the tables in which a run that was cut off may leave a trace."""
    new_ids = _ranks(found, before, "mbrgrp", "mbrgrp_id") | _ranks(found, before, "mgpcondele", "mgpcondele_id")
    return {
        table: sorted(
            ({name: new_ids.get(value, value) for name, value in row.items() if name not in _OF_A_RUN} for row in rows),
            key=_order,
        )
        for table, rows in found.items()
        if table not in APART
    }


def _ranks(found: Dump, before: Dump, table: str, column: str) -> dict[Any, str]:
    old = {row[column] for row in before[table]}
    new = sorted(row[column] for row in found[table] if row[column] not in old)
    return {value: f"new {table} {rank}" for rank, value in enumerate(new)}


def of_groups(found: Dump, ids: Iterable[int]) -> Dump:
    """The rows of just these groups."""
    wanted = frozenset(ids)
    return {
        table: [row for row in rows if row.get("mbrgrp_id", row.get("member_id")) in wanted]
        for table, rows in found.items()
        if not table.startswith("xsync")
    }


def counter(found: Dump, table: str = "mbrgrp") -> int:
    """COUNTER of one KEYS row."""
    return next(int(row["counter"]) for row in found["keys"] if row["tablename"] == table)


def keys_of_others(found: Dump) -> list[Row]:
    """The rows of KEYS from which we take no ids."""
    return [row for row in found["keys"] if row["tablename"].strip() not in OUR_KEYS]


def new_ids_are_ours(before: Dump, found: Dump) -> bool:
    """Whether the ids of new groups were taken from KEYS, under both readings of COUNTER: last one, or next one."""
    old = {row["mbrgrp_id"] for row in before["mbrgrp"]}
    new = [row["mbrgrp_id"] for row in found["mbrgrp"] if row["mbrgrp_id"] not in old]
    return all(counter(before) < mbrgrp_id < counter(found) for mbrgrp_id in new)


def runs(found: Dump) -> dict[int, set[str]]:
    """The states on record of each run."""
    states: dict[int, set[str]] = {}
    for row in found.get("xsyncrun", ()):
        states.setdefault(row["run_id"], set()).add(row["run_state"])
    return states


def applied_runs(found: Dump) -> list[int]:
    """The runs on record as applied."""
    return sorted(run for run, states in runs(found).items() if "applied" in states)


def chain_is_whole(found: Dump) -> bool:
    """Whether every row of the journal holds the hash of the one before, and the head that of the last."""
    rows = [(row["seq"], table, row) for table in ("xsyncrun", "xsyncchange") for row in found[table]]
    last = FIRST_HASH
    for place, (seq, table, row) in enumerate(sorted(rows, key=lambda one: one[0]), start=1):
        values = {name: value for name, value in row.items() if name not in ("seq", "previous_hash", "row_hash")}
        if (seq, row["previous_hash"], row["row_hash"]) != (place, last, link(table, place, last, values)):
            return False
        last = row["row_hash"]
    (head,) = found["xsynchead"]
    return (head["last_seq"], head["last_hash"]) == (len(rows), last)
