"""The least rights of a login that reads and of one that writes, as SQL for whoever grants them.

Who may do what follows from the gate and from the tables that we name, so neither can know more than the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from syncer.live.dialects.dialect import Dialect
from syncer.live.dialects.rights import Guarded, Rights
from syncer.live.gate import CHANGEABLE, EXISTENCE, MEMBERSHIP, Access
from syncer.live.lookups import FLAG_COLUMNS
from syncer.live.tables import OWN_TABLES, STAGING_LISTS, commerce, staglog
from syncer.model.environment import Environment

_OWN = tuple(table.name for table in OWN_TABLES)
_TABLES = (*sorted(commerce.tables), *_OWN)
_FLAGS = frozenset(FLAG_COLUMNS.values())
_STAGING = frozenset(table.name for table in (staglog, *STAGING_LISTS))


@dataclass(frozen=True, slots=True)
class Logins:
    """Who plans and looks, and who applies."""

    reader: str
    writer: str


@dataclass(frozen=True, slots=True)
class Right:
    """One verb on one table, or on some columns of it."""

    verb: str
    table: str
    columns: tuple[str, ...] = ()
    """All of them where none is named."""
    condition: str | None = None
    """Where it can be granted, if not everywhere."""

    @property
    def may_lack(self) -> bool:
        """Whether a site may lack what it is about."""
        return self.condition is not None


def reading_rights(rights: Rights) -> Iterator[Right]:
    """What a plan needs, table by table. Of members only what tells whether there are any, where that can be said."""
    for table in _TABLES:
        is_narrow = table in MEMBERSHIP and rights.selects_columns
        condition = f"where there is a table {table.upper()}" if table in _STAGING else None
        yield Right("select", table, tuple(sorted(EXISTENCE)) if is_narrow else (), condition)


def writing_rights() -> Iterator[Right]:
    """What an apply needs beside reading: the pairs of the gate, and of these the columns that may be set."""
    for verb, table in sorted(Access.WRITE.value, key=lambda pair: (_TABLES.index(pair[1]), pair[0])):
        columns = CHANGEABLE.get(table, frozenset()) if verb == "update" else frozenset()
        yield Right(verb, table, tuple(sorted(columns - _FLAGS)))
        if columns & _FLAGS:
            yield Right(verb, table, tuple(sorted(columns & _FLAGS)), f"where {table.upper()} has these columns")


def grants(dialect: Dialect, environment: Environment, logins: Logins, *, has_guard: bool) -> str:
    """The statements with what they are for. ``has_guard`` adds the trigger that refuses the writing login."""
    rights = dialect.rights
    if rights is None:
        return f"-- {dialect.title} has no logins: who may write the file may write every table. Nothing to run.\n"
    both = tuple(dict.fromkeys((logins.reader, logins.writer)))
    parts = [
        _comments(_introduction(dialect, environment, logins, rights)),
        *_admission(rights, environment, both),
        "\n-- What both may read.",
        *(grant(right, rights, environment, both) for right in reading_rights(rights)),
        "\n-- What only the writing login may write.",
        *(grant(right, rights, environment, (logins.writer,)) for right in writing_rights()),
        *(_guard(dialect, rights, environment, logins) if has_guard else ()),
    ]
    return "\n".join(parts) + "\n"


def grant(right: Right, rights: Rights, environment: Environment, logins: Sequence[str]) -> str:
    """One statement."""
    columns = f" ({', '.join(right.columns)})" if right.columns else ""
    statement = f"GRANT {right.verb.upper()}{columns} ON {_place(right.table, environment)} TO {_to(rights, logins)};"
    return f"-- Only {right.condition}:\n{statement}" if right.condition else statement


def _introduction(dialect: Dialect, environment: Environment, logins: Logins, rights: Rights) -> Iterator[str]:
    yield f"The least rights of segment-syncer in {environment.name}, on {dialect.title}."
    yield f"{logins.reader} plans and looks; {logins.writer} applies, and may read what {logins.reader} may."
    yield "To be run by the owner of the tables, once our own are there: syncer setup, by a login that may create them."
    if environment.schema is None:
        yield "The environment's file names no schema, so the names below are without one."
    yield from rights.notes


def _admission(rights: Rights, environment: Environment, logins: Sequence[str]) -> Iterator[str]:
    to = _to(rights, logins)
    schemas = dict.fromkeys((environment.schema, environment.ledger_schema))
    statements = [
        *(statement.format(logins=to) for statement in rights.admission),
        *(
            statement.format(schema=schema, logins=to)
            for schema in schemas
            if schema
            for statement in rights.schema_admission
        ),
    ]
    if statements:
        yield "\n-- How both come in."
        yield from statements


def _guard(dialect: Dialect, rights: Rights, environment: Environment, logins: Logins) -> Iterator[str]:
    tables = tuple(sorted(MEMBERSHIP))
    yield "\n" + _comments(
        (
            "The guard, which you need not have: the engine itself refuses every insert, update and delete of",
            f"{' and '.join(table.upper() for table in tables)} by {logins.writer}, also by a cascade.",
            *rights.guard_notes,
        )
    )
    prefix = f"{environment.schema}." if environment.schema else ""
    yield from rights.guard(Guarded(tables, prefix, dialect.fold(logins.writer)))


def _place(table: str, environment: Environment) -> str:
    schema = (environment.ledger_schema or environment.schema) if table in _OWN else environment.schema
    return f"{schema}.{table}" if schema else table


def _to(rights: Rights, logins: Iterable[str]) -> str:
    return ", ".join(rights.grantee.format(login) for login in logins)


def _comments(lines: Iterable[str]) -> str:
    return "\n".join(f"-- {line}" for line in lines)
