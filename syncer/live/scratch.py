"""A schema that was found empty: what is made there, what others do there, and how it is emptied again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, Connection, Index, Table, bindparam, text
from sqlalchemy.schema import CreateTable

from syncer.live.connect import Database, connect, connect_scratch
from syncer.live.dialects.dialect import Dialect
from syncer.live.gate import Access
from syncer.live.lookups import schema_of
from syncer.live.scratch_gate import ScratchGate
from syncer.live.setup import complete
from syncer.live.tables import OWN_TABLES
from syncer.model.environment import Environment
from syncer.model.errors import NotPermitted, SyncerError


@dataclass(frozen=True)
class Scratch:
    """An empty schema of an environment's database, as :func:`claim` found it."""

    environment: Environment
    """Of the schema: it says where the product works, too."""
    dialect: Dialect
    server: str | None
    """The version that the server tells."""
    gate: ScratchGate
    others: Database
    """The same database, open to everybody but us."""

    @property
    def schema(self) -> str:
        """As the person wrote it."""
        return str(self.environment.schema)

    @contextmanager
    def session(self) -> Iterator[Connection]:
        """One transaction of somebody else, committed at its end."""
        with self.others.writing() as connection, connection.begin():
            yield connection

    def make(self, tables: Iterable[Table]) -> None:
        """Make tables, parents first, each in a transaction of its own: what is there is what was seen to be made."""
        with self.others.writing() as connection:
            for table in tables:
                with connection.begin():
                    connection.execute(CreateTable(table))
                self.gate.saw_made(table.name)
                with connection.begin():
                    for index in sorted(table.indexes, key=lambda one: str(one.name)):
                        connection.execute(text(self._index(table, index)))

    def _index(self, table: Table, index: Index) -> str:
        kind = "UNIQUE INDEX" if index.unique else "INDEX"
        schema = f"{self.schema}." if self.dialect.indexes_have_schemas else ""
        columns = ", ".join(column.name for column in index.columns)
        return f"CREATE {kind} {schema}{index.name} ON {self.schema}.{table.name} ({columns})"

    def set_up(self) -> None:
        """Our own tables, as ``setup`` makes them."""
        with connect(self.environment, Access.SETUP) as database, database.writing() as connection:
            # Where DDL commits by itself, one that fails leaves those before it: each is known as soon as it is there.
            for table in OWN_TABLES:
                with connection.begin():
                    connection.execute(CreateTable(table))
                self.gate.saw_made(table.name)
            with connection.begin():
                complete(connection, self.environment)

    def drop(self, tables: Iterable[str]) -> tuple[str, ...]:
        """Drop tables that were made here, children first. Returns those that could not be dropped, in capitals."""
        ours = [table for table in tables if table.lower() in self.gate.made]
        try:
            with self.others.writing():
                pass
        except SyncerError:  # a server that is gone would be waited for once a table
            return tuple(table.upper() for table in ours)
        left: list[str] = []
        for table in ours:
            try:
                with self.session() as connection:
                    connection.execute(text(f"DROP TABLE {self.schema}.{table}"))
            except SyncerError:
                left.append(table.upper())
            else:
                self.gate.saw_dropped(table)
        return tuple(left)

    def outsiders(self) -> tuple[str, ...]:
        """Tables outside of the schema with a foreign key into it: a cascade would reach them."""
        with connect(self.environment, Access.READ) as database, database.reading() as connection:
            schema = schema_of(connection, self.dialect, self.schema)
            found = _ask(connection, self.dialect.system.foreign_keys, schema=schema, tables=sorted(self.gate.made))
        return tuple(f"{row[0]}.{row[1]}" for row in found if str(row[0]).strip() != schema)


@contextmanager
def claim(environment: Environment, where: Environment) -> Iterator[Scratch]:
    """A schema that is there, holds nothing, and is not the one of the store.

    ``where`` is the same environment with the scratch schema in the place of its own. Raises ``NotPermitted``.
    """
    dialect, server = _require_empty(environment, where)
    gate = ScratchGate(str(where.schema), dialect)
    with connect_scratch(where, gate) as others:
        yield Scratch(where, dialect, server, gate, others)


def _require_empty(environment: Environment, where: Environment) -> tuple[Dialect, str | None]:
    """The engine, and the version of its server."""
    name = str(where.schema)
    with connect(where, Access.READ) as database, database.reading() as connection:
        dialect = database.dialect
        if dialect.system.contents is None:
            raise NotPermitted(
                f"The database of {environment.name} has no schemas to try things in. Nothing was made.",
                "There is nothing to show on it either: our own tests run on it, every time.",
            )
        of_store = {dialect.fold(one) for one in (environment.schema, environment.ledger_schema) if one}
        schema = schema_of(connection, dialect, name)
        if schema in of_store:
            raise NotPermitted(
                f"{name} is the schema that {environment.name} works in. Nothing was made.",
                "Have the DBA make an empty schema, and name that.",
            )
        if not _ask(connection, dialect.system.schema_names, schema=schema):
            raise NotPermitted(
                f"There is no schema {name} in the database of {environment.name}, or this login may not see it. "
                "Nothing was made.",
                "Have the DBA make it, with the right to make tables in it.",
            )
        if found := sorted(str(row[0]).strip() for row in _ask(connection, dialect.system.contents, schema=schema)):
            raise NotPermitted(
                f"The schema {name} is not empty: it holds {_some(found)}. Nothing was made.",
                "Name an empty one. What an interrupted run left there has to be dropped by hand.",
            )
        return dialect, _version(connection, database)


def _some(names: list[str]) -> str:
    shown = ", ".join(names[:3])
    return f"{shown} and {len(names) - 3} more" if len(names) > 3 else shown


def _version(connection: Connection, database: Database) -> str | None:
    """What the server says of itself, where this login may ask it."""
    try:
        with database.told():
            row = connection.execute(text(str(database.dialect.system.version))).first()
    except SyncerError:
        return None
    return None if row is None or row[0] is None else str(row[0]).strip()


def _ask(connection: Connection, query: str | None, **values: Any) -> list[Any]:
    lists: list[BindParameter[Any]] = [
        bindparam(name, expanding=True) for name, value in values.items() if isinstance(value, list)
    ]
    return list(connection.execute(text(str(query)).bindparams(*lists), values))
