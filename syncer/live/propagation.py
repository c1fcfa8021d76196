"""By which signs the site carries segments from staging to production itself (reference 7.2).

Which of these tables a site has, and how it fills them, is its own affair: each is asked for before it is read.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.sql import text

from syncer.live.dialects.dialect import Dialect
from syncer.live.lookups import schema_of
from syncer.live.tables import STAGING_LISTS, mbrgrp, mbrgrpcond, mbrgrpdesc, mbrgrpusg, member, mgpcondele, staglog
from syncer.model.environment import Environment
from syncer.model.snapshot import Staged

GROUP_TABLES = tuple(str(table.name) for table in (member, mbrgrp, mbrgrpusg, mbrgrpdesc, mbrgrpcond, mgpcondele))
"""The tables of the store that a segment has rows in."""

_LOG = str(staglog.name)


def read_signs(connection: Connection, dialect: Dialect, environment: Environment) -> Staged:
    """The signs that are found. STAGLOG can be long, so it is read only where nothing else tells."""
    schema = schema_of(connection, dialect, environment.schema)
    lists = {str(table.name): table for table in STAGING_LISTS}
    there = {str(row[0]).lower() for row in _system(connection, dialect.system.tables, schema, (_LOG, *lists))}
    staged = Staged(
        by_trigger=_with_triggers(connection, dialect, schema),
        by_list=_ours(
            value
            for name, table in lists.items()
            if name in there
            for row in connection.execute(select(text("*")).select_from(table))
            for value in row
        ),
    )
    return staged if staged or _LOG not in there else Staged(by_log=_logged(connection))


def _with_triggers(connection: Connection, dialect: Dialect, schema: str | None) -> tuple[str, ...]:
    """The tables with a trigger that speaks of STAGLOG; not every engine shows the text of every trigger."""
    found = _system(connection, dialect.system.triggers, schema, GROUP_TABLES)
    return _ours(table for table, _, words in found if _LOG in str(words).lower())


def _logged(connection: Connection) -> tuple[str, ...]:
    """The tables of which STAGLOG holds changes that were not carried yet. 0 may be a number or a text there."""
    found = connection.execute(select(staglog.c.stgtable, staglog.c.stgprocessed).distinct())
    return _ours(table for table, processed in found if str(processed).strip() == "0")


def _system(connection: Connection, query: str, schema: str | None, tables: Iterable[str]) -> list[tuple[object, ...]]:
    """What the database's own catalog answers about these tables."""
    asked = text(query).bindparams(bindparam("tables", expanding=True))
    values = {"tables": list(tables)} if schema is None else {"tables": list(tables), "schema": schema}
    return [tuple(row) for row in connection.execute(asked, values)]


def _ours(values: Iterable[object]) -> tuple[str, ...]:
    """Those of the values that name a table of segments; CHAR columns come back padded."""
    names = {value.strip().lower() for value in values if isinstance(value, str)}
    return tuple(table for table in GROUP_TABLES if table in names)
