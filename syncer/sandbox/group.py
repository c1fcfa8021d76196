"""A member group with everything that hangs on it, and how it becomes rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import NamedTuple, TypeAlias

from sqlalchemy import Connection, MetaData

from syncer.model.snapshot import CUSTOMER_SEGMENT

Row: TypeAlias = dict[str, object]

# Parents before children, as the foreign keys ask for.
_ORDER = (
    "member",
    "mbrgrp",
    "mbrgrpusg",
    "mbrgrpdesc",
    "mbrgrpcond",
    "mgpcondele",
    "mgpcondelenvp",
    "mbrgrpmbr",
    "dmmbrgrppzn",
)
_GROUPS_AT_ONCE = 5_000


class Text(NamedTuple):
    """A row of MBRGRPDESC."""

    language_id: int
    display_name: str
    description: str | None


class Element(NamedTuple):
    """A row of MGPCONDELE, with its name-value pairs."""

    name: str
    type: str
    parent: str | None = None
    variable: str | None = None
    operator: str | None = None
    value: str | None = None
    pairs: tuple[tuple[str, str], ...] = ()


TOP = Element("topAndList", "andListCondition")
"""The element that every segment made in the Marketing tool has (reference 4.1)."""


class Membership(NamedTuple):
    """A row of MBRGRPMBR."""

    member_id: int
    excluded: bool = False
    customer_id: str | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """A member group as the Marketing tool leaves it: by default a segment without conditions and members."""

    mbrgrp_id: int
    owner_id: int
    name: str
    texts: tuple[Text, ...] = ()
    usages: tuple[int, ...] = (CUSTOMER_SEGMENT,)
    has_condition_row: bool = True
    conditions: str | None = None
    elements: tuple[Element, ...] = (TOP,)
    members: tuple[Membership, ...] = ()
    shoppers: tuple[str, ...] = ()
    """Personalisation ids of DMMBRGRPPZN."""
    oid: str | None = "CMC"
    updated_at: datetime | None = None
    updated_by: str | None = None
    allow_export: bool = False
    counter: int | None = 0
    """OPTCOUNTER of its rows; ``None`` only in schema profile 7."""


def padded(text: str, length: int) -> str:
    """The value of a CHAR column, as most databases hand it back."""
    return text.ljust(length)


def insert_groups(connection: Connection, tables: MetaData, groups: Iterable[Group], ids: Iterator[int]) -> None:
    """Write groups as a commerce server would; ``ids`` numbers elements and their pairs."""
    remaining = iter(groups)
    while some := list(islice(remaining, _GROUPS_AT_ONCE)):
        rows: defaultdict[str, list[Row]] = defaultdict(list)
        for group in some:
            for table, row in _rows(group, ids):
                rows[table].append(row)
        for table in _ORDER:
            insert_rows(connection, tables, table, rows[table])


def insert_rows(connection: Connection, tables: MetaData, table: str, rows: list[Row]) -> None:
    """Write rows that all have the same columns, but for columns that this schema profile lacks."""
    if not rows:
        return
    target = tables.tables[table]
    lacking = rows[0].keys() - target.c.keys()
    if lacking:
        rows = [{column: value for column, value in row.items() if column not in lacking} for row in rows]
    connection.execute(target.insert(), rows)


def _rows(group: Group, ids: Iterator[int]) -> Iterator[tuple[str, Row]]:
    key = group.mbrgrp_id
    counter = group.counter
    yield "member", {"member_id": key, "type": padded("G", 3), "optcounter": counter}
    yield "mbrgrp", _group_row(group)
    for usage in group.usages:
        yield "mbrgrpusg", {"mbrgrptype_id": usage, "mbrgrp_id": key, "optcounter": counter}
    for text in group.texts:
        yield (
            "mbrgrpdesc",
            {
                "mbrgrp_id": key,
                "language_id": text.language_id,
                "displayname": text.display_name,
                "description": text.description,
                "optcounter": counter,
            },
        )
    if group.has_condition_row:
        yield "mbrgrpcond", {"mbrgrp_id": key, "conditions": group.conditions, "optcounter": counter}
    for sequence, element in enumerate(group.elements):
        yield from _element_rows(key, sequence, element, ids)
    yield from _membership_rows(group)


def _group_row(group: Group) -> Row:
    return {
        "mbrgrp_id": group.mbrgrp_id,
        "owner_id": group.owner_id,
        "mbrgrpname": group.name,
        "oid": group.oid,
        "lastupdate": group.updated_at,
        "lastupdatedby": group.updated_by,
        "allowexport": int(group.allow_export),
        "exportall": 0,
        "optcounter": group.counter,
    }


def _element_rows(key: int, sequence: int, element: Element, ids: Iterator[int]) -> Iterator[tuple[str, Row]]:
    element_id = next(ids)
    yield (
        "mgpcondele",
        {
            "mgpcondele_id": element_id,
            "mbrgrp_id": key,
            "name": element.name,
            "type": element.type,
            "parent": element.parent,
            "sequence": float(sequence),
            "variable": element.variable,
            "operator": element.operator,
            "value": element.value,
        },
    )
    for name, value in element.pairs:
        pair: Row = {"mgpcondelenvp_id": next(ids), "mgpcondele_id": element_id, "name": name, "value": value}
        yield "mgpcondelenvp", pair


def _membership_rows(group: Group) -> Iterator[tuple[str, Row]]:
    for member in group.members:
        yield (
            "mbrgrpmbr",
            {
                "member_id": member.member_id,
                "mbrgrp_id": group.mbrgrp_id,
                "customerid": member.customer_id,
                "exclude": "1" if member.excluded else "0",
                "optcounter": group.counter,
            },
        )
    for shopper in group.shoppers:
        yield "dmmbrgrppzn", {"mbrgrp_id": group.mbrgrp_id, "personalizationid": shopper}
