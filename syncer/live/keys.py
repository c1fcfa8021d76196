"""Ids from KEYS, as the server takes them (reference, section 6). Never the highest id plus one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, case, func, literal_column, or_, select, update

from syncer.live.lookups import Lookups
from syncer.live.tables import keys, mbrgrp, member, mgpcondele
from syncer.model.environment import Environment
from syncer.model.errors import NotPermitted
from syncer.model.snapshot import LAST_COUNTER

ATTEMPTS = 3
"""How many blocks are tried where ids of a block are in use already."""


@dataclass(frozen=True)
class IdSpace:
    """One kind of id: the KEYS row that hands it out, where it ends up, and where it must not be in use."""

    tablename: str
    column: Column[int]
    taken: Column[int]


GROUP_IDS = IdSpace("mbrgrp", mbrgrp.c.mbrgrp_id, member.c.member_id)
ELEMENT_IDS = IdSpace("mgpcondele", mgpcondele.c.mgpcondele_id, mgpcondele.c.mgpcondele_id)


def reserve(connection: Connection, lookups: Lookups, environment: Environment, space: IdSpace, count: int) -> range:
    """``count`` ids that nobody else will be given. A block that is in use is burnt, and the next one taken.

    Raises ``NotPermitted`` where KEYS does not look as it must, with what a DBA has to correct.
    """
    keys_id = _row(connection, lookups, environment, space)
    for _ in range(ATTEMPTS):
        ids = _block(connection, environment, space, keys_id, count)
        taken = connection.scalar(
            select(func.count()).select_from(space.taken.table).where(space.taken.between(ids[0], ids[-1]))
        )
        if not taken:
            return ids
    raise _no_ids(
        environment,
        f"{ATTEMPTS} blocks of ids from the KEYS row {space.tablename} were in use already.",
        f"Have the DBA set its COUNTER beyond every {space.taken.name.upper()} that lies inside its bounds.",
    )


def _row(connection: Connection, lookups: Lookups, environment: Environment, space: IdSpace) -> int:
    """The KEYS_ID of the one row for this kind of id. Raises ``NotPermitted`` where it cannot be taken from."""
    wanted = (environment.keys_row if space is GROUP_IDS else None) or space.tablename
    columns = [keys.c.keys_id, keys.c.tablename, keys.c.lowerbound, keys.c.upperbound]
    rows = named(wanted, connection.execute(select(*columns, *_nonsequential(lookups))).all())
    if len(rows) != 1:
        raise _no_ids(
            environment,
            f"KEYS has {len(rows) or 'no'} rows for {wanted}; ids can be taken from exactly one.",
            "Name the right one with `keys_row` in the environment's file, or have the DBA correct KEYS."
            if space is GROUP_IDS
            else "Have the DBA correct KEYS.",
        )
    keys_id, _, lower, upper, *nonsequential = rows[0]
    if lower is None or upper is None:
        raise _no_ids(
            environment,
            f"the KEYS row {wanted} has no LOWERBOUND or no UPPERBOUND.",
            "Have the DBA look at the key ranges of this environment.",
        )
    if any(str(value).strip() != "0" for value in nonsequential):
        raise _no_ids(
            environment,
            f"the KEYS row {wanted} hands out ids out of order (NONSEQUENTIAL is not 0).",
            "Ids of groups are sequential in every version that we know; ask the DBA who changed it.",
        )
    return int(keys_id)


def _nonsequential(lookups: Lookups) -> list[Column[Any]]:
    return [keys.c.nonsequential] if lookups.has_nonsequential else []


def named(wanted: str, rows: Sequence[Any]) -> list[Any]:
    """The rows of a table, whatever case and padding; of several, the one that is written just so."""
    alike = [row for row in rows if row.tablename.strip().lower() == wanted.strip().lower()]
    exact = [row for row in alike if row.tablename.rstrip() == wanted]
    return exact if len(exact) == 1 else alike


def _block(connection: Connection, environment: Environment, space: IdSpace, keys_id: int, count: int) -> range:
    """Raise COUNTER first, in one statement, then read what it became.

    It moves on by one more than is used: whether COUNTER is the next id or the last one handed out is
    read differently by different sources (reference 6.1), and so it does not matter.
    """
    # Not counter + n: at the end of all numbers that would be none.
    raised = update(keys).where(keys.c.keys_id == keys_id, keys.c.counter <= keys.c.upperbound - (count + 1))
    moved = connection.execute(raised.values(counter=keys.c.counter + (count + 1), optcounter=_next_version()))
    if moved.rowcount != 1:
        raise _no_ids(
            environment,
            f"the KEYS row {space.tablename} has no {count + 1} ids left below its UPPERBOUND.",
            "Have the DBA look at the key ranges of this environment.",
        )
    row = connection.execute(
        select(keys.c.counter, keys.c.lowerbound, keys.c.upperbound).where(keys.c.keys_id == keys_id)
    ).one()
    ids = range(int(row.counter) - count, int(row.counter))
    _require_untouched(connection, environment, space, row, ids)
    return ids


def _require_untouched(connection: Connection, environment: Environment, space: IdSpace, row: Any, ids: range) -> None:
    if ids[0] < row.lowerbound:
        raise _no_ids(
            environment,
            f"COUNTER of the KEYS row {space.tablename} is below its LOWERBOUND.",
            "Have the DBA look at the key ranges of this environment.",
        )
    highest = connection.scalar(
        select(func.max(space.column)).where(space.column.between(int(row.lowerbound), int(row.upperbound)))
    )
    if highest is not None and int(highest) >= ids[0]:
        raise _no_ids(
            environment,
            f"somebody went past KEYS: {space.column.name.upper()} {highest} is at or above the "
            f"next id of the row {space.tablename}, {ids[0]}.",
            "Have the DBA set COUNTER beyond the highest id inside the bounds of that row.",
        )


def _no_ids(environment: Environment, why: str, remedy: str) -> NotPermitted:
    return NotPermitted(f"{environment.name}: {why} Nothing was written.", remedy)


def _next_version() -> ColumnElement[Any]:
    """OPTCOUNTER after an update: from nothing or 32767 to 1 (reference 3.1). Derby wants typed branches."""
    seen: ColumnElement[Any] = keys.c.optcounter
    is_last = or_(seen.is_(None), seen >= literal_column(str(LAST_COUNTER)))
    return case((is_last, literal_column("1")), else_=seen + literal_column("1"))
