"""What the database's own catalog says: version, columns, foreign keys, triggers, schemas."""

from __future__ import annotations

import re
from collections import defaultdict

from sqlalchemy import ColumnElement, column, func, select, table
from sqlalchemy.sql.elements import quoted_name

from syncer.live.examine.ask import Patient, name_of
from syncer.live.gate import MEMBERSHIP
from syncer.live.lookups import FLAG_COLUMNS
from syncer.live.propagation import GROUP_TABLES
from syncer.live.tables import STAGING_LISTS, commerce, mbrgrp, member, staglog
from syncer.model.examination import Answer, Columns, ForeignKey, Identity, Trigger

PARENTS = (str(mbrgrp.name), str(member.name))
"""What rows of other tables go with, where a foreign key says CASCADE."""

_OF_STAGING = frozenset({staglog.name, *(one.name for one in STAGING_LISTS)})
NEEDED = {
    str(one.name): frozenset(str(each.name) for each in one.columns)
    for one in commerce.sorted_tables
    if one.name not in _OF_STAGING
}
"""The columns that we name, by table."""
_MAY_LACK = frozenset({*(f"mbrgrp.{name}" for name in FLAG_COLUMNS.values()), "keys.nonsequential"})

_RULES = {"a": "NO ACTION", "r": "RESTRICT", "c": "CASCADE", "n": "SET NULL", "d": "SET DEFAULT"}


def identity(patient: Patient) -> Identity:
    """Which engine, which version, which schemas."""
    return Identity(patient.dialect.title, patient.ask(_version), patient.schema, patient.ledger_schema)


def _version(patient: Patient) -> str:
    ((version, *_), *_) = patient.system(patient.dialect.system.version)
    return str(version).strip()


def columns(patient: Patient) -> Columns:
    """Every column of the tables that we use."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    generated: set[str] = set()
    for of, name, is_generated in patient.system(patient.dialect.system.columns, tables=[*NEEDED]):
        found[name_of(of)].add(name_of(name))
        if is_generated:
            generated.add(f"{name_of(of)}.{name_of(name)}")
    present = {of: frozenset(names) for of, names in found.items()}
    return Columns(present, NEEDED, _MAY_LACK, frozenset(generated))


def foreign_keys(patient: Patient) -> Answer[tuple[ForeignKey, ...]]:
    """Every foreign key onto MBRGRP and MEMBER, each counted in a transaction of its own."""
    found = patient.ask(_keys)
    return tuple(key._replace(rows=_rows(patient, key)) for key in found) if isinstance(found, tuple) else found


def _keys(patient: Patient) -> tuple[ForeignKey, ...]:
    rows = patient.system(patient.dialect.system.foreign_keys, tables=[*PARENTS])
    keys = {
        ForeignKey(
            schema=None if schema is None else str(schema).strip(),
            child=str(child).strip(),
            column=None if of is None else str(of).strip(),
            parent=name_of(parent),
            rule=_RULES.get(name_of(rule), str(rule).strip().upper()),
            rows=None,
        )
        for schema, child, of, parent, rule in rows
    }
    return tuple(sorted(keys, key=lambda key: (key.parent, *map(str, key))))


def _rows(patient: Patient, key: ForeignKey) -> int | None:
    """How many rows point at a member group; of members only how many there are (a count may not look further)."""
    is_of_members = key.child.lower() in MEMBERSHIP
    names = (key.child, *([key.column] if key.column else ()), *([key.schema] if key.schema else ()))
    if not all(re.fullmatch(r"[A-Za-z_]\w*", name) and patient.dialect.fold(name) == name for name in names):
        return None  # It would have to be quoted.
    if key.parent == member.name and (is_of_members or key.column is None):
        return None

    def count(asked: Patient) -> int:
        # With its schema wherever there is one: nothing translates the schema of a table that is not of ours.
        child = table(_unquoted(key.child), schema=_unquoted(key.schema) if key.schema else None)
        query = select(func.count().label("n")).select_from(child)
        if key.column and not is_of_members:
            points_at: ColumnElement[int] = column(_unquoted(key.column))
            query = query.where(
                points_at.in_(select(mbrgrp.c.mbrgrp_id)) if key.parent == member.name else points_at.is_not(None)
            )
        return int(asked.connection.scalar(query) or 0)

    found = patient.ask(count)
    return found if isinstance(found, int) else None


def _unquoted(name: str) -> quoted_name:
    return quoted_name(name.lower(), quote=False)


def triggers(patient: Patient) -> tuple[Trigger, ...]:
    """The triggers on what we write, and on members."""
    tables = sorted({*GROUP_TABLES, *MEMBERSHIP, "keys"})
    rows = patient.system(patient.dialect.system.triggers, tables=tables)
    found = {
        Trigger(name_of(of), str(name).strip(), words is not None and str(staglog.name) in str(words).lower())
        for of, name, words in rows
    }
    return tuple(sorted(found))


def schemas(patient: Patient) -> tuple[str, ...]:
    """Every schema that has a table MBRGRP."""
    return tuple(sorted(str(row[0]).strip() for row in patient.system(patient.dialect.system.schemas, table="mbrgrp")))
